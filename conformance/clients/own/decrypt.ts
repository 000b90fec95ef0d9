import { compactDecrypt, importJWK } from "jose";
import { Refused } from "../refused.ts";
import type { Client } from "./client.ts";
import { objectOf } from "./http.ts";

/** The signed ID token inside of an encrypted one; where nothing was agreed on, the one that there is. @see OpenID Connect Core 3.1.3.7 */
export async function decrypted(
  text: unknown,
  { config, checks }: Pick<Client, "config" | "checks">,
): Promise<unknown> {
  const { id_token_encrypted_response_alg: alg, private_jwk: jwk } = config;
  if (alg === undefined || jwk === undefined) return text;
  const isEncrypted = typeof text === "string" && text.split(".").length === 5;
  checks.demand("id_token_encrypted", () => isEncrypted);
  if (!isEncrypted) return text;
  try {
    const key = await importJWK({ ...objectOf(jwk), alg });
    const options = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: ["A128CBC-HS256"] };
    return Buffer.from((await compactDecrypt(text, key, options)).plaintext).toString("utf8");
  } catch {
    throw new Refused("the ID token cannot be decrypted");
  }
}
