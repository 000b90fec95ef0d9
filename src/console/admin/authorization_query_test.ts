import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { START } from "../../../test/support/issuer_under_test.ts";
import type { FamilyQuery } from "../../stores/mod.ts";
import { office } from "./_office_test.ts";
import { authorizationFields, readAuthorizationQuery } from "./authorization_query.ts";

async function scene() {
  const on = await office();
  return { ...on, app: await client(on.issuer, { clientId: "shop" }) };
}

type Scene = Awaited<ReturnType<typeof scene>>;

describe("readAuthorizationQuery()", () => {
  const QUERIES: readonly (readonly [string, (on: Scene) => FamilyQuery | undefined])[] = [
    ["", () => ({})],
    ["application=shop", ({ app }) => ({ client: app.id })],
    ["application=77", () => undefined],
    ["person=77", () => undefined],
    ["person=nobody", () => undefined],
    ["tag=a&grant=password", () => ({ tag: "a", grantType: "password" })],
    ["state=live", () => ({ state: { is: "live", at: START } })],
    ["state=revoked", () => ({ state: { is: "revoked", at: START } })],
    ["state=Live", () => undefined],
    ["state=toString", () => undefined],
    ["state=&tag=", () => ({})],
  ];
  for (const [query, expected] of QUERIES) {
    it(`reads ?${query}`, async () => {
      const on = await scene();
      assert.deepEqual((await readAuthorizationQuery(await on.come(query))).query, expected(on));
    });
  }

  it("finds a person by both of their names", async () => {
    const on = await scene();
    for (const name of [on.ann.username, on.ann.sub]) {
      const { query } = await readAuthorizationQuery(await on.come(`person=${name}`));
      assert.deepEqual(query, { accountId: on.ann.id });
    }
  });
});

describe("authorizationFields()", () => {
  it("offers every state and every grant that the issuer has, and any", async () => {
    const on = await scene();
    const visit = await on.come("state=live&tag=x");
    const fields = authorizationFields(await readAuthorizationQuery(visit), visit);
    const [state, grant] = ["state", "grant"].map((name) => fields.find((field) => field.name === name));
    const words = (field: typeof state) => field?.options?.map(({ value }) => value);
    assert.deepEqual(words(state), ["", "live", "expired", "revoked"]);
    assert.deepEqual(words(grant), ["", ...on.issuer.grants.keys()]);
    assert.deepEqual(
      fields.map(({ name, value }) => [name, value]),
      [
        ["person", ""],
        ["application", ""],
        ["tag", "x"],
        ["state", "live"],
        ["grant", ""],
      ],
    );
  });
});
