import { assert } from "chai";
import { CALLBACK, client } from "../support/cast.ts";
import { type CodeFlow, codeFlow, codeRequest, credentialsOf, VERIFIER } from "../support/code_flow.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { strangeToken } from "../support/records.ts";
import { assertError, assertErrorSent, assertProblemPage, bodyOf } from "../support/replies.ts";
import { formOf } from "../support/value_browser.ts";
import { codeIn, consentPage } from "../http/authorization.ts";
import { assertActive, pairOf, scene, type Scene } from "../http/tokens.ts";
import { elsewhere } from "./elsewhere.ts";

/** A person, a browser and the client of a scene. */
async function flow(on: Scene): Promise<CodeFlow> {
  return codeFlow(on, { client: on.app, account: on.ann });
}

async function askForCode(on: Scene, changes: Given) {
  return on.get("/authorize", { query: codeRequest(on.app, changes) });
}

describe("PKCE", () => {
  for (const type of ["confidential", "public"] as const) {
    for (const [ids, name, changes] of [
      [
        "workers-oauth-provider CVE-2025-4144",
        "without it",
        { code_challenge: undefined, code_challenge_method: undefined },
      ],
      ["Spring AS CVE-2024-22258", "with an empty challenge", { code_challenge: "" }],
      ["Spring AS CVE-2024-22258", "with plain", { code_challenge: VERIFIER, code_challenge_method: "plain" }],
      ["authentik CVE-2024-23647", "with a method alone", { code_challenge: undefined }],
      ["workers-oauth-provider #275", "with a method that nobody knows", { code_challenge_method: "s256" }],
      ["workers-oauth-provider #275", "without a method", { code_challenge_method: undefined }],
    ] as const) {
      elsewhere(ids, `is not left by a ${type} client ${name}`, async () => {
        const on = await scene({ client: { type } });
        assertErrorSent(await askForCode(on, changes), { error: "invalid_request" });
      });
    }

    for (const [ids, name, verifier] of [
      ["authentik CVE-2023-48228", "without the verifier", undefined],
      ["authentik CVE-2023-48228", "with an empty verifier", ""],
      ["authentik CVE-2024-23647", "with the challenge for a verifier", "challenge"],
      ["authentik CVE-2024-23647", "with another verifier", `${VERIFIER}x`],
    ] as const) {
      elsewhere(ids, `keeps a ${type} client from redeeming ${name}`, async () => {
        const on = await scene({ client: { type } });
        const { code, redeem } = await flow(on);
        const challenge = String(codeRequest(on.app)["code_challenge"]);
        const reply = await redeem(await code(), { code_verifier: verifier === "challenge" ? challenge : verifier });
        assert.equal(reply.status, 400);
        assert.include(["invalid_grant", "invalid_request"], String(bodyOf(reply)["error"]));
        assert.notProperty(bodyOf(reply), "access_token");
      });
    }
  }

  elsewhere("authentik CVE-2024-23647", "is not begun by a verifier for a code that has no challenge", async () => {
    const on = await scene({ settings: { PKCE_REQUIRED: "none" } });
    const { code, redeem } = await flow(on);
    const bare = await code({ code_challenge: undefined, code_challenge_method: undefined });
    assertError(await redeem(bare), { error: "invalid_grant" });
  });
});

describe("a code", () => {
  elsewhere(
    ["Spring Security CVE-2026-22751", "Gitea 1.25.5"],
    "is redeemed once, by thirty at the same moment",
    async () => {
      const on = await scene();
      const { code, redeem } = await flow(on);
      const one = await code();
      const replies = await Promise.all(Array.from({ length: 30 }, () => redeem(one)));
      const won = replies.filter(({ status }) => status === 200);
      assert.isAtMost(won.length, 1);
      for (const reply of won) await assertActive(on, pairOf(reply).access, false);
      for (const reply of replies) assert.include([200, 400], reply.status);
    },
  );

  elsewhere(
    ["Gitea 1.25.5", "authentik CVE-2025-64708"],
    "is dead to the second, though no sweep was there",
    async () => {
      for (const [wait, status] of [
        [59, 200],
        [60, 400],
      ] as const) {
        const on = await scene();
        const { code, redeem } = await flow(on);
        const one = await code();
        on.clock.advance(wait);
        assert.equal((await redeem(one)).status, status, `after ${wait} s`);
      }
    },
  );

  for (const [mine, theirs] of [
    ["confidential", "confidential"],
    ["public", "public"],
    ["public", "confidential"],
    ["confidential", "public"],
  ] as const) {
    elsewhere("ZITADEL CVE-2026-55672", `of a ${mine} client is nothing to another one that is ${theirs}`, async () => {
      const on = await scene({ client: { type: mine } });
      const { code, redeem } = await flow(on);
      const one = await code();
      const thief = credentialsOf(await client(on.issuer, { type: theirs }));
      const form = { grant_type: "authorization_code", code: one, redirect_uri: CALLBACK, code_verifier: VERIFIER };
      assertError(await on.post("/token", { ...thief, form: { ...thief.form, ...form } }), { error: "invalid_grant" });
      assert.equal((await redeem(one)).status, 200, "its owner is not harmed");
    });
  }

  for (const [name, changes] of [
    ["another redirect_uri", { redirect_uri: "https://evil.test/cb" }],
    ["a repeated redirect_uri", { redirect_uri: [CALLBACK, CALLBACK] }],
    ["a wrong verifier", { code_verifier: "x".repeat(43) }],
  ] as const) {
    elsewhere("workers-oauth-provider #246", `is not used up by a request with ${name}`, async () => {
      const { code, redeem } = await flow(await scene());
      const one = await code();
      assert.equal((await redeem(one, changes)).status, 400);
      assert.equal((await redeem(one)).status, 200);
    });
  }

  elsewhere("ZITADEL CVE-2026-27840", "is all of it: not its beginning, nor more than it", async () => {
    const { code, redeem } = await flow(await scene());
    const one = await code();
    for (const near of [one.slice(0, -1), one.slice(0, 20), `${one}0`, `${one} `, one.toLowerCase(), ""]) {
      assert.equal((await redeem(near)).status, 400, near);
    }
    assert.equal((await redeem(one)).status, 200);
  });

  elsewhere(
    "ZITADEL CVE-2025-46815",
    "is given again to nobody but who pressed the button, and never anew",
    async () => {
      const on = await scene();
      const guest = await flow(on);
      const page = await consentPage(guest);
      const given = codeIn(await guest.browser.submit(page, { action: "allow" }));
      assert.equal(codeIn(await guest.browser.submit(page, { action: "allow" })), given);
      const { action, fields } = formOf(page);
      const form = { ...Object.fromEntries(fields), action: "allow" };
      const cookies = Object.fromEntries(guest.browser.cookies);
      for (const stolen of [{}, { sid: cookies["sid"]! }, { b: cookies["b"]! }])
        assertProblemPage(await on.post(action, { form, cookies: stolen }), { error: "invalid_request", status: 403 });
    },
  );

  it("is no other kind of token, nor is another kind a code", async () => {
    const on = await scene();
    const { code, redeem } = await flow(on);
    const one = await code();
    assert.deepEqual(bodyOf(await on.post("/introspect", { as: on.app, form: { token: one } })), { active: false });
    assertError(await on.post("/introspect", { bearer: one, form: { token: one } }), {
      error: "invalid_token",
      status: 401,
    });
    for (const kind of ["at", "rt"] as const) assertError(await redeem(strangeToken(kind)), { error: "invalid_grant" });
    assert.equal((await redeem(one)).status, 200);
  });
});
