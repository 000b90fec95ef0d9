import type { JWK } from "jose";
import type { CheckName } from "./checks.ts";
import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { objectOf } from "./http.ts";
import { isSealedBy, isSignedBy, type Jwt, textsOf } from "./jwt.ts";

/** By which of its checks a client judges a token's signature. */
export interface SignatureChecks {
  readonly signature: CheckName;
  readonly none: CheckName;
  readonly alg: CheckName;
}

export const ID_TOKEN_SIGNATURE: SignatureChecks = {
  signature: "id_token_signature",
  none: "id_token_none",
  alg: "id_token_alg",
};

export const LOGOUT_TOKEN_SIGNATURE: SignatureChecks = {
  signature: "logout_signature",
  none: "logout_none",
  alg: "logout_alg",
};

export const RESPONSE_SIGNATURE: SignatureChecks = {
  signature: "response_signature",
  none: "response_none",
  alg: "response_alg",
};

function isJwk(value: unknown): value is JWK {
  return typeof value === "object" && value !== null && "kty" in value;
}

/** The key that a token carries or points to; only who looks at nothing believes it. */
async function ownKeyOf({ header }: Jwt, { http }: Ready): Promise<readonly JWK[]> {
  if (isJwk(header["jwk"])) return [header["jwk"]];
  const { jku } = header;
  if (typeof jku !== "string") return [];
  const { keys } = objectOf((await http(jku)).text);
  return Array.isArray(keys) ? keys.filter(isJwk) : [];
}

async function isSealedByPublicKey(token: Jwt, { keys }: Ready): Promise<boolean> {
  const known = await keys.candidates({ alg: "RS256" });
  return known.flatMap(textsOf).some((text) => isSealedBy(text, token));
}

async function isSigned(token: Jwt, client: Ready): Promise<boolean> {
  const { checks, config, keys } = client;
  if (token.alg.startsWith("HS")) {
    if (config.client_secret !== undefined && isSealedBy(config.client_secret, token)) return true;
    return !checks.on("id_token_confusion") && isSealedByPublicKey(token, client);
  }
  const embedded = checks.on("id_token_embedded_key") ? [] : await ownKeyOf(token, client);
  const known = embedded.length > 0 ? embedded : await keys.candidates(token);
  return known.some((key) => isSignedBy(key, token));
}

/** The algorithm that client and provider agreed on; the default where nothing was said. @see OpenID Registration 2 */
const AGREED = "RS256";

/** Refuses a token that nobody signed who may. @see OpenID Connect Core 3.1.3.7 */
export async function checkSignature(token: Jwt, client: Ready, names: SignatureChecks): Promise<void> {
  const { checks } = client;
  checks.demand("id_token_crit", () => token.header["crit"] === undefined);
  if (token.alg.toLowerCase() === "none") return checks.demand(names.none, () => false);
  if (!(token.alg.startsWith("HS") && !checks.on("id_token_confusion")))
    checks.demand(names.alg, () => token.alg === AGREED);
  if (!checks.on(names.alg) && token.alg.startsWith("HS") && token.alg !== AGREED) {
    if (checks.on("id_token_confusion") && !isSealedBy(client.config.client_secret ?? "", token))
      throw new Refused("id_token_confusion: the token is sealed, and not by the client's secret");
    return;
  }
  if (!checks.on(names.signature)) return;
  const signed = await isSigned(token, client);
  checks.demand(names.signature, () => signed);
}
