import { assert } from "chai";
import { leanFamily } from "../../test/contract/record_samples.ts";
import { client } from "../../test/support/cast.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import type { FamilyRecord } from "../stores/mod.ts";
import { TOMBSTONE, tombstoneKey } from "../tokens/mod.ts";
import type { Visit } from "./_visit_test.ts";

/** What an application was allowed by a person. */
export async function allowed(on: Visit, said: Partial<FamilyRecord> = {}, name = "A printer"): Promise<FamilyRecord> {
  const app = await client(on.issuer, { name });
  const family = leanFamily(app.id, { accountId: on.ann.id, createdAt: START, ...said });
  await on.issuer.durable.families.open(family);
  return family;
}

/** Whether an access holds; fails where the two stores disagree. */
export async function isLive(on: Visit, { tag }: FamilyRecord): Promise<boolean> {
  const buried = await on.issuer.ephemeral.get(TOMBSTONE, tombstoneKey(tag));
  const family = await on.issuer.durable.families.find(tag);
  assert.equal(buried === true, family?.revokedAt !== undefined, "the stores disagree");
  return buried !== true;
}
