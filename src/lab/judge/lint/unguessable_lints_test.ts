import {
  asked,
  attemptOf,
  CHALLENGE,
  lintCases,
  NONCE,
  redacted,
  redeemed,
  STATE,
} from "../../../../test/support/linted.ts";
import type { LintRow } from "../../../../test/support/linted.ts";
import { UNGUESSABLE_LINTS } from "./unguessable_lints.ts";

const OK = "passed (stated)";
const NONE = "not exercised";
const BARE = { state: undefined, nonce: undefined, code_challenge: undefined };
const OTHER = "n4bQgYhMfWWaLwgxVrQFaO";
const IMPLICIT = { response_type: "id_token token" };

/** What `state` and `nonce` have in common. */
function common(name: "state" | "nonce"): readonly LintRow[] {
  const own = name === "state" ? STATE : NONCE;
  const sent = (value: string | undefined) => asked({ [name]: value });
  const runs = (...values: readonly string[]) => values.map((value) => attemptOf([sent(value)]));
  return [
    [`${name}_length`, OK, "(1) and found nothing wrong", [sent(own)]],
    [`${name}_length`, "failed", "Request 1 of 'control-code' has one of 5 characters, '12345'", [sent("12345")]],
    [`${name}_length`, "failed", "Request 2 of 'control-code' has one of 15", [sent(own), sent("n4bQgYhMfWWaLwg")]],
    [`${name}_length`, NONE, "There were no values", [sent(undefined)]],
    [`${name}_entropy`, OK, "(2) and found nothing wrong", runs(own, OTHER)],
    [`${name}_entropy`, OK, "(1) and found nothing wrong", runs(own)],
    [`${name}_entropy`, OK, "(1) and found nothing wrong", runs(own, own, own)],
    [`${name}_entropy`, "failed", "which holds 20 bits at the most where 128 are wanted", runs("abcabcabcabcabcabc")],
    [`${name}_entropy`, "failed", "'1763773200123456'", runs(own, "1763773200123456")],
    [
      `${name}_entropy`,
      "failed",
      `has '${own}-2', which differs in 3 bits at the most from that of request 1 of 'control-code'`,
      runs(`${own}-1`, `${own}-2`),
    ],
    [`${name}_length`, "failed", "one of 9 characters", [sent(redacted("9", 9))]],
    [`${name}_length`, OK, "(1) and found nothing wrong", [sent(redacted("3", 300))]],
    [`${name}_entropy`, NONE, "There were no values", runs(redacted("1", 300), redacted("2", 300))],
    [`${name}_entropy`, NONE, "There were no values", runs("12345")],
    [`${name}_reused`, OK, "(2) and found nothing wrong", runs(own, OTHER)],
    [`${name}_reused`, "failed", `has that of request 1 of 'control-code' again, '${own}'`, runs(own, OTHER, own)],
    [
      `${name}_reused`,
      "failed",
      "Request 3 of 'control-code'",
      [sent(own), redeemed(), asked({ [name]: own, scope: "a" })],
    ],
    [`${name}_reused`, OK, "(2) and found nothing wrong", [sent(own), sent(own), sent(OTHER)]],
    [`${name}_reused`, NONE, "There were no values", runs(own)],
  ];
}

describe("the lints of state and nonce", () => {
  lintCases(UNGUESSABLE_LINTS, [
    ...common("state"),
    ...common("nonce"),
    ["csrf_protection", "failed", "has neither state nor nonce nor code_challenge", [asked(BARE)]],
    ["csrf_protection", "failed", "Request 2 of 'control-code'", [asked(), asked(BARE)]],
    ["csrf_protection", OK, "(1) and found nothing wrong", [asked({ ...BARE, state: STATE })]],
    ["csrf_protection", OK, "(1) and found nothing wrong", [asked({ ...BARE, nonce: NONCE })]],
    ["csrf_protection", OK, "(1) and found nothing wrong", [asked({ ...BARE, code_challenge: CHALLENGE })]],
    ["csrf_protection", NONE, "There were no authorization requests", [redeemed()]],
    ["csrf_protection", NONE, "There were no", [asked({ ...BARE, request: "[900 characters, #aaaaaaaa]" })]],
    ["csrf_protection", NONE, "There were no", [asked(BARE)], "oauth1"],
    ["state_present", "warning", "Request 1 of 'control-code' has no state", [asked({ state: undefined })]],
    ["state_present", "warning", "has no state", [asked({ state: "" })]],
    ["state_present", OK, "(1) and found nothing wrong", [asked()]],
    ["state_present", NONE, "There were no", []],
    ["state_characters", "failed", "other characters", [asked({ state: "größer-als-alles-andere" })]],
    ["state_characters", "failed", "more than 2000", [asked({ state: STATE.repeat(100) })]],
    ["state_characters", OK, "(1) and found nothing wrong", [asked()]],
    ["state_characters", NONE, "There were no", [asked({ state: undefined })]],
    ["state_confidential", "warning", "a mail address", [asked({ state: "anna@example.org" })]],
    ["state_confidential", "warning", "a mail address", [asked({ state: "anna%40example.org" })]],
    ["state_confidential", "warning", "a password", [asked({ state: base64({ user: "a", password: "b" }) })]],
    ["state_confidential", OK, "(1) and found nothing wrong", [asked({ state: base64({ id: STATE }) })]],
    ["state_confidential", NONE, "There were no", [asked({ state: undefined })]],
    ["state_address", "warning", "an address can be read", [asked({ state: "https://app.example/inbox" })]],
    ["state_address", "warning", "an address can be read", [asked({ state: "https%3A%2F%2Fapp.example%2Finbox" })]],
    ["state_address", "warning", "an address can be read", [asked({ state: base64({ to: "https://app.example" }) })]],
    ["state_address", "warning", "an address can be read", [asked({ state: "/inbox?page=2" })]],
    ["state_address", OK, "(1) and found nothing wrong", [asked({ state: "/Vk0Jt+9QmRz2LwYb4EsA==" })]],
    ["state_address", OK, "(1) and found nothing wrong", [asked({ state: base64({ id: STATE }) })]],
    ["state_address", NONE, "There were no", [asked({ state: undefined })]],
    ["nonce_present", "failed", "has no nonce", [asked({ ...IMPLICIT, nonce: undefined })], "oidc-implicit"],
    ["nonce_present", "failed", "has no nonce", [asked({ response_type: "code id_token", nonce: undefined })]],
    ["nonce_present", OK, "(1) and found nothing wrong", [asked(IMPLICIT)], "oidc-implicit"],
    ["nonce_present", NONE, "There were no", [asked({ nonce: undefined })]],
  ]);
});

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
