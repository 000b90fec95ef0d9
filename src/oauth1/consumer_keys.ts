import { hmacSecretsOf } from "../clients/mod.ts";
import type { Issuer } from "../engine/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { hashOf, isRsa, type SignatureMethod, type VerifyingKey } from "./signature_methods.ts";

/** Whose keys are looked for, and for what. */
export interface ConsumerKeysOptions {
  readonly issuer: Pick<Issuer, "clientKeys" | "sealKey" | "clock">;
  readonly method: SignatureMethod;
  /** Empty where there is no token. */
  readonly tokenSecret: string;
  /** Keys that lie elsewhere are asked for again, at most every half minute. */
  readonly anew?: boolean;
}

/**
 * What a consumer may have signed with: each of its live secrets, newest first, or each of its RSA keys; none when it has
 * nothing for the method.
 *
 * @see RFC 5849 3.4.2, 3.4.3
 * @throws {SealBroken} When the secrets were sealed under another key.
 */
export async function consumerKeys(
  client: ClientRecord,
  { issuer, method, tokenSecret, anew = false }: ConsumerKeysOptions,
): Promise<readonly VerifyingKey[]> {
  if (isRsa(method)) {
    const alg = hashOf(method) === "sha1" ? "RS1" : "RS256";
    return (await issuer.clientKeys.allRsa(client, { alg, anew })).map(({ key }) => key);
  }
  return hmacSecretsOf(client, { key: issuer.sealKey, now: issuer.clock.now() }).map((secret) => ({
    consumerSecret: secret.export().toString(),
    tokenSecret,
  }));
}
