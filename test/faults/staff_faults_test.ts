import { randomUUID } from "node:crypto";
import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { PASSWORD, person } from "../support/cast.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { type ValueBrowser, valueBrowser } from "../support/value_browser.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { isAlive, memberOf, wordsOf } from "./fault_replies.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";

const NEW = "a new and good password";

/** Somebody of the staff before the form of a page, and a person with a session and a token. */
interface Prepared {
  readonly desk: ValueBrowser;
  readonly page: Reply;
  readonly ann: AccountRecord;
  readonly sid: string;
  readonly token: string;
}

async function prepared(stage: FaultStage, pathOf: (ann: AccountRecord, sid: string) => string): Promise<Prepared> {
  const { issuer } = stage;
  const [sue, ann] = [
    await person(issuer, { sub: randomUUID(), isStaff: true }),
    await person(issuer, { sub: randomUUID() }),
  ];
  const desk = valueBrowser(stage);
  await desk.signIn(sue);
  const { session } = await issuer.sessions.start(ann);
  const form = { grant_type: "password", username: ann.username, password: PASSWORD };
  const token = memberOf(await stage.post("/token", { as: stage.trusted, form }), "refresh_token");
  const page = await desk.get(pathOf(ann, session.sid));
  return { desk, page, ann, sid: session.sid, token };
}

/** A deed of staff by a form, of which what is asked of it holds in the end, however often it failed before. */
function deed(
  pathOf: (ann: AccountRecord, sid: string) => string,
  {
    fill = {},
    holds,
    again = [303],
  }: {
    readonly fill?: Given;
    readonly holds: (stage: FaultStage, prepared: Prepared) => Promise<void>;
    /** What may come of the second try, since the first may have been carried out. */
    readonly again?: readonly number[];
  },
): Operation<Prepared> {
  return {
    prepare: (stage) => prepared(stage, pathOf),
    run: (_stage, { desk, page }) => desk.submit(page, fill),
    async succeeded(stage, ready, reply) {
      assert.equal(reply.status, 303, wordsOf(reply));
      await holds(stage, ready);
    },
    async failed(stage, ready) {
      const { desk, ann, sid } = ready;
      const page = await desk.get(pathOf(ann, sid));
      const reply = page.status === 200 ? await desk.submit(page, fill) : page;
      assert.include(again, reply.status, wordsOf(reply));
      await holds(stage, ready);
    },
  };
}

async function assertOut(stage: FaultStage, { ann, token }: Prepared, tokenLives = false): Promise<void> {
  assert.isEmpty(await stage.issuer.sessions.list(ann.id));
  assert.equal(await isAlive(stage, token), tokenLives);
}

const DEEDS: Readonly<Record<string, Operation<Prepared>>> = {
  "deletes a person": deed(({ id }) => `/admin/users/${id}/delete`, {
    again: [303, 404],
    async holds(stage, ready) {
      assert.isUndefined(await stage.issuer.durable.accounts.find(ready.ann.id));
      await assertOut(stage, ready);
    },
  }),
  "bars a person": deed(({ id }) => `/admin/users/${id}/update`, {
    fill: { is_active: undefined },
    async holds(stage, ready) {
      assert.isFalse((await stage.issuer.durable.accounts.find(ready.ann.id))?.isActive);
      await assertOut(stage, ready);
    },
  }),
  "sets a password": deed(({ id }) => `/admin/users/${id}/password`, {
    fill: { password: NEW, repeated: NEW, revoke_tokens: "yes" },
    async holds(stage, ready) {
      const { passwordHash = "" } = (await stage.issuer.durable.accounts.find(ready.ann.id)) ?? {};
      assert.isTrue(await stage.issuer.slowHash.verify(passwordHash, NEW));
      await assertOut(stage, ready);
    },
  }),
  "logs a person out everywhere": deed(({ id }) => `/admin/users/${id}/end_sessions`, {
    holds: (stage, ready) => assertOut(stage, ready, true),
  }),
  "ends a session": deed((_ann, sid) => `/admin/sessions/${sid}/end`, {
    again: [303, 404],
    holds: (stage, ready) => assertOut(stage, ready, true),
  }),
};

for (const [name, operation] of Object.entries(DEEDS)) {
  describe(`a store call that fails while somebody of the staff ${name}`, function () {
    this.timeout(120_000);

    it("is told, and the form can be sent again until all of it is done", async () => {
      const stage = await faultStage();
      try {
        assert.isAtLeast(await failEachCall(stage, operation), 9);
      } finally {
        await stage.close();
      }
    });
  });
}
