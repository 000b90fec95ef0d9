import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { person } from "../../../test/support/cast.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { markupOf } from "../../../test/support/replies.ts";
import { formOf } from "../../../test/support/value_browser.ts";
import { issuerUnderTest, type IssuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../../test/support/records.ts";
import type { Journey, Progress, StepOutcome } from "../../engine/mod.ts";
import { Params } from "../../protocol/mod.ts";
import { SIGN_UP_STEP } from "./sign_up_step.ts";

const FORM = { action: "/interaction/x", csrf: "seal", display: "page" } as const;
const FILLED = { username: "newcomer", email: "", password: "correct horse", repeated: "correct horse" };

/** The way of a browser that nobody signed in with through a request that asks for an account. */
function journeyAt(
  { issuer }: IssuerUnderTest,
  { asked = {}, sid, address }: { readonly asked?: object; readonly sid?: string; readonly address?: string } = {},
): Journey {
  const client = clientRecord({ name: "Photo Printer" });
  const redirectUri = "https://client.test/cb";
  const mode = issuer.responseModes.get("query")!;
  const target = { client, redirectUri, askedRedirectUri: redirectUri, mode, state: undefined };
  const params = Params.of(Object.entries({ prompt: "create", ...asked }));
  const exchange = exchangeAt(issuer, {
    method: "POST",
    ...(sid === undefined ? {} : { cookies: { sid } }),
    ...(address === undefined ? {} : { address }),
  });
  const request = { exchange, target, client, params, responseWords: [], scope: [], permissions: [] };
  return { request, session: undefined, progress: {} };
}

function answered(journey: Journey, typed: Readonly<Record<string, string>>): Promise<StepOutcome> {
  return SIGN_UP_STEP.answer(journey, { ...FORM, params: Params.of(Object.entries(typed)) });
}

function pageOf(outcome: StepOutcome) {
  assert(outcome.kind === "again", `the outcome is ${outcome.kind}`);
  return outcome.reply;
}

describe("making an account is asked for", () => {
  for (const [prompt, expected] of [
    ["create", "interaction_required"],
    ["create consent", "interaction_required"],
    ["login", undefined],
    ["Create", undefined],
  ] as const) {
    it(`${expected === undefined ? "not " : ""}by prompt=${prompt}`, async () => {
      const under = await issuerUnderTest();
      assert.equal(await SIGN_UP_STEP.needed(journeyAt(under, { asked: { prompt } })), expected);
    });
  }

  it("also of who is signed in, until they made one or chose to log in", async () => {
    const under = await issuerUnderTest();
    const { session } = await under.issuer.sessions.start(await person(under.issuer));
    for (const [progress, expected] of [
      [{ askedAt: session.authTime }, "interaction_required"],
      [{ signedInAt: session.authTime }, undefined],
      [{ wants: "another" }, undefined],
    ] as readonly (readonly [Progress, string | undefined])[])
      assert.equal(await SIGN_UP_STEP.needed({ ...journeyAt(under), session, progress }), expected);
  });
});

describe("the sign-up page", () => {
  for (const [login_hint, fields] of [
    [undefined, { username: "", email: "" }],
    ["carol", { username: "carol", email: "" }],
    ["carol@example.com", { username: "", email: "carol@example.com" }],
  ] as const) {
    it(`begins with ${JSON.stringify(fields)} for the hint ${String(login_hint)}`, async () => {
      const asked = login_hint === undefined ? {} : { login_hint };
      const page = await SIGN_UP_STEP.show(journeyAt(await issuerUnderTest(), { asked }), FORM);
      assert.include(markupOf(page), "Photo Printer");
      assert.deepInclude(Object.fromEntries(formOf(page).fields), { csrf: "seal", password: "", ...fields });
    });
  }

  it("is given up as a sign-in is, and left for the sign-in page", async () => {
    const journey = journeyAt(await issuerUnderTest());
    const typed = { ...FILLED, action: "cancel" };
    assert.deepInclude(await answered(journey, typed), { kind: "refused", error: "access_denied" });
    const outcome = await answered(journey, { ...FILLED, action: "login" });
    assert.deepEqual(outcome, { kind: "done", progress: { wants: "another" } });
  });
});

describe("a sign-up form", () => {
  it("makes an account and a session of it, which is a fresh one", async () => {
    const under = await issuerUnderTest();
    const outcome = await answered(journeyAt(under), { ...FILLED, email: "new@example.com" });
    assert(outcome.kind === "done");
    const account = await under.issuer.durable.accounts.findByUsername("newcomer");
    assert.deepInclude(account, { email: "new@example.com", isStaff: false, isActive: true });
    assert.deepEqual(outcome.progress, { signedInAt: under.clock.now() });
    assert.equal((await under.issuer.sessions.find(outcome.session?.id))?.accountId, account?.id);
    assert.deepEqual(under.events, ["account.created"]);
  });

  it("makes an account with which one can sign in", async () => {
    const under = await issuerUnderTest();
    await answered(journeyAt(under), FILLED);
    const { username, password } = FILLED;
    assert.equal((await under.issuer.checkCredentials({ username, password, address: "" })).kind, "signed_in");
  });

  it("ends the session of the person who was there before", async () => {
    const under = await issuerUnderTest();
    const { id } = await under.issuer.sessions.start(await person(under.issuer));
    await answered(journeyAt(under, { sid: id }), FILLED);
    assert.isUndefined(await under.issuer.sessions.find(id));
    assert.deepEqual(under.events, ["session.ended", "account.created"]);
  });

  it("comes again with everything that is wrong, the taken name too, and without the passwords", async () => {
    const under = await issuerUnderTest();
    const { username } = await person(under.issuer);
    const typed = { username: username.toUpperCase(), email: "nonsense", password: "a-secret", repeated: "another" };
    const page = pageOf(await answered(journeyAt(under), typed));
    assert.equal(page.status, 400);
    for (const part of ["This name is taken", "Give an address like", "Type the same password twice"])
      assert.include(markupOf(page), part);
    assert.deepInclude(Object.fromEntries(formOf(page).fields), { email: "nonsense", password: "", repeated: "" });
    assert.notInclude(markupOf(page), "a-secret");
    assert.deepEqual(under.events, []);
  });

  it("comes again where somebody takes the name in the very moment", async () => {
    const under = await issuerUnderTest();
    const outcomes = await Promise.all([1, 2, 3].map(() => answered(journeyAt(under), FILLED)));
    assert.sameMembers(
      outcomes.map(({ kind }) => kind),
      ["done", "again", "again"],
    );
    assert.lengthOf(
      under.events.filter((event) => event === "account.created"),
      1,
    );
  });

  it("that is sent again after its answer was lost goes on as the person whom it made", async () => {
    const under = await issuerUnderTest();
    const journey = { ...journeyAt(under), progress: { askedAt: under.clock.now() } };
    await answered(journey, FILLED);
    under.clock.advance(60);
    const outcome = await answered(journey, FILLED);
    assert(outcome.kind === "done");
    assert.equal(outcome.session?.session.username, "newcomer");
    assert.deepEqual(under.events, ["account.created", "login.succeeded"]);
  });

  for (const [name, ago, typed, isActive] of [
    ["whose password is another", 0, { password: "another one", repeated: "another one" }, true],
    ["that was there before the request", 1, {}, true],
    ["that was closed meanwhile", 0, {}, false],
  ] as const) {
    it(`tells nothing of an account ${name}`, async () => {
      const under = await issuerUnderTest();
      await answered(journeyAt(under), FILLED);
      const { id } = (await under.issuer.durable.accounts.findByUsername("newcomer"))!;
      await under.issuer.durable.accounts.change(id, { isActive });
      const journey = { ...journeyAt(under), progress: { askedAt: under.clock.now() + ago } };
      const page = pageOf(await answered(journey, { ...FILLED, ...typed }));
      assert.include(markupOf(page), "This name is taken");
    });
  }

  it("escapes what a stranger typed", async () => {
    const page = pageOf(await answered(journeyAt(await issuerUnderTest()), { ...FILLED, username: '"><script>' }));
    assert.notInclude(markupOf(page), "<script>");
  });

  it("has a network wait that sends too many, right or wrong, and nobody else", async () => {
    const under = await issuerUnderTest();
    const journey = journeyAt(under, { address: "2001:db8::1" });
    for (let sent = 0; sent < 21; sent += 1) await answered(journey, { ...FILLED, username: "" });
    const page = pageOf(await answered(journeyAt(under, { address: "2001:db8::2" }), FILLED));
    assert.deepEqual([page.status, page.headers["Retry-After"]], [429, "1"]);
    assert.include(markupOf(page), "Wait 1 second and");
    assert.equal((await answered(journeyAt(under, { address: "192.0.2.1" }), FILLED)).kind, "done");
  });
});

describe("an issuer", () => {
  for (const [SIGN_UP, offered] of [
    ["off", false],
    ["open", true],
  ] as const) {
    rule("PROMPTCREATE-4.2-1", `says whether it knows prompt=create: SIGN_UP=${SIGN_UP}`, async () => {
      const { metadata } = (await issuerUnderTest({ settings: { SIGN_UP } })).issuer;
      const words = ["none", "login", "consent", "select_account", ...(offered ? ["create"] : [])];
      assert.sameMembers([...(metadata["prompt_values_supported"] as readonly string[])], words);
    });
  }
});
