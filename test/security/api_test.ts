import { assert } from "chai";
import { API_ENDPOINTS, sampleApi } from "../../src/sample_api/mod.ts";
import { printBasicCredentials } from "../../src/protocol/mod.ts";
import { PASSWORD, SECRET } from "../support/cast.ts";
import { type ApiUnderTest, apiUnderTest, bodyOfAnswer, type Call } from "../http/api_under_test.ts";
import { elsewhere } from "./elsewhere.ts";

describe("the sample API, attacked", () => {
  let api: ApiUnderTest;

  before(async () => {
    api = await apiUnderTest(({ issuer }) => [sampleApi({ issuer })]);
  });

  after(() => api.close());

  /** Fails unless a call is refused and says nothing of a person. */
  async function assertClosed(path: string, call: Call, statuses: readonly number[] = [401, 403, 404]): Promise<void> {
    const answer = await api.call(path, call);
    const text = await answer.text();
    assert.include(statuses, answer.status, `${call.method ?? "GET"} ${path}: ${text}`);
    assert.notInclude(text, api.ann.email ?? "ann@people.test");
  }

  for (const { name, method, path, scope } of API_ENDPOINTS.filter(({ anonymous }) => anonymous !== true)) {
    if (scope.length > 0) {
      elsewhere("Gitea CVE-2026-28699", `${name} looks at the scope at each of its spellings`, async () => {
        const token = await api.token({ scope: "introspection", account: null });
        const at = `/api${path.replace(":id", String(api.ann.id))}`;
        for (const spelling of [at, at.replace(/\/$/, ""), `${at}?scope=read%20write`]) {
          await assertClosed(spelling, { method, token }, [403]);
        }
      });
    }

    elsewhere("Gitea CVE-2026-28699", `${name} takes no other credentials than a token in the header`, async () => {
      const at = `/api${path.replace(":id", String(api.ann.id))}`;
      const token = await api.token({ scope: "read write" });
      const basic = (clientId: string, clientSecret: string) => ({
        authorization: printBasicCredentials({ clientId, clientSecret }),
      });
      for (const headers of [
        basic(api.app.clientId, SECRET),
        basic(api.ann.username, PASSWORD),
        basic(token, "x-oauth-basic"),
        { cookie: `access_token=${token}; sid=${token}` },
        { "x-access-token": token },
      ]) {
        await assertClosed(at, { method, headers }, [401]);
      }
      await assertClosed(`${at}?access_token=${token}`, { method }, [401]);
    });
  }

  for (const path of [
    "/api/users;x=1/",
    "/api;/users/",
    "/api//users/",
    "//api/users/",
    "/api/%75sers/",
    "/api/./users/",
    "/api/x/../users/",
    "/API/users/",
    "/api/users/%2e%2e/users/",
    "/api/users/.json",
    "/api/users%2f1",
  ]) {
    elsewhere(
      ["Spring Security CVE-2026-22748", "Keycloak CVE-2026-0976"],
      `has no way around its guard: ${path}`,
      async () => assertClosed(path, {}),
    );
  }

  elsewhere("Keycloak CVE-2026-4636", "changes whom the path names, whatever id the body names", async () => {
    const token = await api.token({ scope: "read write", account: api.staff });
    const before = await api.issuer.durable.accounts.find(api.bob.id);
    const body = { id: api.bob.id, username: api.bob.username, first_name: "Changed" };
    const answer = await api.call(`/api/users/${api.ann.id}/`, { method: "PATCH", token, body: { ...body, sub: "x" } });
    assert.include([200, 400, 409], answer.status);
    assert.deepEqual(await api.issuer.durable.accounts.find(api.bob.id), before);
    assert.equal((await api.issuer.durable.accounts.find(api.ann.id))?.sub, api.ann.sub);
  });

  for (const [member, value] of [
    ["is_staff", true],
    ["isStaff", true],
    ["is_active", false],
    ["password_hash", "x"],
    ["passwordHash", "x"],
    ["sub", "x"],
    ["__proto__", { isStaff: true }],
    ["constructor", { prototype: { isStaff: true } }],
  ] as const) {
    it(`lets nobody write the member ${member} of their own account`, async () => {
      const token = await api.token({ scope: "read write" });
      const body = `{"${member}":${JSON.stringify(value)}}`;
      const headers = { "Content-Type": "application/json" };
      await api.call(`/api/users/${api.ann.id}/`, { method: "PATCH", token, body, headers });
      const account = await api.issuer.durable.accounts.find(api.ann.id);
      const { isStaff, isActive, sub, passwordHash } = api.ann;
      assert.deepInclude(account, { isStaff, isActive, sub, passwordHash });
      assert.notProperty({}, "isStaff");
    });
  }

  for (const name of ["after", "limit", "page", "cursor", "page_token"]) {
    for (const value of ["1;drop table account", "1' or '1'='1", "-1", "1e9", "0x10", "NaN", "[]", "9".repeat(400)]) {
      elsewhere(
        "Ory Hydra CVE-2026-33504",
        `reads ${name}=${value.slice(0, 20)} as a number or not at all`,
        async () => {
          const token = await api.token();
          const answer = await api.call(`/api/users/?${name}=${encodeURIComponent(value)}`, { token });
          assert.include([200, 400], answer.status);
          if (["after", "limit"].includes(name)) assert.equal(answer.status, 400);
        },
      );
    }
  }

  for (const body of ["[]", "null", "1", '"text"', "[{}]", "{", "", "[[[[[[[[", "true"]) {
    elsewhere("node-oidc-provider 9.11.4", `takes no body that is no object: ${JSON.stringify(body)}`, async () => {
      const token = await api.token({ scope: "read write" });
      const headers = { "Content-Type": "application/json" };
      const answer = await api.call(`/api/users/${api.ann.id}/`, { method: "PUT", token, body, headers });
      assert.equal(answer.status, 400);
      assert.isString((await bodyOfAnswer(answer))["error"]);
    });
  }

  it("had no error of its own through all of this", () => {
    assert.deepEqual(api.errors, []);
  });
});
