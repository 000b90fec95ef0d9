import type { Exchange } from "../../engine/mod.ts";
import { encryptJwt, generateKeyPair, isJwe, KEY_ALGS, peekJwe } from "../../protocol/mod.ts";
import type { Fault } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;

/** What the ID tokens of exchanges claim, which their encryption hides. */
const claimed = new WeakMap<Exchange, Members>();

/** Remembers the claims, which it leaves as they are. */
function remember(claims: Members, { exchange }: { readonly exchange: Exchange }): Members {
  claimed.set(exchange, claims);
  return claims;
}

/** The ID token as it was before it was encrypted. */
async function signedAgain(exchange: Exchange): Promise<string> {
  return exchange.issuer.keys.sign(claimed.get(exchange) ?? {}, { alg: "RS256" });
}

/** The same to somebody else's key, under the name of the client's. */
async function toAnother(text: string, exchange: Exchange): Promise<string> {
  const { alg: wanted, kid } = peekJwe(text);
  const alg = KEY_ALGS.find((one) => one === wanted) ?? "ECDH-ES";
  const { publicKey: key } = await generateKeyPair(alg);
  return encryptJwt(await signedAgain(exchange), { alg, enc: "A128CBC-HS256", key, kid });
}

function encryptedOtherwise(
  name: string,
  says: string,
  change: (text: string, exchange: Exchange) => Promise<string>,
): Fault {
  return {
    name: `id_token_${name}`,
    place: "token",
    says,
    idToken: remember,
    async tokenReply(body, { exchange }) {
      const { id_token: text } = body;
      return typeof text === "string" && isJwe(text) ? { ...body, id_token: await change(text, exchange) } : body;
    },
  };
}

/** What can be wrong about the encryption of an ID token; nothing where it is not encrypted. @see OpenID Connect Core 10.2 */
export const ENCRYPTION_FAULTS: readonly Fault[] = [
  encryptedOtherwise(
    "not_encrypted",
    "The ID token is signed and not encrypted, though the client registered for that",
    async (_, exchange) => signedAgain(exchange),
  ),
  encryptedOtherwise("encrypted_to_another", "The ID token is encrypted to a key that is not the client's", toAnother),
];
