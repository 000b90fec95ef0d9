import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { ask, assertActive, type Pair, pairFor, scene, type Scene } from "../../../test/http/tokens.ts";
import { brokenStores } from "../../../test/support/broken_stores.ts";
import { client } from "../../../test/support/cast.ts";
import { type FaultyStores, faultyStores } from "../../../test/support/faulty_stores.ts";
import { strangeToken } from "../../../test/support/records.ts";
import { assertError, textIn } from "../../../test/support/replies.ts";

function revoke(on: Scene, token: string, more = {}) {
  return on.post("/revoke", { as: on.app, form: { token, ...more } });
}

/** What the stores are asked when a token that nobody made comes with a hint. */
async function callsFor(hint: string | undefined, kind: "at" | "rt"): Promise<readonly string[]> {
  let faults: FaultyStores | undefined;
  const on = await scene({ stores: (real) => (faults = faultyStores(real)).stores });
  await revoke(on, "warm up");
  faults!.arm();
  await revoke(on, strangeToken(kind), { token_type_hint: hint });
  return faults!.calls;
}

async function assertDead(on: Scene, { access, refresh }: Pair): Promise<void> {
  await assertActive(on, access, false);
  await assertActive(on, refresh, false);
}

describe("revocation()", () => {
  for (const [name, pick] of [
    ["an access token", ({ access }: Pair) => access],
    ["a refresh token", ({ refresh }: Pair) => refresh],
  ] as const) {
    for (const hint of [undefined, "access_token", "refresh_token", "nonsense"]) {
      rule(
        ["RFC7009-2.1-7", "RFC7009-2.2-2", "RFC7009-2.1-6"],
        `ends both by ${name}, hint ${hint ?? "none"}`,
        async () => {
          const on = await scene();
          const pair = await pairFor(on);
          assert.equal((await revoke(on, pick(pair), { token_type_hint: hint })).status, 200);
          await assertDead(on, pair);
        },
      );
    }
  }

  rule("RFC7009-2.2-1", "answers 200 to what is no token, and says that nothing happened", async () => {
    const on = await scene();
    for (const token of ["x", "__proto__", strangeToken("at"), strangeToken("rt"), strangeToken("ac")])
      assert.deepInclude(await revoke(on, token), { kind: "empty", status: 200 });
    assert.notInclude(on.events, "token.revoked");
  });

  rule("RFC7009-2.1-3", "leaves the tokens of another client alone", async () => {
    const on = await scene();
    const pair = await pairFor(on);
    const other = await client(on.issuer);
    for (const token of [pair.access, pair.refresh])
      assertError(await on.post("/revoke", { as: other, form: { token } }), { error: "invalid_grant" });
    await assertActive(on, pair.access);
    await assertActive(on, pair.refresh);
  });

  for (const kind of ["at", "rt"] as const) {
    rule("RFC7009-5-4", `asks the stores no more often for a hint that leads nowhere (${kind})`, async () => {
      const straight = await callsFor(kind === "at" ? "access_token" : "refresh_token", kind);
      assert.lengthOf(straight, 1);
      for (const hint of [undefined, "access_token", "refresh_token", "nonsense", "x".repeat(10_000)])
        assert.deepEqual(await callsFor(hint, kind), straight, hint?.slice(0, 20));
    });
  }

  it("ends a client's own token alone", async () => {
    const on = await scene();
    const tokens = [1, 2].map(() => ask(on, on.app, { grant_type: "client_credentials" }));
    const [one, two] = (await Promise.all(tokens)).map((reply) => textIn(reply, "access_token"));
    await revoke(on, one!);
    await assertActive(on, one!, false);
    await assertActive(on, two!);
  });

  it("tells once what it revoked, however often it is asked", async () => {
    const on = await scene();
    const { access } = await pairFor(on);
    for (let times = 0; times < 3; times += 1) assert.equal((await revoke(on, access)).status, 200);
    assert.lengthOf(
      on.events.filter((event) => event === "token.revoked"),
      1,
    );
  });

  for (const kind of ["access", "refresh"] as const) {
    it(`does not say that it is done when the database is away, and finishes by a second try (${kind})`, async () => {
      const stores = brokenStores();
      const on = await scene({ stores: (real) => stores.wrap(real) });
      const pair = await pairFor(on);
      stores.break({ "postgres families.revoke": "refused" });
      assert.equal((await revoke(on, pair[kind])).status, 503);
      stores.break({});
      assert.equal((await revoke(on, pair[kind])).status, 200);
      await assertDead(on, pair);
    });
  }

  for (const place of [1, 2]) {
    it(`ends the family also by a refresh token that gave way ${place} times`, async () => {
      const on = await scene();
      const first = await pairFor(on);
      let last = first.refresh;
      for (let times = 0; times < place; times += 1) {
        const reply = await ask(on, on.app, { grant_type: "refresh_token", refresh_token: last });
        last = textIn(reply, "refresh_token");
      }
      await revoke(on, first.refresh);
      await assertDead(on, { access: first.access, refresh: last });
    });
  }
});
