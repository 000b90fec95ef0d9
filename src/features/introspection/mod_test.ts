import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { pairFor, scene } from "../../../test/http/tokens.ts";
import { type FaultyStores, faultyStores } from "../../../test/support/faulty_stores.ts";
import { strangeToken } from "../../../test/support/records.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import type { Feature } from "../../engine/mod.ts";

async function watchedScene() {
  let faults: FaultyStores | undefined;
  const on = await scene({ stores: (real) => (faults = faultyStores(real)).stores });
  return { ...on, faults: faults! };
}

describe("introspection()", () => {
  it("costs one read for a live access token once the client is known", async () => {
    const on = await watchedScene();
    const { access } = await pairFor(on);
    await on.post("/introspect", { as: on.app, form: { token: access } });
    on.faults.arm();
    await on.post("/introspect", { as: on.app, form: { token: access } });
    assert.deepEqual(on.faults.calls, ["redis getPair a"]);
  });

  it("asks no store about what cannot be a token", async () => {
    const on = await watchedScene();
    await on.post("/introspect", { as: on.app, form: { token: "x" } });
    on.faults.arm();
    for (const token of ["x", "__proto__", `${strangeToken("at")}0`, strangeToken("ac")])
      await on.post("/introspect", { as: on.app, form: { token } });
    assert.deepEqual(on.faults.calls, []);
  });

  it("asks no store about the token before it knows who asks", async () => {
    const on = await watchedScene();
    const { access } = await pairFor(on);
    on.faults.arm();
    await on.post("/introspect", { form: { token: access } });
    await on.post("/introspect", { as: on.app, secret: "a wrong secret", form: { token: access } });
    // what is asked is how often the secret was guessed at
    assert.deepEqual(on.faults.calls, ["redis get lw", "redis count lt"]);
  });

  rule(["RFC7662-2.2-2", "RFC7662-4-8"], "says nothing of a dead token but that it is not active", async () => {
    const on = await scene();
    const { access, refresh } = await pairFor(on);
    on.clock.advance(2_592_000);
    for (const token of [access, refresh, strangeToken("at"), strangeToken("rt"), "x"])
      assert.deepEqual(bodyOf(await on.post("/introspect", { as: on.app, form: { token } })), { active: false });
  });

  it("lets features add to the answer, and shows them the record of an access token", async () => {
    const seen: unknown[] = [];
    const adding: Feature = {
      name: "adding",
      spec: "test",
      hooks: {
        introspection(body, { record }) {
          seen.push(record?.scope);
          return { ...body, added: true };
        },
      },
    };
    const on = await scene({ features: (standard) => [...standard, adding] });
    const { access, refresh } = await pairFor(on);
    for (const token of [access, refresh, "x"])
      assert.isTrue(bodyOf(await on.post("/introspect", { as: on.app, form: { token } }))["added"]);
    assert.deepEqual(seen, [["read", "write"], undefined, undefined]);
  });
});
