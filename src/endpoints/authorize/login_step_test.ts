import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { PASSWORD } from "../../../test/support/cast.ts";
import type { Given } from "../../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { markupOf } from "../../../test/support/replies.ts";
import { formOf } from "../../../test/support/value_browser.ts";
import { Params, redirectOrigin } from "../../protocol/mod.ts";
import { LOGIN_STEP } from "./login_step.ts";
import { scene } from "./_journey_test.ts";

const FORM = { action: "/interaction/x", csrf: "seal" };

/** Fails unless a sign-in of some age has to be repeated as expected, and once on the way. */
async function assertNeeded(
  changes: Given,
  { age, needed }: { readonly age: number; readonly needed?: string | undefined },
) {
  const on = await scene();
  const journey = await on.journey(changes);
  on.clock.advance(age);
  assert.equal(await LOGIN_STEP.needed(journey), needed);
  assert.isUndefined(await LOGIN_STEP.needed({ ...journey, progress: { signedInAt: on.clock.now() } }));
}

describe("the login step", () => {
  rule("RFC6749-3.1-1", "is needed until somebody is signed in", async () => {
    const journey = await (await scene()).journey();
    assert.isUndefined(await LOGIN_STEP.needed(journey));
    assert.equal(await LOGIN_STEP.needed({ ...journey, session: undefined }), "login_required");
  });

  for (const [name, changes, age, needed] of [
    ["prompt=login", { prompt: "login" }, 0, "login_required"],
    ["prompt=consent login", { prompt: "consent login" }, 0, "login_required"],
    ["prompt=consent", { prompt: "consent" }, 0, undefined],
  ] as const) {
    it(`is ${needed === undefined ? "not " : ""}needed again for ${name}, once on the way`, async () => {
      await assertNeeded(changes, { age, needed });
    });
  }

  for (const [name, changes, age, needed] of [
    ["a sign-in as old as max_age", { max_age: "60" }, 60, undefined],
    ["one that is older", { max_age: "60" }, 61, "login_required"],
    ["max_age=0", { max_age: "0" }, 1, "login_required"],
  ] as const) {
    rule("OIDC-3.1.2.1-5", `is ${needed === undefined ? "not " : ""}needed again for ${name}`, async () => {
      await assertNeeded(changes, { age, needed });
    });
  }

  for (const [id, changes] of [
    ["OIDC-3.1.2.1-5", { max_age: "x" }],
    ["OIDC-3.1.2.1-5", { max_age: "-1" }],
    ["OIDC-3.1.2.1-5", { max_age: "1.5" }],
    ["OIDC-3.1.2.1-4", { prompt: "none login" }],
  ] as const) {
    rule(id, `is not come to with ${JSON.stringify(changes)}`, async () => {
      const on = await scene();
      await assertRefused(() => on.journey(changes), { code: "invalid_request", rule: id });
    });
  }

  it("shows who asks, a form of this way and a way out of it", async () => {
    const on = await scene();
    const page = await LOGIN_STEP.show(await on.journey(), FORM);
    assert.include(markupOf(page), on.app.name);
    assert.include(markupOf(page), 'value="cancel"');
    assert.equal(formOf(page).action, "/interaction/x");
    assert.deepInclude(Object.fromEntries(formOf(page).fields), { csrf: "seal" });
  });

  it("lets its form lead on to the application, as browsers hold the redirect after a form to the policy of the page", async () => {
    const on = await scene();
    const journey = await on.journey();
    const params = Params.of([["username", on.ann.username]]);
    const again = await LOGIN_STEP.answer(journey, { ...FORM, params });
    for (const page of [await LOGIN_STEP.show(journey, FORM), again.kind === "again" ? again.reply : undefined])
      assert.nestedPropertyVal(page, "formAction[1]", redirectOrigin(journey.request.target.redirectUri));
  });

  it("is done with the right password, and begins a session", async () => {
    const on = await scene();
    const params = Params.of([
      ["username", on.ann.username],
      ["password", PASSWORD],
    ]);
    const outcome = await LOGIN_STEP.answer({ ...(await on.journey()), session: undefined }, { ...FORM, params });
    assert(outcome.kind === "done");
    assert.deepEqual(outcome.progress, { signedInAt: on.clock.now() });
    assert.equal(outcome.session?.session.accountId, on.ann.id);
    assert.isDefined(await on.issuer.sessions.find(outcome.session?.id));
  });

  it("shows its page again for a wrong password", async () => {
    const on = await scene();
    const params = Params.of([["username", on.ann.username]]);
    const outcome = await LOGIN_STEP.answer(await on.journey(), { ...FORM, params });
    assert(outcome.kind === "again");
    assert.equal(outcome.reply.status, 400);
    assert.equal(formOf(outcome.reply).action, "/interaction/x");
  });

  rule("RFC6749-4.1.2.1-2", "is access_denied when the person gives up, whatever else was typed", async () => {
    const on = await scene();
    const params = Params.of([
      ["action", "cancel"],
      ["username", on.ann.username],
      ["password", PASSWORD],
    ]);
    const outcome = await LOGIN_STEP.answer(await on.journey(), { ...FORM, params });
    assert.deepInclude(outcome, { kind: "refused", error: "access_denied" });
    assert.deepEqual(on.events, []);
  });
});
