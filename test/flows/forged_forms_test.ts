import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { PASSWORD } from "../support/cast.ts";
import { allow, signIn } from "../support/journey.ts";
import type { Seen, Visitor } from "../support/visitor.ts";
import { isConsent, isLogin, isOutside, openStage, type Stage, traveller } from "./stage.ts";

/** Sends the form of a page as a page of another site would have the browser send it. */
function sendFromElsewhere(browser: Visitor, page: Seen, headers: Readonly<Record<string, string>>): Promise<Response> {
  const [form] = page.forms;
  const body = new URLSearchParams({ ...Object.fromEntries(form?.fields ?? []), action: "allow" });
  return browser.fetch(new URL(form?.action ?? "", page.url), { method: "POST", body, headers });
}

describe("forms that the person did not send", () => {
  let stage: Stage;

  before(async function () {
    this.timeout(60_000);
    stage = await openStage();
  });

  after(async () => stage.server.stop());

  for (const headers of [
    { "sec-fetch-site": "cross-site", origin: "https://evil.test" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.test" },
  ]) {
    rule("RFC6749-10.12-2", `are refused though all fields are right: ${JSON.stringify(headers)}`, async () => {
      const guest = await traveller(stage, await stage.client());
      const page = await guest.toConsent();
      const answer = await sendFromElsewhere(guest.browser, page, headers);
      assert.equal(answer.status, 403);
      assert.isTrue(isOutside(await allow(guest.browser, page)), "the person may still decide");
    });
  }

  rule(
    "RFC6749-10.12-2",
    "are refused where the field that proves the page is missing, wrong or of another page",
    async () => {
      const guest = await traveller(stage, await stage.client());
      const [page, other] = [await guest.toConsent(), await guest.arrive()];
      const foreign = new Map(other.forms.find(({ action }) => !action.endsWith("/logout"))?.fields).get("csrf") ?? "";
      for (const csrf of [null, "", "wrong", foreign]) {
        assert.equal((await allow(guest.browser, page, { csrf })).status, 403);
      }
      assert.isTrue(isOutside(await allow(guest.browser, page)));
    },
  );

  beyond("RFC6749-10.12-2", "cannot sign a browser in for somebody else", async () => {
    const attacker = await stage.person();
    const victim = stage.browser();
    await victim.go(`${stage.server.url}/login`);
    const body = new URLSearchParams({ username: attacker.username, password: PASSWORD, csrf: "" });
    const answer = await victim.fetch(`${stage.server.url}/login`, { method: "POST", body });
    assert.equal(answer.status, 403);
    assert.isFalse(victim.cookies.has("sid"));
  });

  beyond("RFC6749-10.12-2", "cannot go on in a browser with what was begun in another", async () => {
    const attacker = await traveller(stage, await stage.client());
    const page = await attacker.toConsent();
    const victim = await traveller(stage, await stage.client());
    await victim.toConsent();
    const seen = await victim.browser.go(page.url);
    assert.equal(seen.status, 403);
    assert.include(seen.text, "another browser");
    assert.equal((await allow(victim.browser, page)).status, 403);
  });

  it("do nothing by GET", async () => {
    const guest = await traveller(stage, await stage.client());
    const page = await guest.toConsent();
    const csrf = new Map(page.forms.at(-1)?.fields).get("csrf") ?? "";
    const seen = await guest.browser.go(`${page.url.href}?action=allow&scope=read&csrf=${csrf}`);
    assert.isTrue(isConsent(seen));
  });
});

describe("pages that are too old", () => {
  let stage: Stage;

  before(async function () {
    this.timeout(60_000);
    stage = await openStage();
  });

  after(async () => stage.server.stop());

  it("a login page from before somebody signed in elsewhere in the browser cannot be sent", async () => {
    const guest = await traveller(stage, await stage.client());
    const old = await guest.arrive();
    await guest.signIn(await guest.browser.go(`${stage.server.url}/login`));
    assert.equal((await guest.signIn(old)).status, 403);
    assert.isTrue(isConsent(await guest.browser.go(old.url)), "reloaded, it goes on");
  });

  it("a consent page of the person before cannot be sent by the next one", async () => {
    const guest = await traveller(stage, await stage.client());
    const page = await guest.toConsent();
    const next = await stage.person();
    await signIn(guest.browser, await guest.browser.go(`${stage.server.url}/login`), next);
    assert.equal((await allow(guest.browser, page)).status, 403);
    assert.include((await guest.browser.go(page.url)).text, next.username);
  });

  beyond("RFC6749-4.1.2-5", "a consent page to which the person goes back gives no second code", async () => {
    const guest = await traveller(stage, await stage.client());
    const page = await guest.toConsent();
    const first = await allow(guest.browser, page);
    assert.isTrue(isOutside(first));
    assert.equal((await allow(guest.browser, page)).url.href, first.url.href, "sent again, it is the first code");
    const seen = await guest.browser.go(page.url);
    assert.equal(seen.status, 409);
    assert.include(seen.text, "start again");
  });

  it("a request that nobody waits for any more is gone, and the person is told what to do", async () => {
    const guest = await traveller(stage, await stage.client());
    const page = await guest.arrive();
    assert.isTrue(isLogin(page));
    const elsewhere = new URL(`/interaction/${"0".repeat(32)}`, page.url);
    const seen = await guest.signIn({ ...page, forms: [{ ...page.forms[0]!, action: elsewhere.pathname }] });
    assert.equal(seen.status, 400);
    assert.include(seen.text, "took too long");
  });
});
