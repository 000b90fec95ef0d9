import type { Issuer } from "../../src/engine/mod.ts";
import { digest } from "../../src/platform/mod.ts";
import { mintToken } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord, FamilyRecord } from "../../src/stores/mod.ts";
import { tokenSecretOf } from "../../src/oauth1/mod.ts";
import type { TokenPair } from "./oauth1.ts";

/** Whose token credentials are, and how their family differs from the usual one. */
export interface GiveCredentialsOptions extends Partial<FamilyRecord> {
  readonly consumer: Pick<ClientRecord, "id">;
  readonly account: Pick<AccountRecord, "id">;
}

/** Token credentials that were given out. */
export interface GivenCredentials extends TokenPair {
  /** Of their family. */
  readonly tag: string;
}

/** Gives token credentials to a consumer, as the third leg does: for the scope `read` unless said otherwise. */
export async function giveCredentials(
  issuer: Issuer,
  { consumer, account, ...said }: GiveCredentialsOptions,
): Promise<GivenCredentials> {
  const tag = issuer.random.base62(8);
  const token = mintToken("ot", { random: issuer.random, tag });
  const opened = await issuer.durable.families.open({
    tag,
    client: consumer.id,
    accountId: account.id,
    grantType: "oauth1",
    scope: ["read"],
    generation: 0,
    bindings: { oauth1: { token: digest(token) } },
    createdAt: issuer.clock.now(),
    ...said,
  });
  if (!opened) throw new TypeError("Cannot give token credentials");
  return { token, secret: tokenSecretOf(token, issuer), tag };
}
