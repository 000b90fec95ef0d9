import { CLIENT_KEY_ALGS, generateKeyPair, publicJwkOf, type SigningAlg, thumbprint } from "../../protocol/mod.ts";

type Members = Readonly<Record<string, unknown>>;

/** A key that the lab makes for a client, which signs by it. */
export interface ClientKey {
  readonly alg: SigningAlg;
  /** As the provider knows it. */
  readonly publicJwk: Members;
  /** As the client is told it, once: JSON. */
  readonly privateJwk: string;
}

/**
 * A fresh key for a client that authenticates by one; undefined for all others.
 *
 * @see RFC 7523 2.2, OpenID Connect Core 9
 * @throws {TypeError} Where the algorithm of its registration has no key pair.
 */
export async function keyFor(client: Members): Promise<ClientKey | undefined> {
  if (client["token_endpoint_auth_method"] !== "private_key_jwt") return undefined;
  const { token_endpoint_auth_signing_alg: wanted } = client;
  const alg = CLIENT_KEY_ALGS.find((one) => one === wanted);
  if (alg === undefined) throw new TypeError(`Cannot make a key for the algorithm '${String(wanted)}'`);
  const { publicKey, privateKey } = await generateKeyPair(alg);
  const publicJwk = publicJwkOf(publicKey);
  const named = { kid: thumbprint(publicJwk), use: "sig", alg };
  return {
    alg,
    publicJwk: { ...publicJwk, ...named },
    privateJwk: JSON.stringify({ ...privateKey.export({ format: "jwk" }), ...named }),
  };
}

/** The metadata of a client with its key behind those that it has besides. */
export function withKey(client: Members, key: ClientKey | undefined): Members {
  if (key === undefined) return client;
  const { jwks } = client;
  const others: unknown = typeof jwks === "object" && jwks !== null ? Reflect.get(jwks, "keys") : undefined;
  return { ...client, jwks: { keys: [...(Array.isArray(others) ? others : []), key.publicJwk] } };
}

const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi"];

/** The texts of a private JWK that nobody else may know: it as a whole, and each private member of it. */
export function privateTexts(privateJwk: string | undefined): readonly string[] {
  if (privateJwk === undefined) return [];
  const members = PRIVATE_MEMBERS.map((name) => new RegExp(`"${name}":"([\\w-]+)"`).exec(privateJwk)?.[1]);
  return [privateJwk, ...members.filter((value) => value !== undefined)];
}
