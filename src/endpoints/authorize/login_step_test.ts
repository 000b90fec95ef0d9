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

const FORM = { action: "/interaction/x", csrf: "seal", display: "page" } as const;

/** Fails unless a sign-in of some age has to be repeated as expected, and once on the way. */
async function assertNeeded(
  changes: Given,
  { age, needed }: { readonly age: number; readonly needed?: string | undefined },
) {
  const on = await scene();
  const journey = await on.journey(changes);
  on.clock.advance(age);
  assert.equal(await LOGIN_STEP.needed(journey), needed);
  const { session } = await on.issuer.sessions.start(on.ann);
  assert.isUndefined(await LOGIN_STEP.needed({ ...journey, session, progress: { signedInAt: session.authTime } }));
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
    const ids = ["OIDC-3.1.2.1-7", "OIDC-3.1.2.3-1"];
    rule(ids, `is ${needed === undefined ? "not " : ""}needed again for ${name}, once on the way`, async () => {
      await assertNeeded(changes, { age, needed });
    });
  }

  for (const [name, changes, age, needed] of [
    ["a sign-in as old as max_age", { max_age: "60" }, 60, undefined],
    ["one that is older", { max_age: "60" }, 61, "login_required"],
    ["max_age=0", { max_age: "0" }, 1, "login_required"],
    ["max_age=0 within the second", { max_age: "0" }, 0, "login_required"],
    ["an empty max_age", { max_age: "" }, 1_000, undefined],
    ["a max_age of more seconds than anybody lives", { max_age: "999999999999999" }, 1_000, undefined],
    ["a max_age with zeros before it", { max_age: "0060" }, 60, undefined],
  ] as const) {
    rule("OIDC-3.1.2.1-5", `is ${needed === undefined ? "not " : ""}needed again for ${name}`, async () => {
      await assertNeeded(changes, { age, needed });
    });
  }

  for (const [id, changes] of [
    ["OIDC-3.1.2.1-5", { max_age: "x" }],
    ["OIDC-3.1.2.1-5", { max_age: "-1" }],
    ["OIDC-3.1.2.1-5", { max_age: "1.5" }],
    ["OIDC-3.1.2.1-5", { max_age: "+5" }],
    ["OIDC-3.1.2.1-5", { max_age: "1e3" }],
    ["OIDC-3.1.2.1-5", { max_age: " 5" }],
    ["OIDC-3.1.2.1-5", { max_age: "9999999999999999" }],
    ["RFC6749-3.1-4", { max_age: ["5", "5"] }],
    ["OIDC-3.1.2.1-4", { prompt: "none consent" }],
    ["PROMPTCREATE-4.1-2", { prompt: "create" }],
    ["PROMPTCREATE-4.1-2", { prompt: "login Consent" }],
    ["OIDC-3.1.2.1-4", { prompt: "none login" }],
  ] as const) {
    rule(id, `is not come to with ${JSON.stringify(changes)}`, async () => {
      const on = await scene();
      await assertRefused(() => on.journey(changes), { code: "invalid_request", rule: id });
    });
  }

  for (const [name, progress, expected] of [
    ["in the very second of the request", { askedAt: 0 }, "login_required"],
    ["after the request came", { askedAt: -1 }, undefined],
    ["before somebody signed in on the way", { askedAt: -1, signedInAt: 1 }, "login_required"],
    ["on the way", { askedAt: 0, signedInAt: 0 }, undefined],
  ] as const) {
    it(`takes a sign-in ${name} for ${expected === undefined ? "a fresh one" : "one that came before it"}`, async () => {
      const on = await scene();
      const now = on.clock.now();
      const moments = Object.entries(progress).map(([moment, after]) => [moment, now + after]);
      const journey = { ...(await on.journey({ prompt: "login" })), progress: Object.fromEntries(moments) };
      assert.equal(await LOGIN_STEP.needed(journey), expected);
    });
  }

  it("is needed again for who wants to come as somebody else, until they have", async () => {
    const on = await scene();
    const journey = { ...(await on.journey()), progress: { wants: "another" } as const };
    assert.equal(await LOGIN_STEP.needed(journey), "login_required");
    on.clock.advance(1);
    const { session } = await on.issuer.sessions.start(on.ann);
    const progress = { ...journey.progress, signedInAt: session.authTime };
    assert.isUndefined(await LOGIN_STEP.needed({ ...journey, session, progress }));
  });

  for (const [standard, changes, needed] of [
    [60, {}, "login_required"],
    [0, {}, "login_required"],
    [61, {}, undefined],
    [60, { max_age: "61" }, undefined],
    [61, { max_age: "60" }, "login_required"],
  ] as const) {
    it(`minds default_max_age=${standard}, unless ${JSON.stringify(changes)}`, async () => {
      const on = await scene({ add: { metadata: { default_max_age: standard } } });
      const journey = await on.journey(changes);
      on.clock.advance(61);
      assert.equal(await LOGIN_STEP.needed(journey), needed);
    });
  }

  for (const [name, changes, progress, expected] of [
    ["what the client hints at", { login_hint: "carol" }, {}, "carol"],
    ["an address of e-mail", { login_hint: "carol@example.com" }, {}, "carol@example.com"],
    ["who is to sign in again", {}, {}, "ANN"],
    ["nobody who wants to come as somebody else", { login_hint: "carol" }, { wants: "another" }, ""],
    ["nobody for a hint that is no name", { login_hint: "x".repeat(255) }, {}, "ANN"],
    ["markup as text", { login_hint: '"><b>' }, {}, '"><b>'],
  ] as const) {
    it(`begins with ${name}`, async () => {
      const on = await scene();
      const page = await LOGIN_STEP.show({ ...(await on.journey({ prompt: "login", ...changes })), progress }, FORM);
      const { username } = Object.fromEntries(formOf(page).fields);
      assert.equal(username, expected === "ANN" ? on.ann.username : expected);
    });
  }

  for (const display of ["popup", "touch", "wap"] as const) {
    rule("OIDC-15.1-1", `shows itself as a ${display} where the client wants it so`, async () => {
      const on = await scene();
      const page = markupOf(await LOGIN_STEP.show(await on.journey(), { ...FORM, display }));
      assert.include(page, `<body class="${display}">`);
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
