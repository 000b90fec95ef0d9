import { assert } from "chai";
import { assert as forAll, asyncProperty, string } from "fast-check";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import { client } from "../../../test/support/cast.ts";
import { type CodeFlow, codeFlow, codeRequest, VERIFIER } from "../../../test/support/code_flow.ts";
import type { GivenSettings } from "../../../test/support/config.ts";
import { type Given, issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { assertError, assertErrorSent, textIn } from "../../../test/support/replies.ts";
import { s256 } from "../../protocol/mod.ts";
import type { ClientType } from "../../stores/mod.ts";
import { pkce } from "./mod.ts";

const UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
const WRONG = "x".repeat(43);
const NOBODY_MUST: GivenSettings = { PKCE_REQUIRED: "none" };
const PLAIN: GivenSettings = { PKCE_PLAIN: "true" };
const BARE: Given = { code_challenge: "", code_challenge_method: undefined };

async function flow(settings: GivenSettings = {}, type: ClientType = "confidential"): Promise<CodeFlow> {
  const under = await issuerUnderTest({ settings });
  return codeFlow(under, { client: await client(under.issuer, { type, skipAuthorization: true }) });
}

/** The answer to an authorization request that is changed. */
async function asked({ browser, client: asks }: CodeFlow, changes: Given) {
  return browser.get("/authorize", { query: codeRequest(asks, changes) });
}

function redeemWith(on: CodeFlow, code: string, verifier: string | undefined) {
  return on.redeem(code, { code_verifier: verifier });
}

describe("a request for a code", () => {
  for (const [required, type, refused] of [
    ["all", "confidential", true],
    ["all", "public", true],
    ["public", "confidential", false],
    ["public", "public", true],
    ["none", "confidential", false],
    ["none", "public", false],
  ] as const) {
    rule(
      ["RFC7636-4.4.1-1", "RFC8252-8.1-2"],
      `without a challenge is ${refused ? "refused" : "fine"} for a ${type} client where it is required of ${required}`,
      async () => {
        const on = await flow({ PKCE_REQUIRED: required }, type);
        if (refused) assertErrorSent(await asked(on, BARE), { error: "invalid_request", says: "code_challenge" });
        else assert.equal((await redeemWith(on, await on.code(BARE), undefined)).status, 200);
      },
    );
  }

  const refused: readonly (readonly [string, string, Given])[] = [
    ["RFC7636-4.4.1-2", "the method plain", { code_challenge_method: "plain", code_challenge: VERIFIER }],
    ["RFC7636-4.3-2", "no method, which means plain", { code_challenge_method: undefined }],
    ["RFC7636-4.3-2", "an empty method, which means plain", { code_challenge_method: "" }],
    ["RFC7636-4.4.1-2", "an unknown method", { code_challenge_method: "S512" }],
    ["RFC7636-4.4.1-2", "the method in small letters", { code_challenge_method: "s256" }],
    ["RFC7636-4.4.1-3", "a challenge that is too short", { code_challenge: "x".repeat(42) }],
    ["RFC7636-4.4.1-3", "a challenge that is too long", { code_challenge: "x".repeat(129) }],
    ["RFC7636-4.4.1-3", "a challenge with padding", { code_challenge: `${"x".repeat(43)}=` }],
    ["RFC6749-3.1-4", "two challenges", { code_challenge: [WRONG, WRONG] }],
    ["RFC6749-3.1-4", "two methods", { code_challenge_method: ["S256", "S256"] }],
  ];
  for (const [id, name, changes] of refused) {
    rule(id, `with ${name} is refused`, async () => {
      for (const settings of [{}, NOBODY_MUST])
        assertErrorSent(await asked(await flow(settings), changes), { error: "invalid_request" });
    });
  }

  rule("RFC7636-4.3-1", "with a method and no challenge is refused also where nobody must", async () => {
    for (const challenge of [undefined, ""]) {
      const reply = await asked(await flow(NOBODY_MUST), { code_challenge: challenge });
      assertErrorSent(reply, { error: "invalid_request", says: "without a code_challenge" });
    }
  });

  it("without a code needs no challenge", async () => {
    const on = await flow();
    const reply = await asked(on, { ...BARE, response_type: "token" });
    assert.include(JSON.stringify(reply), "access_token");
  });
});

describe("a code that has a challenge", () => {
  rule(
    ["RFC7636-4.2-2", "RFC7636-4.4-1", "RFC8252-8.1-1"],
    "is redeemed with the verifier that belongs to it",
    async () => {
      for (const type of ["confidential", "public"] as const) {
        const on = await flow({}, type);
        assert.equal((await redeemWith(on, await on.code(), VERIFIER)).status, 200);
      }
    },
  );

  for (const [ids, name, verifier] of [
    [["RFC7636-4.5-1", "RFC9700-2.1.1-2", "RFC9700-4.8.2-2"], "no verifier", undefined],
    [["RFC7636-4.5-1", "RFC9700-2.1.1-2", "RFC9700-4.8.2-2"], "an empty verifier", ""],
    [["RFC7636-4.6-3", "RFC9700-4.8.2-2"], "another verifier", WRONG],
    [["RFC7636-4.6-3"], "the verifier with its last character changed", `${VERIFIER.slice(0, -1)}x`],
    [["RFC7636-4.6-3"], "the verifier cut short", VERIFIER.slice(0, 43)],
    [["RFC7636-4.6-3"], "the verifier in capitals", VERIFIER.toUpperCase()],
    [["RFC7636-4.6-3"], "a verifier of other characters", `${VERIFIER}+`],
  ] as const) {
    rule(ids, `is refused with ${name}, and not used up`, async () => {
      for (const required of ["all", "none"] as const) {
        const on = await flow({ PKCE_REQUIRED: required });
        const code = await on.code();
        assertError(await redeemWith(on, code, verifier), { error: "invalid_grant" });
        assert.equal((await redeemWith(on, code, VERIFIER)).status, 200);
      }
    });
  }

  it("is refused with its own challenge, which a thief may have seen", async () => {
    const on = await flow();
    const code = await on.code();
    const challenge = String(codeRequest(on.client)["code_challenge"]);
    assertError(await redeemWith(on, code, challenge), { error: "invalid_grant" });
  });

  rule("RFC6749-3.2-4", "is refused with two verifiers", async () => {
    const on = await flow();
    const reply = await on.redeem(await on.code(), { code_verifier: [VERIFIER, VERIFIER] });
    assertError(reply, { error: "invalid_request", says: "repeated" });
  });

  beyond("RFC7636-4.6-3", "survives four wrong verifiers and dies with the fifth", async () => {
    const on = await flow();
    const [patient, guessed] = [await on.code(), await on.code()];
    for (let guess = 0; guess < 4; guess += 1) await redeemWith(on, patient, WRONG);
    assert.equal((await redeemWith(on, patient, VERIFIER)).status, 200);
    for (let guess = 0; guess < 5; guess += 1)
      assertError(await redeemWith(on, guessed, WRONG), { error: "invalid_grant", says: "does not belong" });
    assertError(await redeemWith(on, guessed, VERIFIER), { error: "invalid_grant", says: "used before" });
  });

  it("does not take a malformed verifier for a guess", async () => {
    const on = await flow();
    const code = await on.code();
    for (let guess = 0; guess < 6; guess += 1)
      assertError(await redeemWith(on, code, "short"), { error: "invalid_grant", says: "43 to 128" });
    assert.equal((await redeemWith(on, code, VERIFIER)).status, 200);
  });

  it("gives a refresh token that needs no verifier any more", async () => {
    const on = await flow();
    const refresh_token = textIn(await redeemWith(on, await on.code(), VERIFIER), "refresh_token");
    const form = { grant_type: "refresh_token", refresh_token };
    assert.equal((await on.under.post("/token", { as: on.client, form })).status, 200);
  });

  for (const method of ["plain", "S512", "", "S256"]) {
    rule("RFC7636-4.5-2", `is verified by its own method though the client now says '${method}'`, async () => {
      const on = await flow(PLAIN);
      const code = await on.code();
      const saying = { code_challenge_method: method };
      assertError(await on.redeem(code, { code_verifier: s256(VERIFIER), ...saying }), { error: "invalid_grant" });
      assert.equal((await on.redeem(code, { code_verifier: VERIFIER, ...saying })).status, 200);
    });
  }

  it("does not count the guesses at another code", async () => {
    const on = await flow();
    const [guessed, own] = [await on.code(), await on.code()];
    for (let guess = 0; guess < 5; guess += 1) await redeemWith(on, guessed, WRONG);
    assert.equal((await redeemWith(on, own, VERIFIER)).status, 200);
  });

  rule("RFC7636-4.4-2", "does not show it", async () => {
    const on = await flow();
    const code = await on.code();
    assert.match(code, /^ts_ac_[0-9A-Za-z]{57}$/);
    assert.notInclude(code, String(codeRequest(on.client)["code_challenge"]).slice(0, 8));
  });
});

describe("a code that has no challenge", () => {
  rule(
    ["RFC9700-2.1.1-3", "RFC9700-4.8.2-3", "RFC9700-4.8.2-1"],
    "is refused with a verifier, so that nobody can switch PKCE off on the way",
    async () => {
      const on = await flow(NOBODY_MUST);
      const code = await on.code(BARE);
      assertError(await redeemWith(on, code, VERIFIER), { error: "invalid_grant", says: "had no code_challenge" });
      assert.equal((await redeemWith(on, code, undefined)).status, 200);
    },
  );
});

describe("the method plain, where a setting allows it", () => {
  for (const method of ["plain", undefined]) {
    rule(
      ["RFC7636-4.6-2", "RFC7636-4.3-2", "RFC7636-7.2-1"],
      `compares both as they are (${method ?? "no method"})`,
      async () => {
        const on = await flow(PLAIN);
        const changes = { code_challenge: VERIFIER, code_challenge_method: method };
        const code = await on.code(changes);
        assertError(await redeemWith(on, code, WRONG), { error: "invalid_grant" });
        assert.equal((await redeemWith(on, code, VERIFIER)).status, 200);
      },
    );
  }

  it("does not take the verifier of S256 for it", async () => {
    const on = await flow(PLAIN);
    const code = await on.code({ code_challenge_method: "plain" });
    assertError(await redeemWith(on, code, VERIFIER), { error: "invalid_grant" });
  });
});

describe("pkce()", () => {
  for (const [allowPlain, methods] of [
    [false, ["S256"]],
    [true, ["S256", "plain"]],
  ] as const) {
    rule(
      ["RFC8414-2-12", "RFC9700-2.1.1-5", "RFC9700-2.1.1-4", "RFC7636-7.2-1"],
      `publishes ${methods.join(" and ")}`,
      () => {
        const feature = pkce({ required: "all", allowPlain });
        assert.deepEqual(feature.hooks?.metadata?.({} as never), { code_challenge_methods_supported: methods });
      },
    );
  }
});

describe("properties of PKCE", () => {
  const verifiers = string({ unit: "grapheme-ascii", minLength: 43, maxLength: 128 }).map((text) =>
    Array.from(text, (character) => UNRESERVED.charAt(character.charCodeAt(0) % UNRESERVED.length)).join(""),
  );

  it("the right verifier always redeems, and no other does before it", async () => {
    const on = await flow();
    await forAll(
      asyncProperty(verifiers, verifiers, async (right, other) => {
        const code = await on.code({ code_challenge: s256(right) });
        if (other !== right) assertError(await redeemWith(on, code, other), { error: "invalid_grant" });
        assert.equal((await redeemWith(on, code, right)).status, 200);
      }),
      { numRuns: 50 },
    );
  });
});
