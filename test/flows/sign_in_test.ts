import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { PASSWORD } from "../support/cast.ts";
import { signIn } from "../support/journey.ts";
import type { Seen, Visitor } from "../support/visitor.ts";
import { isConsent, isLogin, openStage, type Stage, traveller } from "./stage.ts";

/** Where a page of somebody else may try to have the person sent afterwards. */
const ELSEWHERE = [
  "https://evil.test/",
  "//evil.test/",
  "/\\evil.test/",
  "/%09/evil.test",
  "/\t/evil.test",
  "/%5cevil.test",
  "javascript:alert(1)",
  "/account@evil.test",
  "/.//evil.test",
  " /account",
];

describe("signing in", () => {
  let stage: Stage;

  before(async function () {
    this.timeout(60_000);
    stage = await openStage();
  });

  after(async () => stage.server.stop());

  it("goes on after a wrong password, with the name kept and without the password", async () => {
    const guest = await traveller(stage, await stage.client());
    const again = await guest.signIn(await guest.arrive(), "a wrong guess");
    assert.equal(again.status, 400);
    assert.isTrue(isLogin(again));
    assert.include(again.text, `value="${guest.owner.username}"`);
    assert.notInclude(again.text, "a wrong guess");
    assert.isTrue(isConsent(await guest.signIn(again)));
  });

  async function guess(browser: Visitor, page: Seen, username: string): Promise<Seen> {
    return signIn(browser, page, { username, password: "a wrong guess" });
  }

  beyond("RFC6749-10.10-4", "waits longer and longer, whether there is such a person or not", async () => {
    const guest = await traveller(stage, await stage.client());
    const page = await guest.arrive();
    const ends: Seen[] = [];
    for (const username of [guest.owner.username, "nobody at all"]) {
      let seen = page;
      for (let tries = 0; tries < 7; tries += 1) seen = await guess(guest.browser, page, username);
      ends.push(seen);
    }
    for (const { status, headers, text } of ends) {
      assert.equal(status, 429);
      assert.isAtLeast(Number(headers.get("retry-after")), 1);
      assert.include(text, "Too many tries");
    }
  });

  beyond("RFC6749-10.10-4", "is open to others while one name is throttled", async () => {
    const [guessed, other] = await Promise.all(
      [stage.client(), stage.client()].map(async (one) => traveller(stage, await one)),
    );
    const page = await guessed!.arrive();
    for (let tries = 0; tries < 7; tries += 1) await guess(guessed!.browser, page, guessed!.owner.username);
    assert.isTrue(isConsent(await other!.toConsent()));
  });

  beyond(
    "RFC6749-10.12-2",
    "gives the browser a new session and ends the one it had, which may be planted",
    async () => {
      const guest = await traveller(stage, await stage.client());
      const login = await guest.browser.go(`${stage.server.url}/login`);
      await guest.signIn(login);
      const first = guest.browser.cookies.get("sid");
      await guest.signIn(await guest.browser.go(`${stage.server.url}/login`));
      assert.notEqual(guest.browser.cookies.get("sid"), first);
      assert.isUndefined(await stage.server.issuer.sessions.find(first));
    },
  );

  rule("RFC6749-4.1.2.1-2", "can be given up, which the application is told", async () => {
    const guest = await traveller(stage, await stage.client());
    const back = await guest.browser.submit(await guest.arrive(), { fill: { action: "cancel" } });
    assert.equal(back.url.searchParams.get("error"), "access_denied");
    assert.isNull(back.url.searchParams.get("code"));
  });

  rule(
    ["RFC9700-4.11.2-1", "RFC9700-2.1-2"],
    "leads nowhere but to a page of this server afterwards, whatever the address says",
    async () => {
      const guest = await traveller(stage, await stage.client());
      const { url } = stage.server;
      for (const next of ELSEWHERE) {
        const shown = await guest.browser.go(`${url}/login?next=${encodeURIComponent(next)}`);
        const login = await guest.browser.go(`${url}/login`);
        const sent = await guest.browser.submit(login, {
          fill: { username: guest.owner.username, password: PASSWORD, next },
        });
        for (const { url: address } of [shown, sent]) assert.equal(address.origin, url, next);
      }
    },
  );

  it("leads to where a page sent the person from", async () => {
    const guest = await traveller(stage, await stage.client());
    const login = await guest.browser.go(`${stage.server.url}/account`);
    assert.isTrue(isLogin(login));
    const after = await guest.signIn(login);
    assert.equal(after.url.pathname, "/account");
    assert.include(after.text, guest.owner.username);
  });
});
