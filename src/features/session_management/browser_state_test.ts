import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { person } from "../../../test/support/cast.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { html, json, type Reply, redirect, type SetCookie, withCookies } from "../../protocol/mod.ts";
import { browserStateOf, stateOfBrowser, withBrowserState } from "./browser_state.ts";

async function opened() {
  const { issuer } = await issuerUnderTest();
  const { id, session } = await issuer.sessions.start(await person(issuer));
  const asked = (cookies: Readonly<Record<string, string>>) => exchangeAt(issuer, { cookies });
  return { issuer, id, session, state: browserStateOf(session.sid, issuer), asked };
}

const ANSWER: Reply = redirect("/account");

function says(...cookies: readonly SetCookie[]): Reply {
  return withCookies(ANSWER, cookies);
}

/** What a reply says of the cookie that scripts may read: its value, or null where it is to be forgotten. */
function told({ cookies = [] }: Reply): string | null | undefined {
  const found = cookies.filter(({ name }) => name === "bs");
  assert.isAtMost(found.length, 1);
  return found[0]?.clear === true ? null : found[0]?.value;
}

describe("browserStateOf()", () => {
  rule("SESSION-3.2-9", "is another for each session, and tells neither its name nor its person", async () => {
    const { issuer, session, state } = await opened();
    assert.match(state, /^[\w-]{22}$/);
    assert.notInclude(state, session.sid);
    assert.notEqual(state, browserStateOf("another", issuer));
    assert.notEqual(state, browserStateOf(session.sid, { formKey: Buffer.from("another key") }));
  });
});

describe("stateOfBrowser()", () => {
  it("follows the cookie of the session", async () => {
    const { asked, id, state } = await opened();
    assert.equal(stateOfBrowser(asked({ sid: id })), state);
    assert.equal(stateOfBrowser(asked({ sid: id, bs: "older" })), state);
  });

  it("is what scripts read where the session's cookie did not come along, or is none of ours", async () => {
    const { asked } = await opened();
    assert.equal(stateOfBrowser(asked({ bs: "kept" })), "kept");
    assert.equal(stateOfBrowser(asked({ sid: "nonsense", bs: "kept" })), "kept");
    assert.equal(stateOfBrowser(asked({})), "");
  });
});

describe("withBrowserState()", () => {
  rule("SESSION-3.2-6", "changes the state when a session begins, and when one ends", async () => {
    const { asked, id, state } = await opened();
    assert.equal(told(withBrowserState(says({ name: "sid", value: id }), asked({ bs: "before" }))), state);
    for (const value of ["", id]) {
      const out = says({ name: "sid", value, clear: true });
      assert.isNull(told(withBrowserState(out, asked({ sid: id, bs: state }))));
    }
  });

  rule("SESSION-3.2-7", "keeps it where the same person signs in again", async () => {
    const { issuer, asked, id, state } = await opened();
    const { accountId } = (await issuer.sessions.find(id))!;
    const again = await issuer.sessions.start((await issuer.durable.accounts.find(accountId))!, { before: id });
    const reply = says({ name: "sid", value: again.id });
    assert.isUndefined(told(withBrowserState(reply, asked({ sid: id, bs: state }))));
  });

  it("brings back what was lost, and says it in the words that frames of other sites need", async () => {
    const { asked, id, state } = await opened();
    for (const bs of [{}, { bs: "of somebody else" }]) {
      const { cookies } = withBrowserState(ANSWER, asked({ sid: id, ...bs }));
      assert.deepEqual(cookies, [{ name: "bs", value: state, sameSite: "none", readable: true }]);
    }
  });

  for (const [name, cookies] of [
    ["nobody is signed in", {}],
    ["the session's cookie did not come along, as a page of another site asks", { bs: "kept" }],
    ["the session's cookie is none of ours", { sid: "nonsense", bs: "kept" }],
  ] as const) {
    it(`says nothing where ${name}`, async () => {
      const { asked } = await opened();
      assert.equal(withBrowserState(ANSWER, asked(cookies)), ANSWER);
    });
  }

  it("says nothing where it is as it should be", async () => {
    const { asked, id, state } = await opened();
    assert.equal(withBrowserState(ANSWER, asked({ sid: id, bs: state })), ANSWER);
  });

  it("says nothing beside a failure of ours", async () => {
    const { asked, id } = await opened();
    const failure = { ...ANSWER, status: 503 };
    assert.equal(withBrowserState(failure, asked({ sid: id })), failure);
  });

  it("brings no cookie to programs, nor with what caches hand on to others", async () => {
    const { asked, id } = await opened();
    const shared = html(200, "", { headers: { "Cache-Control": "public, max-age=3600" } });
    for (const reply of [json(200, {}), shared]) assert.equal(withBrowserState(reply, asked({ sid: id })), reply);
    const own = html(200, "", { headers: { "Cache-Control": "no-store" } });
    assert.isDefined(told(withBrowserState(own, asked({ sid: id }))));
  });

  it("goes by the last word on the session, and keeps the other cookies of the answer", async () => {
    const { asked, id, state } = await opened();
    const words = says({ name: "sid", value: "", clear: true }, { name: "b", value: "x" }, { name: "sid", value: id });
    const { cookies = [] } = withBrowserState(words, asked({}));
    assert.deepEqual(
      cookies.map(({ name, value }) => `${name}=${value}`),
      ["sid=", "b=x", `sid=${id}`, `bs=${state}`],
    );
  });
});
