import { assert } from "chai";
import { beyond } from "../../../conformance/support/rule.ts";
import { brokenStores } from "../../../test/support/broken_stores.ts";
import { codeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { type Given, issuerUnderTest, type IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import { assertErrorSent, assertProblemPage, locationOf } from "../../../test/support/replies.ts";
import { formOf, type ValueBrowser, valueBrowser } from "../../../test/support/value_browser.ts";
import type { Reply } from "../../protocol/mod.ts";
import { fail } from "../../protocol/mod.ts";
import { type Feature, SESSION_COOKIE } from "../../engine/mod.ts";

const ALREADY = { error: "invalid_request", status: 409, says: "answered already" } as const;

async function flow(options: IssuerUnderTestOptions = {}) {
  const on = await codeFlow(await issuerUnderTest(options));
  const consent = async (changes: Given = {}): Promise<Reply> =>
    on.browser.follow(await on.browser.get("/authorize", { query: codeRequest(on.client, changes) }));
  return { ...on, consent };
}

function press(browser: ValueBrowser, page: Reply, action = "allow"): Promise<Reply> {
  return browser.submit(page, { action });
}

function codesIssued(events: readonly string[]): number {
  return events.filter((name) => name === "code.issued").length;
}

describe("a page that is sent twice", () => {
  for (const mode of ["query", "fragment", "form_post"]) {
    it(`is answered the same in the mode ${mode}, with the one code that there is`, async () => {
      const on = await flow();
      const page = await on.consent({ response_mode: mode });
      const first = await press(on.browser, page);
      assert.deepEqual(await press(on.browser, page), first);
      assert.equal(codesIssued(on.under.events), 1);
    });
  }

  beyond("RFC6749-10.12-2", "gives one code to twenty presses at once, and the same address to all", async () => {
    const on = await flow();
    const page = await on.consent();
    const replies = await Promise.all(Array.from({ length: 20 }, () => press(on.browser, page)));
    assert.lengthOf([...new Set(replies.map((reply) => locationOf(reply).href))], 1);
    assert.equal(codesIssued(on.under.events), 1);
    const code = locationOf(replies[0]!).searchParams.get("code");
    assert.equal((await on.redeem(code!)).status, 200);
  });

  it("says no twice as it says yes twice, and the client is refused once", async () => {
    const on = await flow();
    const page = await on.consent();
    const first = await press(on.browser, page, "deny");
    assertErrorSent(first, { error: "access_denied" });
    assert.deepEqual(await press(on.browser, page, "deny"), first);
    assert.deepEqual(on.under.events, ["consent.denied"]);
  });

  for (const [one, other] of [
    ["allow", "deny"],
    ["deny", "allow"],
  ] as const) {
    it(`does not take ${other} for ${one}`, async () => {
      const on = await flow();
      const page = await on.consent();
      await press(on.browser, page, one);
      assertProblemPage(await press(on.browser, page, other), ALREADY);
    });
  }

  it("does not take one permission for two", async () => {
    const on = await flow();
    const page = await on.consent();
    await press(on.browser, page);
    assertProblemPage(await on.browser.submit(page, { action: "allow", scope: "read" }), ALREADY);
  });

  it("signs in once for all where nothing else is asked, so that the browser ends in the first session", async () => {
    const on = await flow();
    await on.under.issuer.durable.clients.change(on.client.id, { skipAuthorization: true });
    const browser = valueBrowser(on.under);
    const page = await browser.follow(await browser.get("/authorize", { query: codeRequest(on.client) }));
    const fresh = Object.fromEntries(browser.cookies);
    const { action, fields } = formOf(page);
    const form = { ...Object.fromEntries(fields), username: on.account.username, password: "correct horse battery" };
    const send = () => on.under.post(action, { form, cookies: fresh });
    const [first, second] = [await send(), await send()];
    assert.isTrue(locationOf(first).searchParams.has("code"));
    assert.deepEqual(second, first);
    assert.deepEqual(
      second.cookies?.map(({ name }) => name),
      [SESSION_COOKIE, "bs"],
    );
  });

  it("is answered the same for a minute, and not a second longer", async () => {
    const on = await flow();
    const page = await on.consent();
    const first = await press(on.browser, page);
    on.under.clock.advance(59);
    assert.deepEqual(await press(on.browser, page), first);
    on.under.clock.advance(1);
    assertProblemPage(await press(on.browser, page), { ...ALREADY, status: 400 });
  });

  it("is answered the same also when its half hour ends in between", async () => {
    const on = await flow();
    const page = await on.consent();
    on.under.clock.advance(1_799);
    const first = await press(on.browser, page);
    on.under.clock.advance(30);
    assert.deepEqual(await press(on.browser, page), first);
  });

  it("is refused once the person signed out", async () => {
    const on = await flow();
    const page = await on.consent();
    await press(on.browser, page);
    await on.under.issuer.sessions.end(on.browser.cookies.get(SESSION_COOKIE)!);
    assertProblemPage(await press(on.browser, page), ALREADY);
  });

  it("is refused to the next person at the same browser", async () => {
    const on = await flow();
    const page = await on.consent();
    await press(on.browser, page);
    await on.browser.signIn(on.account);
    assertProblemPage(await press(on.browser, page), { error: "invalid_request", status: 403 });
    const { action } = formOf(page);
    assertProblemPage(await on.browser.get(action), ALREADY);
  });

  it("is refused to a page that is read again, which sends nothing", async () => {
    const on = await flow();
    const page = await on.consent();
    await press(on.browser, page);
    assertProblemPage(await on.browser.get(formOf(page).action), ALREADY);
  });
});

describe("what is kept of an answer", () => {
  it("tells neither the code nor the address to who reads the store", async () => {
    const written: string[] = [];
    const on = await flow({
      stores: (real) => ({
        ...real,
        ephemeral: {
          ...real.ephemeral,
          put(kind, entry) {
            written.push(Buffer.from(kind.encode(entry.value)).toString());
            return real.ephemeral.put(kind, entry);
          },
        },
      }),
    });
    const reply = await press(on.browser, await on.consent({ state: "a-state-to-look-for" }));
    const code = locationOf(reply).searchParams.get("code")!;
    assert.isNotEmpty(written.filter((text) => text.includes("sealed")));
    assert.notInclude(written.join("\n"), code);
  });
});

describe("an answer that fails", () => {
  async function broken() {
    const stores = brokenStores();
    const on = await flow({ stores: (real) => stores.wrap(real) });
    return { ...on, stores, page: await on.consent() };
  }

  it("is made by another who waits for it", async () => {
    const { browser, page, stores, under } = await broken();
    stores.break({ "redis put c": "refused" });
    const first = press(browser, page);
    const second = press(browser, page);
    await first;
    stores.break({});
    const statuses = [await first, await second].map(({ status }) => status);
    assert.deepEqual(statuses, [503, 303]);
    assert.equal(codesIssued(under.events), 1);
  });

  it("is given all the same when it cannot be kept, and cannot be had again", async () => {
    const { browser, page, stores, under } = await broken();
    stores.break({ "redis put i": "refused" });
    assert.isTrue(locationOf(await press(browser, page)).searchParams.has("code"));
    stores.break({});
    assertProblemPage(await press(browser, page), ALREADY);
    assert.equal(codesIssued(under.events), 1);
  });

  it("ends the interaction when it is a refusal, so that nobody waits for another", async () => {
    const hooks: Feature["hooks"] = { bindToCode: () => fail("invalid_scope", "Cannot bind anything") };
    const on = await flow({ features: (standard) => [...standard, { name: "refusing", spec: "test", hooks }] });
    const page = await on.consent();
    const replies = await Promise.all([press(on.browser, page), press(on.browser, page)]);
    assert.deepEqual(
      replies.map(({ kind, status }) => `${kind} ${status}`),
      ["redirect 303", "html 409"],
    );
    assertProblemPage(await press(on.browser, page), { ...ALREADY, status: 400 });
  });
});
