import { assert } from "chai";
import { assert as forAll, asyncProperty, integer, scheduler } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { PASSWORD, person } from "../../test/support/cast.ts";
import { assertRefused, thrownBy } from "../../test/support/refusals.ts";
import { bodyOf, textIn } from "../../test/support/replies.ts";
import { scheduledStores } from "../../test/support/scheduled_stores.ts";
import type { AccountRecord } from "../stores/mod.ts";
import { type ApiBench, apiBench, type CallParts } from "./_call_test.ts";
import type { ApiCall, ApiReply } from "./endpoint.ts";
import { changeUser, removeUser, replaceUser, showUser } from "./one_user.ts";

type Operation = (call: ApiCall) => Promise<ApiReply>;

const OPERATIONS: Readonly<Record<string, Operation>> = { showUser, replaceUser, changeUser, removeUser };
const WRITING: Readonly<Record<string, Operation>> = { replaceUser, changeUser, removeUser };
const ALL = { username: "anna", email: "anna@people.test", first_name: "Anna", last_name: "Elm" };

function find(bench: ApiBench, { id }: AccountRecord): Promise<AccountRecord | undefined> {
  return bench.issuer.durable.accounts.find(id);
}

/** A call about Ann. */
function aboutAnn(bench: ApiBench, said: CallParts = {}): ApiCall {
  return bench.call({ id: bench.ann.id, body: ALL, ...said });
}

for (const [name, operation] of Object.entries(OPERATIONS)) {
  describe(`${name}(), of nobody`, () => {
    for (const id of ["", "0", "-1", "x", "01", "2147483647", "2147483648"]) {
      it(`answers 404 to the id '${id}', also to staff`, async () => {
        const bench = await apiBench();
        const reply = await operation(bench.call({ by: bench.staff, id, body: ALL }));
        assert.deepEqual([reply.status, bodyOf(reply)["error"]], [404, "not_found"]);
      });
    }
  });
}

for (const [name, operation] of Object.entries(WRITING)) {
  describe(`${name}(), as to who may`, () => {
    for (const [who, by] of [
      ["another person", (bench: ApiBench) => bench.bob],
      ["the client itself", () => null],
    ] as const) {
      rule("RFC6750-3.1-3", `refuses ${who}, whatever the scope, and changes nothing`, async () => {
        const bench = await apiBench();
        const attempt = () => operation(aboutAnn(bench, { by: by(bench), scope: ["read", "write", "admin"] }));
        await assertRefused(attempt, { code: "insufficient_scope", status: 403 });
        assert.deepEqual(await find(bench, bench.ann), bench.ann);
      });
    }

    for (const who of ["ann", "staff"] as const) {
      it(`lets ${who === "ann" ? "the person" : "staff"} do it`, async () => {
        const bench = await apiBench();
        const reply = await operation(aboutAnn(bench, { by: bench[who] }));
        assert.include([200, 204], reply.status);
        assert.notDeepEqual(await find(bench, bench.ann), bench.ann);
      });
    }

    it("refuses before it looks at the body, so that strangers learn nothing from it", async () => {
      const bench = await apiBench();
      const members = () => assert.fail("was read");
      await assertRefused(() => operation({ ...aboutAnn(bench, { by: bench.bob }), members }), {
        code: "insufficient_scope",
      });
    });
  });
}

describe("showUser()", () => {
  it("shows anybody to whoever has the token for it", async () => {
    const bench = await apiBench();
    for (const by of [bench.ann, bench.bob, null]) {
      const shown = bodyOf(await showUser(bench.call({ by, id: bench.ann.id })));
      assert.deepInclude(shown, { id: bench.ann.id, first_name: "Ann", last_name: "Oak" });
    }
  });
});

describe("replaceUser() and changeUser()", () => {
  for (const [name, operation] of Object.entries({ replaceUser, changeUser })) {
    it(`${name}() writes what it is given, the time, and nothing else`, async () => {
      const bench = await apiBench();
      bench.clock.advance(5);
      const { id, ...shown } = bodyOf(await operation(aboutAnn(bench)));
      assert.deepEqual([id, shown], [bench.ann.id, ALL]);
      const names = { username: "anna", email: ALL.email, firstName: "Anna", lastName: "Elm" };
      assert.deepEqual(await find(bench, bench.ann), { ...bench.ann, ...names, updatedAt: bench.clock.now() });
    });

    it(`${name}() answers 409 to a name that is taken, whatever its case, and keeps all as it was`, async () => {
      const bench = await apiBench();
      const body = { ...ALL, username: bench.bob.username.toUpperCase() };
      const reply = await operation(aboutAnn(bench, { body }));
      assert.deepEqual([reply.status, Object.keys(bodyOf(reply)["fields"] as object)], [409, ["username"]]);
      assert.deepEqual(await find(bench, bench.ann), bench.ann);
    });

    it(`${name}() lets a person keep their name, or change its case`, async () => {
      const bench = await apiBench();
      for (const username of [bench.ann.username, bench.ann.username.toUpperCase()]) {
        assert.equal((await operation(aboutAnn(bench, { body: { ...ALL, username } }))).status, 200);
      }
    });

    it(`${name}() answers 404 when the person goes in the middle`, async () => {
      const bench = await apiBench();
      const call = aboutAnn(bench, { by: bench.staff });
      const members = async () => {
        await bench.issuer.durable.accounts.remove(bench.ann.id, bench.clock.now());
        return call.members();
      };
      assert.equal((await operation({ ...call, members })).status, 404);
    });

    it(`${name}() hands on what a store throws`, async () => {
      const bench = await apiBench();
      const lost = new RangeError("lost");
      const accounts = { ...bench.issuer.durable.accounts, change: () => Promise.reject(lost) };
      const issuer = { ...bench.issuer, durable: { ...bench.issuer.durable, accounts } };
      assert.equal(await thrownBy(() => operation({ ...aboutAnn(bench), issuer })), lost);
    });
  }

  it("differ in fields that are not there", async () => {
    const bench = await apiBench();
    const call = aboutAnn(bench, { body: { email: "" } });
    const refused = await replaceUser(call);
    assert.equal(refused.status, 400);
    assert.hasAllKeys(bodyOf(refused)["fields"], ["username", "first_name", "last_name"]);
    assert.deepEqual(await find(bench, bench.ann), bench.ann);
    assert.deepInclude(bodyOf(await changeUser(call)), { email: "", first_name: "Ann", last_name: "Oak" });
  });
});

describe("changeUser()", () => {
  it("writes down who changed what", async () => {
    const bench = await apiBench();
    const body = { email: "new@people.test", last_name: "Elm" };
    await changeUser(bench.call({ by: bench.staff, id: bench.ann.id, body }));
    const [entry, ...others] = await bench.issuer.durable.audit.list({ limit: 9, event: "account.changed" });
    assert.isEmpty(others);
    assert.deepInclude(entry, { accountId: bench.ann.id, detail: { by: bench.staff.id, members: "email lastName" } });
  });

  it("writes nothing down where it is refused", async () => {
    const bench = await apiBench();
    await changeUser(bench.call({ id: bench.ann.id, body: { username: bench.bob.username } }));
    assert.isEmpty(await bench.issuer.durable.audit.list({ limit: 9, event: "account.changed" }));
  });
});

describe("removeUser()", () => {
  async function tokenOf(bench: ApiBench, account: AccountRecord): Promise<string> {
    const form = { grant_type: "password", username: account.username, password: PASSWORD };
    return textIn(await bench.post("/token", { form, as: bench.app }), "access_token");
  }

  async function isAlive(bench: ApiBench, token: string): Promise<unknown> {
    return bodyOf(await bench.post("/introspect", { form: { token }, as: bench.app }))["active"];
  }

  beyond("RFC7009-2.1-6", "ends all tokens of the person, and those of nobody else", async () => {
    const bench = await apiBench();
    const [first, second, other] = [
      await tokenOf(bench, bench.ann),
      await tokenOf(bench, bench.ann),
      await tokenOf(bench, bench.bob),
    ];
    assert.equal((await removeUser(aboutAnn(bench))).status, 204);
    assert.deepEqual(await Promise.all([first, second, other].map((token) => isAlive(bench, token))), [
      false,
      false,
      true,
    ]);
  });

  beyond("RFC7009-2.1-6", "lets no token live that is issued meanwhile, in any order of the store calls", () =>
    forAll(
      asyncProperty(scheduler(), integer({ min: 1, max: 3 }), async (schedule, many) => {
        const scheduled = scheduledStores();
        const bench = await apiBench({ stores: (real) => scheduled.wrap(real) });
        const form = { grant_type: "password", username: bench.ann.username, password: PASSWORD };
        const signIn = () => bench.post("/token", { form, as: bench.app });
        const replies = await scheduled.atOnce(schedule, [
          ...Array.from({ length: many }, () => signIn),
          () => removeUser(aboutAnn(bench)),
        ]);
        assert.equal(replies.at(-1)?.status, 204);
        for (const reply of replies.filter(({ status }) => status === 200)) {
          assert.isFalse(await isAlive(bench, textIn(reply, "access_token")));
        }
      }),
      { numRuns: 60 },
    ),
  );

  it("ends the person's sessions, tells their clients, and writes down who did it", async () => {
    const bench = await apiBench();
    const { session } = await bench.issuer.sessions.start(bench.ann);
    await bench.issuer.sessions.join(session, bench.app.id);
    await removeUser(bench.call({ by: bench.staff, id: bench.ann.id }));
    const written = await bench.issuer.durable.audit.list({ limit: 99 });
    const told = written.filter(({ event }) => ["session.ended", "account.removed"].includes(event));
    assert.deepEqual(
      told.map(({ event, accountId, detail }) => [event, accountId, detail]),
      [
        ["session.ended", bench.ann.id, { clients: 1, by: bench.staff.id }],
        ["account.removed", bench.ann.id, { by: bench.staff.id }],
      ],
    );
  });

  it("never removes the last of those who may administer", async () => {
    const bench = await apiBench();
    const { staff } = bench;
    const reply = await removeUser(bench.call({ by: staff, id: staff.id }));
    assert.equal(reply.status, 409);
    assert.deepEqual(await find(bench, staff), staff);
    await person(bench.issuer, { isStaff: true });
    assert.equal((await removeUser(bench.call({ by: staff, id: staff.id }))).status, 204);
  });

  it("answers 204 once, and 404 from then on", async () => {
    const bench = await apiBench();
    const gone = await person(bench.issuer);
    const call = bench.call({ by: bench.staff, id: gone.id });
    assert.deepEqual([(await removeUser(call)).status, (await removeUser(call)).status], [204, 404]);
  });

  it("leaves no token that speaks for the person when the removal itself fails", async () => {
    const bench = await apiBench();
    const token = await tokenOf(bench, bench.ann);
    const accounts = { ...bench.issuer.durable.accounts, remove: () => Promise.reject(new RangeError("lost")) };
    const issuer = { ...bench.issuer, durable: { ...bench.issuer.durable, accounts } };
    await thrownBy(() => removeUser({ ...aboutAnn(bench), issuer }));
    assert.deepEqual([await isAlive(bench, token), (await find(bench, bench.ann))?.sub], [false, bench.ann.sub]);
  });
});
