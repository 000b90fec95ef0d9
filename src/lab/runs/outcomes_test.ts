import { assert } from "chai";
import * as fc from "fast-check";
import { entryOf, journalFrom } from "../../../test/support/journal.ts";
import type { Outcome } from "../judge/verdict.ts";
import { outcomeOf, saidOf, type Statement, withStatement } from "./outcomes.ts";

const SECRETS = { client_secret: "s3cret-s3cret", password: "p4ssword", token: "t0ken-t0ken" };
const CONFIG = {
  scenario: "wrong_issuer",
  setup: "oidc-code",
  flow: "oidc-code",
  control: false,
  issuer: "https://lab.test/lab/i/a",
  client_id: "c",
  token_endpoint_auth_method: "client_secret_basic",
  redirect_uri: "http://127.0.0.1:1/cb",
  response_type: "code",
  scope: "openid",
  resource: "https://lab.test/lab/i/a/resource",
  config_url: "https://lab.test/lab/config/capability",
  statement_url: "https://lab.test/lab/statement/capability",
  username: "alice",
  private_jwk: '{"kty":"EC","d":"pr1vate-pr1vate"}',
  ...SECRETS,
} as const;

function said(rest: Partial<Statement> = {}): Statement {
  return { statement: "refused", statedBy: "call", at: 5_000, ...rest };
}

const BASIC = Buffer.from(`c:${SECRETS.client_secret}`).toString("base64");

/** What clients print, and what is kept of it. */
const TOLD: readonly (readonly [what: string, text: string, shown: string])[] = [
  ["JWT", "The token eyJhbGciOiJub25lIn0.eyJhIjoxfQ. is bad", "The token [redacted] is bad"],
  ["part of a JWT", "It began eyJhbGciOiJub25lIn0 and", "It began [redacted] and"],
  ["token of the provider", "I got ts_at_0123456789abcdef: no", "I got [redacted]: no"],
  ["basic credentials", `Authorization: Basic ${BASIC}`, "Authorization: Basic [redacted]"],
  ["code of an answer", "/cb?code=abcdef&state=xyz", "/cb?code=[redacted]&state=xyz"],
  ["token of others in JSON", '{"access_token":"abc"}', '{"access_token":"[redacted]"}'],
  ["private key", "My key is pr1vate-pr1vate", "My key is [redacted]"],
  ["capability", "see /lab/config/capability", "see /lab/config/[redacted]"],
];

describe("saidOf()", () => {
  for (const [what, reason, shown] of TOLD)
    it(`keeps no ${what}`, () => assert.deepEqual(saidOf({ ...said(), reason }, CONFIG), said({ reason: shown })));

  it("leaves alone what has no reason, and a reason that tells nothing", () => {
    for (const one of [said(), said({ reason: "Refused the id_token: iss differs" })])
      assert.deepEqual(saidOf(one, CONFIG), one);
  });
});

describe("outcomeOf()", () => {
  const exit: Outcome = { statement: "completed", statedBy: "exit", exit: 0 };
  for (const [name, told, statement, expected] of [
    ["what the runner knows, where nothing was said", exit, undefined, exit],
    ["a call over an exit status", exit, said(), { ...exit, statement: "refused", statedBy: "call" }],
    [
      "a person over a line",
      { ...exit, statedBy: "line" },
      said({ statedBy: "person" }),
      { ...exit, statement: "refused", statedBy: "person" },
    ],
    [
      "the reason of the call",
      { ...exit, reason: "old" },
      said({ reason: "iss" }),
      { ...exit, statement: "refused", statedBy: "call", reason: "iss" },
    ],
    [
      "the reason of a line where the call had none",
      { ...exit, reason: "iss" },
      said(),
      { ...exit, statement: "refused", statedBy: "call", reason: "iss" },
    ],
    ["nothing where nobody knows anything", {}, undefined, {}],
    ["that its time was over", { timedOut: true }, said(), { timedOut: true, statement: "refused", statedBy: "call" }],
    [
      "how it broke, whatever it said",
      { exit: 1, signal: "SIGSEGV" },
      said({ statement: "completed" }),
      { exit: 1, signal: "SIGSEGV", statement: "completed", statedBy: "call" },
    ],
  ] as const)
    it(`tells ${name}`, () => assert.deepEqual(outcomeOf(told, { statement, config: CONFIG }), expected));

  it("keeps no secret of the client, wherever it says it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(SECRETS)), fc.string(), fc.string(), (secret, before, after) => {
        const line = before + secret + after;
        const outcome = outcomeOf({ output: [line, line] }, { statement: said({ reason: line }), config: CONFIG });
        assert.notInclude(JSON.stringify(outcome), secret);
        assert.lengthOf(outcome.output ?? [], 2);
      }),
    );
  });

  for (const [what, text, shown] of TOLD) {
    it(`keeps no ${what}, of whomever it is`, () => {
      const outcome = outcomeOf({ output: ["before", text] }, { statement: said({ reason: text }), config: CONFIG });
      assert.deepEqual([outcome.reason, outcome.output], [shown, ["before", shown]]);
    });
  }

  it("leaves the words of a client without secrets alone", () => {
    const { client_secret: _s, token: _t, ...config } = { ...CONFIG, password: "" };
    assert.deepEqual(outcomeOf({ output: ["a b"] }, { statement: undefined, config }), { output: ["a b"] });
  });
});

describe("withStatement()", () => {
  const journal = journalFrom("authorize token");

  it("leaves a journal alone where nothing was said", () => {
    assert.deepEqual(withStatement(journal, { statement: undefined, config: CONFIG }), journal);
  });

  it("puts what was said behind all requests, with the next number", () => {
    const last = withStatement(journal, { statement: said({ reason: "iss differs" }), config: CONFIG }).at(-1);
    assert.deepInclude(last, { n: 3, at: 5_000, place: "statement", status: 204, faults: [] });
    assert.deepEqual(last?.form, [
      ["outcome", "refused"],
      ["reason", "iss differs"],
    ]);
  });

  it("is the first entry of a client that asked for nothing", () => {
    const [only] = withStatement([], { statement: said(), config: CONFIG });
    assert.deepInclude(only, { n: 1, place: "statement", form: [["outcome", "refused"]] });
  });

  it("keeps no code that a device showed to its person", () => {
    const reply = { verification_uri_complete: "https://lab.test/device?user_code=WDJB-MJHT" };
    for (const statement of [undefined, said()]) {
      const kept = withStatement([entryOf("device_authorization", { reply })], { statement, config: CONFIG });
      assert.notInclude(JSON.stringify(kept), "WDJB-MJHT");
    }
  });

  it("tells neither the capability nor a secret", () => {
    const text = JSON.stringify(
      withStatement([], { statement: said({ reason: `it was ${SECRETS.password}` }), config: CONFIG }),
    );
    for (const secret of ["capability", ...Object.values(SECRETS)]) assert.notInclude(text, secret);
  });
});
