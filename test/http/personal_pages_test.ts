import { assert } from "chai";
import { assertProblemPage, locationOf, markupOf } from "../support/replies.ts";
import { valueBrowser } from "../support/value_browser.ts";
import { PASSWORD, person } from "../support/cast.ts";
import { assertActive, pairFor, scene } from "./tokens.ts";

async function signedIn() {
  const on = await scene();
  const browser = valueBrowser(on);
  await browser.signIn(on.ann);
  return { on, browser };
}

/** The hidden mark of the forms of a page. */
function markOf(markup: string): string {
  return /name="csrf" value="([^"]+)"/.exec(markup)?.[1] ?? assert.fail("the page has no form");
}

describe("/login", () => {
  it("signs a person in and goes on to the account page", async () => {
    const on = await scene();
    const browser = valueBrowser(on);
    const reply = await browser.logIn(await browser.get("/login"), on.ann);
    assert.equal(locationOf(reply).pathname, "/account");
    assert.include(markupOf(await browser.follow(reply)), on.ann.username);
  });

  for (const [next, where] of [
    ["/account", "/account"],
    ["/authorize?client_id=a&scope=read", "/authorize?client_id=a&scope=read"],
    ["https://evil.test/", "/account"],
    ["//evil.test/", "/account"],
    ["/\\evil.test/", "/account"],
    ["/x//evil.test", "/account"],
    ["javascript:alert(1)", "/account"],
    ["/%0d%0aSet-Cookie:a=b", "/account"],
    ["account", "/account"],
  ] as const) {
    it(`goes on to ${where} where next is ${next}`, async () => {
      const on = await scene();
      const honest = valueBrowser(on);
      const page = await honest.get("/login", { query: { next } });
      const { pathname, search, origin } = locationOf(await honest.logIn(page, on.ann));
      assert.equal(pathname + search, where);
      assert.equal(origin, "https://here.test");
      const forging = valueBrowser(on);
      const form = { username: on.ann.username, password: PASSWORD, next };
      assert.equal(locationOf(await forging.submit(await forging.get("/login"), form)).origin, "https://here.test");
    });
  }

  it("keeps to the path of its issuer", async () => {
    const on = await scene({ url: "https://issuer.test/tenant" });
    const browser = valueBrowser(on);
    const page = await browser.get("/tenant/login", { query: { next: "/other/page" } });
    assert.equal(locationOf(await browser.logIn(page, on.ann)).pathname, "/tenant/account");
  });

  it("refuses a form that it did not make for this browser", async () => {
    const on = await scene();
    const page = await valueBrowser(on).get("/login");
    const other = valueBrowser(on);
    await other.get("/login");
    assertProblemPage(await other.logIn(page, on.ann), { error: "invalid_request", status: 403 });
  });

  it("refuses a person who was barred in the same words as a stranger", async () => {
    const on = await scene();
    const barred = await person(on.issuer, { isActive: false });
    const browser = valueBrowser(on);
    const reply = await browser.logIn(await browser.get("/login"), barred);
    assert.equal(reply.status, 400);
    assert.include(markupOf(reply), "do not match");
  });
});

describe("/account", () => {
  it("sends whoever is not signed in to sign in, and back", async () => {
    const on = await scene();
    const { pathname, searchParams } = locationOf(await on.get("/account"));
    assert.deepEqual([pathname, searchParams.get("next")], ["/login", "/account"]);
  });

  it("lists the applications that hold access, and takes it away from one", async () => {
    const { on, browser } = await signedIn();
    const { access } = await pairFor(on);
    const page = markupOf(await browser.get("/account"));
    assert.include(page, on.app.name);
    const tag = /name="tag" value="([^"]+)"/.exec(page)?.[1];
    const reply = await browser.post("/account/revoke", { form: { csrf: markOf(page), tag } });
    assert.equal(locationOf(reply).pathname, "/account");
    await assertActive(on, access, false);
    assert.notInclude(markupOf(await browser.get("/account")), 'name="tag"');
  });

  for (const [name, changes, status] of [
    ["another person's access", {}, 404],
    ["access that does not exist", { tag: "__proto__" }, 404],
    ["nothing", { tag: undefined }, 400],
    ["a form that it did not make", { csrf: "forged" }, 403],
  ] as const) {
    it(`takes away ${name}: never`, async () => {
      const { on, browser } = await signedIn();
      const { access } = await pairFor({ ...on, ann: await person(on.issuer) });
      const csrf = markOf(markupOf(await browser.get("/account")));
      const form = { csrf, tag: access.slice(6, 14), ...changes };
      assertProblemPage(await browser.post("/account/revoke", { form }), { error: "invalid_request", status });
      await assertActive(on, access);
    });
  }

  it("takes nothing away for whoever is not signed in", async () => {
    const on = await scene();
    const reply = await on.post("/account/revoke", { form: { tag: "a", csrf: "b" } });
    assert.equal(locationOf(reply).pathname, "/login");
  });

  it("shows nobody once the account is gone", async () => {
    const { on, browser } = await signedIn();
    await on.issuer.durable.accounts.remove(on.ann.id, on.clock.now());
    assert.equal(locationOf(await browser.get("/account")).pathname, "/login");
  });
});

describe("/logout", () => {
  it("ends the session and forgets its cookie", async () => {
    const { on, browser } = await signedIn();
    const sid = browser.cookies.get("sid")!;
    const csrf = markOf(markupOf(await browser.get("/account")));
    const reply = await browser.post("/logout", { form: { csrf } });
    assert.include(markupOf(reply), "You are logged out");
    assert.isFalse(browser.cookies.has("sid"));
    assert.isUndefined(await on.issuer.sessions.find(sid));
  });

  it("does nothing for a form that it did not make", async () => {
    const { on, browser } = await signedIn();
    assertProblemPage(await browser.post("/logout", { form: { csrf: "x" } }), {
      error: "invalid_request",
      status: 403,
    });
    assert.isDefined(await on.issuer.sessions.find(browser.cookies.get("sid")));
  });

  it("shows whoever is not signed in the first page", async () => {
    assert.equal(locationOf(await (await scene()).post("/logout", { form: { csrf: "x" } })).pathname, "/");
  });
});

describe("a session", () => {
  it("ends after eight hours, whatever is done with it", async () => {
    const { on, browser } = await signedIn();
    on.clock.advance(28_799);
    assert.equal((await browser.get("/account")).status, 200);
    on.clock.advance(1);
    assert.equal((await browser.get("/account")).status, 303);
  });

  for (const sid of ["", "nothing", "__proto__", "x".repeat(5_000)]) {
    it(`is not ${JSON.stringify(sid.slice(0, 20))}`, async () => {
      const reply = await (await scene()).get("/account", { cookies: { sid } });
      assert.equal(locationOf(reply).pathname, "/login");
    });
  }
});

describe("/", () => {
  it("says what the issuer is, to anybody", async () => {
    const markup = markupOf(await (await scene()).get("/"));
    assert.include(markup, "https://issuer.test");
    assert.include(markup, "/.well-known/oauth-authorization-server");
  });

  it("knows who is signed in", async () => {
    const { on, browser } = await signedIn();
    assert.include(markupOf(await browser.get("/")), on.ann.username);
  });
});
