import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import { CALLBACK, client, person } from "../support/cast.ts";
import { type CodeFlow, codeFlow, codeRequest } from "../support/code_flow.ts";
import { assertErrorSent, bodyOf, locationOf, markupOf } from "../support/replies.ts";
import { formOf, type ValueBrowser, valueBrowser } from "../support/value_browser.ts";
import { consentPage, parametersOf } from "../http/authorization.ts";
import { ask, passwordForm, scene, type Scene } from "../http/tokens.ts";
import { elsewhere } from "./elsewhere.ts";

async function flow(on: Scene, cast: Parameters<typeof codeFlow>[1] = {}): Promise<CodeFlow> {
  return codeFlow(on, { client: on.app, account: on.ann, ...cast });
}

/** Whether a page asks for consent. */
function asksForConsent(reply: Reply): boolean {
  return reply.kind === "html" && reply.markup.includes('value="allow"');
}

describe("the decision of a person", () => {
  elsewhere(
    ["Keycloak CVE-2026-7571", "MITREid CVE-2021-27582"],
    "changes nothing of the request, whatever stands beside it",
    async () => {
      const on = await scene();
      const guest = await flow(on);
      const other = await client(on.issuer, { redirectUris: ["https://other.test/cb"] });
      const stuffed = { response_type: "token", client_id: other.clientId, redirect_uri: "https://other.test/cb" };
      const fill = { ...stuffed, state: "mine", response_mode: "fragment", action: "allow" };
      const reply = await guest.browser.submit(await consentPage(guest), fill);
      assert.equal(locationOf(reply).href.split("?", 1)[0], CALLBACK);
      assert.equal(locationOf(reply).hash, "");
      assert.hasAllKeys(parametersOf(reply), ["code", "state", "iss"]);
      assert.equal(parametersOf(reply)["state"], "a state");
    },
  );

  elsewhere("MITREid CVE-2021-27582", "gives no scope that was not asked for", async () => {
    const guest = await flow(await scene());
    const page = await consentPage(guest, { scope: "read" });
    const reply = await guest.browser.submit(page, { action: "allow", scope: ["read", "write", "introspection"] });
    const { code = "" } = parametersOf(reply);
    assert.equal(bodyOf(await guest.redeem(code))["scope"], "read");
  });

  elsewhere("MITREid session poisoning", "belongs to one request of two in the same browser", async () => {
    const on = await scene();
    const guest = await flow(on);
    const evil = await client(on.issuer, { redirectUris: ["https://evil.test/cb"] });
    const first = await consentPage(guest);
    await guest.browser.get("/authorize", { query: codeRequest(evil, { redirect_uri: "https://evil.test/cb" }) });
    const reply = await guest.browser.submit(first, { action: "allow" });
    assert.equal(locationOf(reply).origin, "https://client.test");
    assert.equal((await guest.redeem(parametersOf(reply)["code"] ?? "")).status, 200);
  });

  elsewhere("MITREid session poisoning", "cannot be sent for the other request by the mark of the first", async () => {
    const guest = await flow(await scene());
    const [first, second] = [await consentPage(guest), await consentPage(guest)];
    const mark = Object.fromEntries(formOf(first).fields)["csrf"] ?? "";
    const reply = await guest.browser.submit(second, { action: "allow", csrf: mark });
    assert.equal(reply.status, 403);
  });

  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { origin: "https://evil.test" },
    { origin: "null", "sec-fetch-site": "cross-site" },
  ]) {
    elsewhere("Doorkeeper CVE-2014-8144", `is not sent by another site: ${JSON.stringify(headers)}`, async () => {
      const guest = await flow(await scene());
      const { action, fields } = formOf(await consentPage(guest));
      const form = { ...Object.fromEntries(fields), action: "allow" };
      assert.equal((await guest.browser.post(action, { form, headers })).status, 403);
    });
  }

  for (const csrf of [undefined, "", "x", "0".repeat(64)]) {
    elsewhere("Doorkeeper CVE-2014-8144", `needs the mark of its page, which is not ${csrf ?? "absent"}`, async () => {
      const guest = await flow(await scene());
      const reply = await guest.browser.submit(await consentPage(guest), { action: "allow", csrf });
      assert.equal(reply.status, 403);
    });
  }

  elsewhere("Doorkeeper CVE-2023-34246", "is asked for again where a public client cannot be known again", async () => {
    const loopback = "http://127.0.0.1/cb";
    const on = await scene({ client: { type: "public", redirectUris: [loopback] } });
    const guest = await flow(on);
    for (let visits = 0; visits < 2; visits += 1) {
      const page = await consentPage(guest, { redirect_uri: loopback });
      assert.isTrue(asksForConsent(page), `visit ${visits}`);
      await guest.browser.submit(page, { action: "allow", remember: "yes" });
    }
  });

  it("for one client is none for another of the same name", async () => {
    const on = await scene({ client: { name: "The shop" } });
    const guest = await flow(on);
    await guest.browser.submit(await consentPage(guest), { action: "allow", remember: "yes" });
    const twin = await flow(on, { client: await client(on.issuer, { name: "The shop" }) });
    assert.isTrue(asksForConsent(await consentPage(twin)));
  });
});

describe("the page of a decision", () => {
  elsewhere(
    ["dex CVE-2022-39222", "Authlib CVE-2025-68158"],
    "is for the browser that asked, and for no other",
    async () => {
      const on = await scene();
      const guest = await flow(on);
      const sent = await guest.browser.get("/authorize", { query: codeRequest(on.app) });
      const { browser: stranger } = await flow(on);
      assert.equal((await stranger.follow(sent)).status, 403);
      assert.equal((await valueBrowser(on).follow(sent)).status, 403);
      assert.isTrue(asksForConsent(await guest.browser.follow(sent)));
    },
  );

  elsewhere("dex CVE-2022-39222", "lies at an address of 128 bits or more, another each time", async () => {
    const on = await scene();
    const { browser } = await flow(on);
    const ids = new Set<string>();
    for (let count = 0; count < 50; count += 1) {
      ids.add(locationOf(await browser.get("/authorize", { query: codeRequest(on.app) })).pathname);
    }
    assert.lengthOf(ids, 50);
    for (const id of ids) assert.match(id, /^\/interaction\/[\w-]{22,}$/);
  });

  for (const name of ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "<bdi>"]) {
    elsewhere("Doorkeeper CVE-2018-1000088", `shows the name of a client as text: ${name}`, async () => {
      const guest = await flow(await scene({ client: { name } }));
      const page = markupOf(await consentPage(guest));
      const plain = markupOf(await consentPage(await flow(await scene({ client: { name: "plain" } }))));
      const tags = (text: string) => (text.match(/<\w+/g) ?? []).join(" ");
      assert.equal(tags(page), tags(plain));
    });
  }

  elsewhere("Keycloak CVE-2021-3637", "that nobody opens leaves nothing durable, and vanishes by itself", async () => {
    const ttls: number[] = [];
    const on = await scene({
      stores: ({ ephemeral, ...others }) => ({
        ...others,
        ephemeral: { ...ephemeral, put: (kind, entry) => (ttls.push(entry.ttl), ephemeral.put(kind, entry)) },
      }),
    });
    for (let count = 0; count < 20; count += 1) await on.get("/authorize", { query: codeRequest(on.app) });
    assert.isAtLeast(ttls.length, 20);
    for (const ttl of ttls) assert.isTrue(ttl > 0 && ttl <= on.issuer.settings.interactionLifetime, String(ttl));
    assert.isEmpty(await on.issuer.durable.families.listOf(on.ann.id));
  });
});

/** Asks at /authorize with somebody else's means; fails unless nobody is signed in by them. */
async function assertNobody(on: Scene, browser: ValueBrowser, asked: Parameters<ValueBrowser["get"]>[1] = {}) {
  const query = { ...codeRequest(on.app, { prompt: "none" }), ...(asked.query as Record<string, string>) };
  assertErrorSent(await browser.get("/authorize", { ...asked, query }), { error: "login_required" });
}

describe("a session", () => {
  elsewhere("Keycloak CVE-2023-0264", "is a cookie, and nothing else that a request names", async () => {
    const on = await scene();
    const { id } = await on.issuer.sessions.start(on.ann);
    for (const name of ["sid", "__Host-sid", "session", "session_id", "session_state", "id_token_hint", "login_hint"]) {
      await assertNobody(on, valueBrowser(on), { query: { [name]: id } });
    }
    await assertNobody(on, valueBrowser(on), { headers: { "x-session": id, authorization: `Bearer ${id}` } });
  });

  for (const name of ["x-webauth-user", "x-forwarded-user", "x-remote-user", "remote-user", "x-auth-request-user"]) {
    elsewhere("Gitea CVE-2026-20896", `is not begun by the header ${name}`, async () => {
      const on = await scene();
      await assertNobody(on, valueBrowser(on), { headers: { [name]: on.ann.username } });
    });
  }

  elsewhere("authentik CVE-2024-47070", "is not begun by an address, forwarded or not", async () => {
    const on = await scene();
    const headers = { "x-forwarded-for": "127.0.0.1", forwarded: "for=127.0.0.1", "x-real-ip": "127.0.0.1" };
    await assertNobody(on, valueBrowser(on), { headers, address: "127.0.0.1" });
  });

  elsewhere(["authentik CVE-2025-64521", "ZITADEL CVE-2024-46999"], "is over when its person is barred", async () => {
    const on = await scene();
    const browser = valueBrowser(on);
    await browser.signIn(on.ann);
    await on.issuer.durable.accounts.change(on.ann.id, { isActive: false });
    await assertNobody(on, browser);
  });

  it("is another one after each login: none that was there before is taken over", async () => {
    const on = await scene();
    const browser = valueBrowser(on);
    browser.cookies.set("sid", "a session that an attacker chose");
    const login = await browser.get("/login");
    await browser.logIn(login, on.ann);
    assert.notEqual(browser.cookies.get("sid"), "a session that an attacker chose");
  });
});

/** What a browser sees of a failed login, without what differs with every page. */
async function failure(on: Scene, username: string, password: string): Promise<string> {
  const browser = valueBrowser(on);
  const page = markupOf(await browser.logIn(await browser.get("/login"), { username }, password));
  return page.replace(/name="csrf" value="[^"]*"/, "").replaceAll(username, "NAME");
}

describe("logging in", () => {
  elsewhere(
    ["ZITADEL CVE-2024-41952", "Gitea CVE-2025-69413", "Spring Security CVE-2026-22746"],
    "tells nobody who exists: unknown, barred and mistaken people see the same",
    async () => {
      const on = await scene();
      const barred = await person(on.issuer, { isActive: false });
      const seen = [
        await failure(on, on.ann.username, "wrong"),
        await failure(on, "nobody at all", "wrong"),
        await failure(on, barred.username, "wrong"),
      ];
      assert.lengthOf(new Set(seen), 1);
      const answers = [on.ann.username, "nobody at all", barred.username].map((username) =>
        ask(on, on.app, passwordForm(on.ann, { username, password: "wrong" })),
      );
      assert.lengthOf(new Set((await Promise.all(answers)).map((reply) => JSON.stringify(bodyOf(reply)))), 1);
    },
  );

  elsewhere(
    ["Keycloak CVE-2024-4629", "ZITADEL CVE-2025-64102", "Devise CVE-2019-5421"],
    "counts guesses at the same moment, of which few are judged",
    async () => {
      const on = await scene();
      const guesses = Array.from({ length: 40 }, (_, guess) =>
        ask(on, on.app, passwordForm(on.ann, { password: `guess ${guess}` })),
      );
      const judged = (await Promise.all(guesses)).filter(({ status }) => status !== 429);
      assert.isAtMost(judged.length, 6);
      assert.equal((await ask(on, on.app, passwordForm(on.ann))).status, 429);
    },
  );

  elsewhere("better-auth CVE-2026-45364", "counts the guesses of a network, whatever addresses it has", async () => {
    const on = await scene();
    const statuses = [];
    for (let host = 0; host < 12; host += 1) {
      const form = passwordForm(on.ann, { password: `guess ${host}` });
      const reply = await on.post("/token", { as: on.app, form, address: `2001:db8::${host.toString(16)}:1` });
      statuses.push(reply.status);
    }
    assert.include(statuses.slice(6), 429);
  });

  for (const next of [
    "https://evil.test/",
    "//evil.test/",
    "/\\evil.test",
    "\\\\evil.test",
    "/\t/evil.test",
    "/%09/evil.test",
    "/%2f/evil.test",
    "javascript:alert(1)",
    "/x//evil.test",
    "/\u0000/evil.test",
  ]) {
    elsewhere(
      ["Gitea CVE-2026-25779", "better-auth CVE-2024-56734", "Duende CVE-2024-39694"],
      `goes on within the server where next is ${JSON.stringify(next)}`,
      async () => {
        const on = await scene();
        const browser = valueBrowser(on);
        const login = await browser.get("/login", { query: `next=${encodeURIComponent(next)}` });
        if (login.status === 400) return;
        const reply = await browser.logIn(login, on.ann);
        assert.equal(locationOf(reply).origin, "https://here.test");
        assert.match(reply.kind === "redirect" ? reply.location : "", /^\/(?![/\\])[\x21-\x7e]*$/);
      },
    );
  }
});
