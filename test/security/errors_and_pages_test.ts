import { assert } from "chai";
import type { Feature } from "../../src/engine/mod.ts";
import { client, person } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { encode } from "../support/issuer_under_test.ts";
import { authorizeUrl, sessionCookie } from "../support/journey.ts";
import { bodyOf, markupOf } from "../support/replies.ts";
import { valueBrowser } from "../support/value_browser.ts";
import { ask, passwordForm, scene } from "../http/tokens.ts";
import { elsewhere } from "./elsewhere.ts";

const MARKUP = '"><script>alert(1)</script>';
const TEMPLATES = ["${7*191}", "#{7*191}", "{{7*191}}", "<%= 7*191 %>", "T(java.lang.Runtime)"];

describe("an error page", () => {
  for (const name of ["error_hint", "error", "error_description", "client_id", "redirect_uri", "scope", "state"]) {
    elsewhere("Ory Hydra CVE-2019-8400", `shows no markup that stood in ${name}`, async () => {
      const on = await scene();
      const query = codeRequest(on.app, { redirect_uri: "https://evil.test", [name]: MARKUP });
      const page = markupOf(await on.get("/authorize", { query }));
      assert.notInclude(page, "<script>alert");
      assert.notInclude(page, MARKUP);
    });
  }

  for (const template of TEMPLATES) {
    elsewhere("Spring OAuth CVE-2016-4977", `evaluates nothing: ${template}`, async () => {
      const on = await scene();
      for (const name of ["client_id", "redirect_uri", "response_type", "scope", "response_mode"]) {
        const query = codeRequest(on.app, { [name]: template });
        assert.notInclude(JSON.stringify(await on.get("/authorize", { query })), "1337", name);
      }
      const form = { grant_type: template, scope: template, token: template };
      assert.notInclude(JSON.stringify(await ask(on, on.app, form)), "1337");
    });
  }

  elsewhere("Spring OAuth CVE-2016-4977", "repeats nothing of the request in its description", async () => {
    const on = await scene();
    const reply = await ask(on, on.app, { grant_type: "magic-word-that-nobody-says" });
    assert.notInclude(JSON.stringify(bodyOf(reply)), "nobody-says");
  });
});

describe("an error of the server itself", () => {
  const failing: Feature = {
    name: "failing",
    spec: "test",
    hooks: {
      accessToken() {
        throw new TypeError("-----BEGIN PRIVATE KEY----- postgres://user:password@host");
      },
    },
  };

  elsewhere("league/oauth2-server CVE-2023-37260", "says an id, and nothing of what is inside", async () => {
    const on = await scene({ features: (standard) => [...standard, failing] });
    const reply = await ask(on, on.app, passwordForm(on.ann));
    assert.equal(reply.status, 500);
    const text = JSON.stringify(reply);
    for (const secret of ["PRIVATE KEY", "postgres:", "TypeError", "at ", ".ts:"]) assert.notInclude(text, secret);
    assert.equal(bodyOf(reply)["error"], "server_error");
  });
});

describe("the server on the wire", () => {
  let server: HttpServer;

  before(async () => {
    server = await httpServer();
  });

  after(() => server.stop());

  for (const [name, value] of [
    ["host", "evil.test"],
    ["x-forwarded-host", "evil.test"],
    ["x-forwarded-proto", "javascript"],
    ["forwarded", "host=evil.test;proto=http"],
    ["x-original-url", "https://evil.test/"],
    ["x-rewrite-url", "/evil.test"],
  ] as const) {
    elsewhere("ZITADEL CVE-2025-64101", `says who it is by its settings, not by the header ${name}`, async () => {
      const headers = { [name]: value };
      const answer = await fetch(`${server.origin}/.well-known/oauth-authorization-server`, { headers });
      const metadata = (await answer.json()) as Readonly<Record<string, unknown>>;
      assert.equal(metadata["issuer"], "https://issuer.test");
      assert.notInclude(JSON.stringify(metadata), "evil");
      for (const path of ["/account", "/login", "/"]) {
        const page = await fetch(server.origin + path, { headers, redirect: "manual" });
        assert.notInclude(`${page.headers.get("location")} ${await page.text()}`, "evil", path);
      }
    });
  }

  elsewhere(
    "authentik CVE-2024-47070",
    "counts guesses by the address of the connection, not by a header",
    async () => {
      const [app, ann] = [await client(server.issuer), await person(server.issuer)];
      const statuses: number[] = [];
      for (let guess = 0; guess < 12; guess += 1) {
        const form = passwordForm(ann, { password: `guess ${guess}`, client_id: app.clientId });
        const headers = { "x-forwarded-for": `203.0.113.${guess}`, forwarded: `for=203.0.113.${guess}` };
        const body = new URLSearchParams(encode({ ...form, client_secret: "a-secret-that-tests-share" }));
        statuses.push((await fetch(`${server.origin}/token`, { method: "POST", body, headers })).status);
      }
      assert.include(statuses.slice(6), 429);
    },
  );

  for (const type of [
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/json",
    "x",
    "application/xml",
    ";;;",
  ]) {
    elsewhere(
      "workers-oauth-provider #240",
      `answers a body of the type '${type}' as a mistake of the client`,
      async () => {
        for (const path of ["/token", "/revoke", "/introspect", "/authorize", "/login"]) {
          const init = { method: "POST", body: "grant_type=password", headers: { "content-type": type } };
          const { status } = await fetch(server.origin + path, init);
          assert.isTrue(status >= 400 && status < 500, `${path}: ${status}`);
        }
      },
    );
  }

  for (const body of ["[]", "null", "1", '"text"', '{"grant_type":"password"}', "[[[[", "__proto__=1", "=", "&&&"]) {
    elsewhere("node-oidc-provider 9.11.4", `answers the body ${body} as a mistake of the client`, async () => {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const answer = await fetch(`${server.origin}/token`, { method: "POST", body, headers });
      assert.include([400, 401], answer.status);
    });
  }

  for (const origin of ["null", "https://evil.test", "file://"]) {
    elsewhere(
      "node-oidc-provider 9.11.4",
      `lets no script of the origin ${origin} read a person's answers`,
      async () => {
        for (const path of ["/login", "/account", "/authorize", "/introspect"]) {
          const { headers } = await fetch(server.origin + path, { headers: { origin }, redirect: "manual" });
          assert.notEqual(headers.get("access-control-allow-origin"), origin, path);
          assert.isNull(headers.get("access-control-allow-credentials"), path);
        }
      },
    );
  }

  for (const path of [
    "/token;x=1",
    "/login;jsessionid=1",
    "/o/token;a",
    "/token/..;/account",
    "/account;/login",
    "/;/account",
  ]) {
    elsewhere("Keycloak CVE-2026-0976", `has nothing at ${path}`, async () => {
      assert.equal((await fetch(server.origin + path, { redirect: "manual" })).status, 404);
    });
  }

  elsewhere("ZITADEL CVE-2024-28197", "sets cookies that no subdomain and no plain page can set", async () => {
    const ann = await person(server.issuer);
    const app = await client(server.issuer);
    const asked = await fetch(authorizeUrl(server.origin, app), { redirect: "manual" });
    const login = await fetch(`${server.origin}/login`);
    const cookies = [...asked.headers.getSetCookie(), ...login.headers.getSetCookie()];
    assert.isNotEmpty(cookies);
    for (const cookie of cookies) {
      assert.match(cookie, /^__Host-/);
      assert.match(cookie, /; secure/i);
      assert.match(cookie, /; path=\/(?:;|$)/i);
      assert.notMatch(cookie, /domain=/i);
    }
    const planted = { cookie: await sessionCookie(server.issuer, ann) };
    const page = await fetch(authorizeUrl(server.origin, app, { prompt: "none" }), {
      headers: planted,
      redirect: "manual",
    });
    assert.include(page.headers.get("location"), "error=login_required");
  });

  it("puts no line of a parameter into a header", async () => {
    const app = await client(server.issuer);
    const url = authorizeUrl(server.origin, app, { scope: "root" }).replace(/state=[^&]*/, "state=a%0d%0aX-Evil:%201");
    const { status, headers } = await fetch(url, { redirect: "manual" });
    assert.isTrue(status < 500, String(status));
    assert.isNull(headers.get("x-evil"));
    assert.notMatch(headers.get("location") ?? "", /[\r\n]/);
  });
});

describe("logging out", () => {
  for (const target of ["https://evil.test/", "javascript:alert(1)", "//evil.test"]) {
    elsewhere("ZITADEL CVE-2025-67495", `leads nowhere else: ${target}`, async () => {
      const on = await scene();
      const browser = valueBrowser(on);
      await browser.signIn(on.ann);
      const form = { csrf: "", post_logout_redirect_uri: target, redirect_uri: target, next: target };
      for (const reply of [await browser.post("/logout", { form }), await valueBrowser(on).post("/logout", { form })]) {
        assert.notInclude(JSON.stringify(reply), "evil.test");
        assert.notInclude(JSON.stringify(reply), "alert(1)");
      }
      assert.isTrue(browser.cookies.has("sid"), "a form without its mark logs nobody out");
    });
  }
});
