import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { assert } from "chai";
import { type ClientInput, RegistrationRefused } from "../../src/clients/mod.ts";
import type { Issuer } from "../../src/engine/mod.ts";
import { CALLBACK, client } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { thrownBy } from "../support/refusals.ts";
import { assertErrorSent, assertProblemPage, locationOf } from "../support/replies.ts";
import { scene } from "../http/tokens.ts";
import { elsewhere } from "./elsewhere.ts";

/** Fails unless a client that registered one address gets an error page for another, with and without prompt=none. */
async function assertNowhere(registered: string, asked: string, changes: Given = {}): Promise<void> {
  const on = await scene({ client: { redirectUris: [registered] } });
  for (const prompt of [undefined, "none"]) {
    const query = codeRequest(on.app, { redirect_uri: asked, prompt, ...changes });
    assertProblemPage(await on.get("/authorize", { query }), { error: "invalid_request", says: "redirect_uri" });
  }
}

/** Fails unless the registration of a client is refused for one member of it. */
async function assertNotRegistered(issuer: Issuer, said: Partial<ClientInput>, member: string): Promise<void> {
  const refused = await thrownBy(() => client(issuer, said));
  assert.instanceOf(refused, RegistrationRefused);
  assert.deepEqual([...new Set(refused.complaints.map((complaint) => complaint.member))], [member]);
}

const LOOPBACK = "http://127.0.0.1/cb";

describe("a redirect URI that is not the registered one", () => {
  for (const [ids, name, registered, asked] of [
    ["workers-oauth-provider CVE-2025-4143", "is any other", CALLBACK, "https://evil.test/cb"],
    [["Keycloak CVE-2024-1132"], "climbs up by encoded dots", CALLBACK, `${CALLBACK}/%2e%2e/cb`],
    [["Keycloak CVE-2024-1132"], "climbs up by twice encoded dots", CALLBACK, `${CALLBACK}/%252e%252e/cb`],
    [["Keycloak CVE-2024-1132"], "climbs up by a backslash", CALLBACK, `${CALLBACK}\\..\\cb`],
    [
      ["Keycloak CVE-2023-6927"],
      "names another host behind user information",
      CALLBACK,
      "https://client.test@evil.test/cb",
    ],
    [["Keycloak CVE-2023-6927"], "asks for a wildcard", CALLBACK, "https://client.test/*"],
    [["Keycloak CVE-2024-8883"], "is the loopback address, for a web application", CALLBACK, LOOPBACK],
    [["Keycloak CVE-2024-8883"], "is localhost for the loopback address", LOOPBACK, "http://localhost/cb"],
    [["Keycloak CVE-2024-8883"], "only begins like the loopback address", LOOPBACK, "http://127.0.0.1.evil.test/cb"],
    [["Keycloak CVE-2024-8883"], "is another address of this machine", LOOPBACK, "http://127.0.0.2/cb"],
    [
      ["fosite CVE-2020-15233"],
      "has another query at the loopback address",
      `${LOOPBACK}?a=1`,
      "http://127.0.0.1:4000/cb?a=2",
    ],
    [["fosite CVE-2020-15233"], "adds a query at the loopback address", LOOPBACK, "http://127.0.0.1:4000/cb?a=2"],
    [["fosite CVE-2020-15234"], "has a host in capitals", CALLBACK, "https://CLIENT.test/cb"],
    [["fosite CVE-2020-15234"], "has a path in capitals", CALLBACK, "https://client.test/CB"],
    [["node-oidc-provider 9.11.4"], "is the same once normalised: the port", CALLBACK, "https://client.test:443/cb"],
    [["node-oidc-provider 9.11.4"], "is the same once normalised: dots", CALLBACK, "https://client.test/a/../cb"],
    [["node-oidc-provider 9.11.4"], "is the same once normalised: letters", CALLBACK, "https://client.test/%63b"],
    [["django-oauth-toolkit 3.4.1"], "has a query more", CALLBACK, `${CALLBACK}?next=https://evil.test`],
    [["django-oauth-toolkit 3.4.1"], "has path parameters", CALLBACK, `${CALLBACK};a=b`],
    [["django-oauth-toolkit 3.4.1"], "has user information", CALLBACK, "https://ann:pw@client.test/cb"],
    [["django-oauth-toolkit 3.4.1"], "has an empty fragment", CALLBACK, `${CALLBACK}#`],
    [["Spring OAuth CVE-2019-3778"], "is a subdomain", CALLBACK, "https://evil.client.test/cb"],
    [["Spring OAuth CVE-2019-3778"], "goes on behind the registered one", CALLBACK, `${CALLBACK}/more`],
    [["authentik CVE-2024-52289"], "matches it as a regular expression", CALLBACK, "https://clientxtest/cb"],
    [["authentik CVE-2024-21637"], "is a script", CALLBACK, "javascript:alert(document.domain)//cb"],
    [["authentik CVE-2024-21637"], "is a document", CALLBACK, "data:text/html,<script>alert(1)</script>"],
  ] as const) {
    elsewhere(ids, `is refused on a page though it ${name}`, () => assertNowhere(registered, asked));
  }

  elsewhere(
    ["django-oauth-toolkit #1719", "doorkeeper-openid_connect CVE-2019-9837"],
    "gets no error of a request without pages, whatever else is wrong",
    async () => {
      for (const changes of [{ scope: "admin" }, { response_type: "magic" }, { code_challenge: undefined }]) {
        await assertNowhere(CALLBACK, "https://evil.test/cb", { prompt: "none", ...changes });
      }
    },
  );

  for (const host of [
    "[",
    "[]",
    "[::1",
    "[::1]]",
    `[${":".repeat(1_500)}]`,
    `[${"1:".repeat(700)}]`,
    "[::ffff:127.0.0.1]",
  ]) {
    elsewhere("oauthlib CVE-2022-36087", `is refused at once: ${host.slice(0, 20)}`, async () => {
      const began = process.cpuUsage();
      await assertNowhere("http://[::1]/cb", `http://${host}/cb`);
      const { user, system } = process.cpuUsage(began);
      assert.isBelow(user + system, 2_000_000, "microseconds");
    });
  }
});

describe("a repeated or unfamiliar parameter at /authorize", () => {
  elsewhere("Keycloak CVE-2026-9689", "is no choice: of two redirect URIs neither is taken", async () => {
    for (const order of [
      [CALLBACK, "https://evil.test"],
      ["https://evil.test", CALLBACK],
      [CALLBACK, CALLBACK],
    ]) {
      const on = await scene();
      const reply = await on.get("/authorize", { query: codeRequest(on.app, { redirect_uri: order }) });
      assertProblemPage(reply, { error: "invalid_request", says: "repeated" });
    }
  });

  elsewhere("Keycloak CVE-2026-9689", "is refused before a person is asked: each name that counts", async () => {
    for (const name of [
      "scope",
      "state",
      "response_type",
      "code_challenge",
      "code_challenge_method",
      "response_mode",
    ]) {
      const on = await scene();
      const reply = await on.get("/authorize", { query: codeRequest(on.app, { [name]: ["one", "two"] }) });
      assertErrorSent(reply, { error: "invalid_request", says: "repeated" });
      assert.equal(locationOf(reply).origin, "https://client.test");
    }
  });

  elsewhere("Keycloak CVE-2020-10770", "is not fetched: nobody knocks at a request_uri", async () => {
    const asked: string[] = [];
    const trap = createServer(({ url }, response) => void (asked.push(url ?? ""), response.end()));
    await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
    const { port } = trap.address() as AddressInfo;
    try {
      const on = await scene();
      for (const name of ["request_uri", "sector_identifier_uri", "jwks_uri", "logo_uri"]) {
        await on.get("/authorize", { query: codeRequest(on.app, { [name]: `http://127.0.0.1:${port}/${name}` }) });
      }
    } finally {
      await new Promise((resolve) => trap.close(resolve));
    }
    assert.deepEqual(asked, []);
  });
});

describe("what a client registers", () => {
  for (const [ids, name, redirectUri] of [
    ["node-oidc-provider 9.13.3", "a line break", "https://client.test/cb\r\nSet-Cookie: a=b"],
    ["node-oidc-provider 9.13.3", "a line feed at its end", "https://client.test/cb\n"],
    ["Spring AS CVE-2026-22752", "a script", "javascript:alert(1)"],
    ["Spring AS CVE-2026-22752", "a script in capitals", "JavaScript:alert(1)"],
    ["authentik CVE-2024-21637", "a script of another kind", "vbscript:msgbox(1)"],
    ["authentik CVE-2024-21637", "a file", "file:///etc/passwd"],
    ["Keycloak CVE-2023-6927", "a host for all", "https://*.client.test/cb"],
    ["Keycloak CVE-2023-6927", "user information", "https://a:b@client.test/cb"],
  ] as const) {
    elsewhere(ids, `is no redirect URI with ${name}`, async () => {
      const { issuer } = await scene();
      await assertNotRegistered(issuer, { redirectUris: [redirectUri] }, "redirectUris");
    });
  }

  elsewhere("Spring AS CVE-2026-22752", "holds no scope that the server does not know", async () => {
    const { issuer } = await scene();
    await assertNotRegistered(issuer, { scope: "read root" }, "scope");
  });
});
