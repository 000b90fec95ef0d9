import { assert } from "chai";
import { PASSWORD, person } from "../../test/support/cast.ts";
import { codeFlow } from "../../test/support/code_flow.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { markupOf, textIn } from "../../test/support/replies.ts";
import { Params } from "../protocol/mod.ts";
import { answerSignIn, SESSION_COOKIE, showSignIn, type SignInOutcome, type SignInPage } from "./mod.ts";

const PAGE: SignInPage = { action: "/login", csrf: "seal", next: "/account" };

function answered(
  { issuer }: IssuerUnderTest,
  fields: Readonly<Record<string, string>>,
  cookies: Readonly<Record<string, string>> = {},
): Promise<SignInOutcome> {
  const exchange = exchangeAt(issuer, { method: "POST", cookies, address: "192.0.2.7" });
  return answerSignIn(exchange, PAGE, Params.of(Object.entries(fields)));
}

/** The page that comes again. */
function pageOf(outcome: SignInOutcome) {
  assert(outcome.kind === "again", "the person was signed in");
  return outcome.reply;
}

describe("showSignIn()", () => {
  it("shows a form that goes nowhere but here", async () => {
    const { issuer } = await issuerUnderTest();
    const reply = showSignIn(exchangeAt(issuer), PAGE);
    assert.equal(reply.status, 200);
    assert.deepInclude(reply, { formAction: ["'self'"] });
    for (const part of ["/login", "seal", "/account"]) assert.include(markupOf(reply), part);
  });

  it("says what is wrong, keeps the user name and answers the status", async () => {
    const { issuer } = await issuerUnderTest();
    const reply = showSignIn(exchangeAt(issuer), PAGE, { username: "alice", problem: "No.", status: 400 });
    assert.equal(reply.status, 400);
    for (const part of ["alice", "No."]) assert.include(markupOf(reply), part);
  });
});

describe("answerSignIn()", () => {
  it("begins a session for the right password", async () => {
    const under = await issuerUnderTest();
    const account = await person(under.issuer);
    const outcome = await answered(under, { username: account.username, password: PASSWORD });
    assert(outcome.kind === "signed_in");
    assert.deepEqual(await under.issuer.sessions.find(outcome.id), outcome.session);
    assert.equal(outcome.session.accountId, account.id);
    assert.deepEqual(under.events, ["login.succeeded"]);
  });

  it("ends the session that this browser had before", async () => {
    const under = await issuerUnderTest();
    const older = await under.issuer.sessions.start(await person(under.issuer));
    const { username } = await person(under.issuer);
    const outcome = await answered(under, { username, password: PASSWORD }, { [SESSION_COOKIE]: older.id });
    assert(outcome.kind === "signed_in");
    assert.notEqual(outcome.id, older.id);
    assert.isUndefined(await under.issuer.sessions.find(older.id));
  });

  it("tells that the session of another person has ended, and nothing of the kind to who signs in again", async () => {
    const under = await issuerUnderTest();
    const [ann, bob] = [await person(under.issuer), await person(under.issuer)];
    const older = await under.issuer.sessions.start(ann);
    const again = await answered(under, { username: ann.username, password: PASSWORD }, { [SESSION_COOKIE]: older.id });
    assert(again.kind === "signed_in");
    assert.equal(again.session.sid, older.session.sid);
    assert.deepEqual(under.events, ["login.succeeded"]);
    await answered(under, { username: bob.username, password: PASSWORD }, { [SESSION_COOKIE]: again.id });
    assert.deepEqual(under.events.slice(1), ["session.ended", "login.succeeded"]);
  });

  it("ends the tokens of the other person's session before it begins a new one", async () => {
    const under = await issuerUnderTest();
    const flow = await codeFlow(under);
    const tokens = await flow.redeem(await flow.code({ scope: "openid" }));
    await flow.browser.logIn(await flow.browser.get("/login"), await person(under.issuer));
    const bearer = textIn(tokens, "access_token");
    assert.equal((await under.get("/userinfo", { bearer })).status, 401);
  });

  it("leaves the older session alone when the password is wrong", async () => {
    const under = await issuerUnderTest();
    const older = await under.issuer.sessions.start(await person(under.issuer));
    await answered(under, { username: "nobody", password: "a guess" }, { [SESSION_COOKIE]: older.id });
    assert.isDefined(await under.issuer.sessions.find(older.id));
  });

  it("says the same of a wrong password, an unknown name and a person who was deactivated", async () => {
    const under = await issuerUnderTest();
    const { username } = await person(under.issuer);
    const barred = await person(under.issuer, { isActive: false });
    const pages = [
      pageOf(await answered(under, { username, password: "a guess" })),
      pageOf(await answered(under, { username: "nobody", password: "a guess" })),
      pageOf(await answered(under, { username: barred.username, password: PASSWORD })),
      pageOf(await answered(under, {})),
    ];
    const names = new RegExp(`value="(${username}|nobody|${barred.username})"`);
    const [first, ...others] = pages.map((page) => markupOf(page).replace(names, 'value=""'));
    for (const page of pages) assert.equal(page.status, 400);
    for (const other of others.slice(0, 2)) assert.equal(other, first);
    assert.deepEqual(
      under.events,
      Array.from({ length: 4 }, () => "login.failed"),
    );
  });

  it("never shows the password again", async () => {
    const outcome = await answered(await issuerUnderTest(), { username: "alice", password: "a secret guess" });
    assert.notInclude(markupOf(pageOf(outcome)), "a secret guess");
  });

  it("escapes what a stranger typed as user name", async () => {
    const outcome = await answered(await issuerUnderTest(), { username: '"><script>', password: "x" });
    assert.notInclude(markupOf(pageOf(outcome)), "<script>");
  });

  it("says how long to wait after too many tries", async () => {
    const under = await issuerUnderTest();
    const { username } = await person(under.issuer);
    for (let tries = 0; tries < 6; tries += 1) await answered(under, { username, password: "a guess" });
    const page = pageOf(await answered(under, { username, password: PASSWORD }));
    assert.equal(page.status, 429);
    assert.equal(page.headers["Retry-After"], "1");
    assert.include(markupOf(page), "Wait 1 second and");
    assert.equal(under.events.at(-1), "login.throttled");
  });
});
