import { assert } from "chai";
import { clientRecord } from "../../test/support/records.ts";
import { digest, seededRandom } from "../platform/mod.ts";
import { mintToken, parseToken } from "../protocol/mod.ts";
import { memoryDatabase } from "../stores/memory/mod.ts";
import type { DurableStore, FamilyRecord } from "../stores/mod.ts";
import { credentialsBindingOf, findCredentialsFamily, OAUTH1_BINDING } from "./mod.ts";

const random = seededRandom("credentials");
const TEXT = mintToken("ot", { random });

async function withFamily(bindings: FamilyRecord["bindings"]): Promise<DurableStore> {
  const durable = await memoryDatabase().forIssuer("test");
  const client = await durable.clients.add(clientRecord());
  const tag = parseToken(TEXT)?.tag ?? "";
  const family = { tag, client: client.id, grantType: "oauth1", scope: ["read"], generation: 0, createdAt: 1 };
  assert.isTrue(await durable.families.open({ ...family, bindings }));
  return durable;
}

describe("findCredentialsFamily()", () => {
  it("finds the family whose token credentials they are", async () => {
    const durable = await withFamily({ [OAUTH1_BINDING]: { token: digest(TEXT) } });
    assert.equal((await findCredentialsFamily(TEXT, durable))?.grantType, "oauth1");
  });

  for (const [name, bindings] of [
    ["other token credentials", { [OAUTH1_BINDING]: { token: digest("other") } }],
    ["none", {}],
    ["something else under their name", { [OAUTH1_BINDING]: "token" }],
    ["no text under their name", { [OAUTH1_BINDING]: { token: 1 } }],
  ] as const) {
    it(`finds no family that has ${name}`, async () => {
      assert.isUndefined(await findCredentialsFamily(TEXT, await withFamily(bindings)));
    });
  }

  for (const [name, text] of [
    ["an access token of the same family", mintToken("at", { random, tag: parseToken(TEXT)?.tag ?? "" })],
    ["credentials that nobody issued", mintToken("ot", { random })],
    ["a text that is no token", "token"],
  ] as const) {
    it(`finds nothing for ${name}`, async () => {
      const durable = await withFamily({ [OAUTH1_BINDING]: { token: digest(TEXT) } });
      assert.isUndefined(await findCredentialsFamily(text, durable));
    });
  }
});

describe("credentialsBindingOf()", () => {
  it("answers what was bound", () => {
    const token = digest(TEXT);
    assert.deepEqual(credentialsBindingOf({ bindings: { [OAUTH1_BINDING]: { token } } }), { token });
  });
});
