import { sha256 } from "../../../platform/mod.ts";
import { entryOf } from "../../../../test/support/journal.ts";
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
import { PKCE_LINTS } from "./pkce_lints.ts";

const OK = "passed (stated)";
const NONE = "not exercised";
const BARE = { code_challenge: undefined, code_challenge_method: undefined };
const OTHER_CHALLENGE = sha256("another").toString("base64url");
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const DISCOVERED_WRONGLY = entryOf("discovery", { faults: ["no_challenge_methods"] });

describe("the lints of PKCE", () => {
  lintCases(PKCE_LINTS, [
    ["pkce_public", "failed", "Request 1 of 'control-native' has no code_challenge", [asked(BARE)], "native"],
    ["pkce_public", "failed", "Request 1 of 'control-spa' has no code_challenge", [asked(BARE)], "spa"],
    ["pkce_public", OK, "(1) and found nothing wrong", [asked()], "native"],
    ["pkce_public", NONE, "There were no requests of public clients", [asked(BARE)], "code"],
    ["pkce_public", NONE, "There were no", [DISCOVERED_WRONGLY, asked(BARE)], "native"],
    ["pkce_oauth21", "failed", "has no code_challenge", [asked(BARE)], "oauth2.1"],
    ["pkce_oauth21", OK, "(1) and found nothing wrong", [asked()], "oauth2.1"],
    ["pkce_oauth21", NONE, "There were no", [asked(BARE)], "code"],
    ["pkce_confidential", "warning", "has no code_challenge", [asked(BARE)], "code"],
    ["pkce_confidential", "warning", "has no code_challenge", [asked(BARE)], "oidc-code"],
    ["pkce_confidential", OK, "(1) and found nothing wrong", [asked()], "oidc-dynamic"],
    ["pkce_confidential", NONE, "There were no", [asked(BARE)], "native"],
    ["pkce_confidential", NONE, "There were no", [asked(BARE)], "oauth2.1"],
    [
      "pkce_confidential",
      NONE,
      "There were no",
      [asked({ ...BARE, response_type: "id_token token" })],
      "oidc-implicit",
    ],
    ["pkce_s256", "failed", "has the method 'plain'", [asked({ code_challenge_method: "plain" })]],
    [
      "pkce_s256",
      "failed",
      "has no code_challenge_method, which means plain",
      [asked({ code_challenge_method: undefined })],
    ],
    ["pkce_s256", OK, "(1) and found nothing wrong", [asked()]],
    ["pkce_s256", NONE, "There were no", [asked(BARE)]],
    ["pkce_s256", NONE, "There were no", [DISCOVERED_WRONGLY, asked({ code_challenge_method: "plain" })]],
    ["pkce_challenge_form", "failed", "a challenge of 44 characters", [asked({ code_challenge: `${CHALLENGE}=` })]],
    ["pkce_challenge_form", "failed", "a challenge of 64", [asked({ code_challenge: sha256("a").toString("hex") })]],
    ["pkce_challenge_form", "failed", "a challenge of 43", [asked({ code_challenge: CHALLENGE.replace("-", "+") })]],
    ["pkce_challenge_form", OK, "(1) and found nothing wrong", [asked()]],
    ["pkce_challenge_form", NONE, "There were no", [asked({ code_challenge_method: "plain" })]],
    [
      "challenge_reused",
      "failed",
      "has the code_challenge of request 1 of 'control-code' again",
      [attemptOf([asked()]), attemptOf([asked()], { name: "second", control: false })],
    ],
    ["challenge_reused", "failed", "Request 2 of 'control-code'", [asked(), asked({ state: NONCE })]],
    ["challenge_reused", OK, "(2) and found nothing wrong", [asked(), asked({ code_challenge: OTHER_CHALLENGE })]],
    ["challenge_reused", NONE, "There were no", [asked()]],
    ["verifier_apart", "failed", "has the code_verifier as state", [asked({ state: VERIFIER })]],
    ["verifier_apart", "failed", "has the code_verifier as nonce", [asked({ nonce: VERIFIER })]],
    ["verifier_apart", "failed", "has the code_challenge as state", [asked({ state: CHALLENGE })]],
    ["verifier_apart", OK, "(1) and found nothing wrong", [asked()]],
    ["verifier_apart", OK, "(1) and found nothing wrong", [asked({ state: undefined, nonce: undefined })]],
    ["verifier_apart", NONE, "There were no", [asked({ ...BARE, state: STATE })]],
    ["verifier_length", "failed", "a code_verifier of 42 characters", [redeemed({ code_verifier: redacted("a", 42) })]],
    [
      "verifier_length",
      "failed",
      "a code_verifier of 129 characters",
      [redeemed({ code_verifier: redacted("a", 129) })],
    ],
    ["verifier_length", OK, "(1) and found nothing wrong", [redeemed({ code_verifier: redacted("a", 43) })]],
    ["verifier_length", OK, "(1) and found nothing wrong", [redeemed({ code_verifier: redacted("a", 128) })]],
    ["verifier_length", NONE, "There were no", [redeemed({ code_verifier: undefined })]],
    [
      "verifier_sent",
      "failed",
      "Request 2 of 'control-code' has no code_verifier",
      [asked(), redeemed({ code_verifier: undefined })],
    ],
    ["verifier_sent", OK, "(1) and found nothing wrong", [asked(), redeemed()]],
    ["verifier_sent", NONE, "There were no", [asked(BARE), redeemed({ code_verifier: undefined })]],
    ["verifier_sent", NONE, "There were no", [redeemed({ code_verifier: undefined })]],
    ["verifier_sent", NONE, "There were no", [asked(BARE), asked(), redeemed({ code_verifier: undefined })]],
    [
      "verifier_without_challenge",
      "failed",
      "Request 2 of 'control-code' has a code_verifier",
      [asked(BARE), redeemed()],
    ],
    [
      "verifier_without_challenge",
      OK,
      "(1) and found nothing wrong",
      [asked(BARE), redeemed({ code_verifier: undefined })],
    ],
    ["verifier_without_challenge", NONE, "There were no", [DISCOVERED_WRONGLY, asked(BARE), redeemed()]],
    ["verifier_without_challenge", NONE, "There were no", [asked(), redeemed()]],
    ["verifier_without_challenge", NONE, "There were no", [redeemed()]],
  ]);
});
