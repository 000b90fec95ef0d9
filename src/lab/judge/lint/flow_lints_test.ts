import { entryOf } from "../../../../test/support/journal.ts";
import { asked, attemptOf, lintCases, redacted, redeemed } from "../../../../test/support/linted.ts";
import { FLOW_LINTS } from "./flow_lints.ts";

const OK = "passed (stated)";
const NONE = "not exercised";
const JWKS = entryOf("jwks");
const OTHER_REDIRECT = "http://127.0.0.1:8080/cb/";

describe("the lints of flows", () => {
  lintCases(FLOW_LINTS, [
    [
      "redirect_uri_tls",
      "failed",
      "has the redirect_uri 'http://app.example/cb'",
      [asked({ redirect_uri: "http://app.example/cb" })],
    ],
    ["redirect_uri_tls", OK, "(1) and found nothing wrong", [asked({ redirect_uri: "https://app.example/cb" })]],
    [
      "redirect_uri_tls",
      OK,
      "(4) and found nothing wrong",
      [
        asked(),
        asked({ redirect_uri: "http://[::1]:1/" }),
        asked({ redirect_uri: "http://localhost/" }),
        asked({ redirect_uri: "com.example.app:/cb" }),
      ],
    ],
    ["redirect_uri_tls", NONE, "There were no", [asked({ redirect_uri: "no address" })]],
    [
      "redirect_uri_loopback",
      "warning",
      "has a redirect_uri on localhost",
      [asked({ redirect_uri: "http://localhost:1/cb" })],
      "native",
    ],
    ["redirect_uri_loopback", OK, "(1) and found nothing wrong", [asked()], "native"],
    ["redirect_uri_loopback", NONE, "There were no", [asked({ redirect_uri: "http://localhost:1/cb" })], "code"],
    [
      "redirect_uri_repeated",
      "failed",
      "Request 2 of 'control-code' has no redirect_uri",
      [asked(), redeemed({ redirect_uri: undefined })],
    ],
    [
      "redirect_uri_repeated",
      "failed",
      `has the redirect_uri '${OTHER_REDIRECT}' instead of 'http://127.0.0.1:8080/cb'`,
      [asked(), redeemed({ redirect_uri: OTHER_REDIRECT })],
    ],
    ["redirect_uri_repeated", OK, "(1) and found nothing wrong", [asked(), redeemed()]],
    [
      "redirect_uri_repeated",
      NONE,
      "There were no",
      [asked({ redirect_uri: undefined }), redeemed({ redirect_uri: undefined })],
    ],
    ["redirect_uri_repeated", NONE, "There were no", [asked(), redeemed({ redirect_uri: undefined })], "oauth2.1"],
    ["redirect_uri_repeated", NONE, "There were no", [asked(), asked({ redirect_uri: OTHER_REDIRECT }), redeemed()]],
    [
      "redirect_uri_repeated",
      NONE,
      "There were no",
      [attemptOf([asked(), redeemed({ redirect_uri: undefined })], { control: false })],
    ],
    ["post_forms", "failed", "came by GET", [entryOf("introspection")]],
    ["post_forms", "failed", "came by GET", [redeemed({}, { method: "GET" })]],
    // what a browser asks before it asks is no request of the client
    ["post_forms", OK, "(1) and found nothing wrong", [redeemed(), entryOf("token", { method: "OPTIONS" })]],
    ["post_forms", NONE, "There were no", [asked()]],
    [
      "form_encoded",
      "failed",
      "has a body that is no form",
      [entryOf("token", { body: { grant_type: "authorization_code" } })],
    ],
    [
      "form_encoded",
      "failed",
      "has grant_type in its query",
      [entryOf("token", { query: [["grant_type", "client_credentials"]] })],
    ],
    ["form_encoded", OK, "(1) and found nothing wrong", [redeemed()]],
    ["form_encoded", NONE, "There were no", [entryOf("revocation")]],
    ["code_reused", "failed", "Request 2 of 'control-code' has the code of request 1 again", [redeemed(), redeemed()]],
    ["code_reused", OK, "(2) and found nothing wrong", [redeemed(), redeemed({ code: redacted("other") })]],
    [
      "code_reused",
      OK,
      "(1) and found nothing wrong",
      [redeemed(), entryOf("token", { form: [["grant_type", "refresh_token"]] })],
    ],
    ["code_reused", NONE, "There were no", [attemptOf([redeemed(), redeemed()], { control: false })]],
    ["password_grant", "failed", "is of the password grant", [redeemed({ grant_type: "password" })]],
    ["password_grant", OK, "(1) and found nothing wrong", [redeemed()]],
    ["password_grant", NONE, "There were no", [asked()]],
    [
      "implicit_used",
      "warning",
      "has response_type 'id_token token'",
      [asked({ response_type: "id_token token" })],
      "oidc-code",
    ],
    ["implicit_used", OK, "(2) and found nothing wrong", [asked(), asked({ response_type: "code id_token" })]],
    ["implicit_used", NONE, "There were no", [asked({ response_type: "id_token token" })], "oidc-implicit"],
    ["scope_beyond", "warning", "asks for 'admin', 'write' besides", [asked({ scope: "read admin write" })]],
    ["scope_beyond", OK, "(1) and found nothing wrong", [asked({ scope: "openid read offline_access" })]],
    ["scope_beyond", NONE, "There were no", [asked({ scope: undefined })]],
    ["scope_beyond", NONE, "There were no", [asked({ scope: "read write" })], "resource"],
    ["openid_scope", "failed", "has no openid in its scope", [asked({ scope: "read profile" })], "oidc-code"],
    ["openid_scope", "failed", "has no openid in its scope", [asked({ scope: undefined })], "oidc-hybrid"],
    ["openid_scope", OK, "(1) and found nothing wrong", [asked()], "oidc-code"],
    ["openid_scope", NONE, "There were no", [asked({ scope: "read" })], "code"],
    ["prompt_none_alone", "failed", "has the prompt 'none login'", [asked({ prompt: "none login" })]],
    [
      "prompt_none_alone",
      OK,
      "(2) and found nothing wrong",
      [asked({ prompt: "none" }), asked({ prompt: "login consent" })],
    ],
    ["prompt_none_alone", NONE, "There were no", [asked()]],
    ["offline_access_consent", "failed", "has no consent in its prompt", [asked({ scope: "openid offline_access" })]],
    [
      "offline_access_consent",
      OK,
      "(1) and found nothing wrong",
      [asked({ scope: "openid offline_access", prompt: "login consent" })],
    ],
    ["offline_access_consent", NONE, "There were no", [asked({ scope: "read offline_access" })]],
    [
      "unknown_address",
      "warning",
      "asks for 'https://op.test/unknown', which is not there",
      [entryOf("unknown", { status: 404 })],
    ],
    [
      "unknown_address",
      OK,
      "(2) and found nothing wrong",
      [
        entryOf("unknown", { status: 404, url: "https://op.test/favicon.ico" }),
        entryOf("unknown", { status: 404, url: "https://op.test/.well-known/x" }),
      ],
    ],
    ["unknown_address", NONE, "There were no", [attemptOf([entryOf("unknown", { status: 404 })], { control: false })]],
    ["jwks_kept", "warning", "asks for the key set for the 4th time in one flow", [JWKS, JWKS, JWKS, JWKS]],
    ["jwks_kept", OK, "(3) and found nothing wrong", [JWKS, JWKS, JWKS]],
    ["jwks_kept", NONE, "There were no", [attemptOf([JWKS, JWKS, JWKS, JWKS], { control: false })]],
    ["logout_hint", "warning", "has no id_token_hint", [entryOf("end_session")], "logout-rp"],
    [
      "logout_hint",
      OK,
      "(1) and found nothing wrong",
      [entryOf("end_session", { query: [["id_token_hint", "x"]] }), entryOf("end_session")],
      "logout-rp",
    ],
    [
      "logout_hint",
      OK,
      "(1) and found nothing wrong",
      [entryOf("end_session", { query: [["id_token_hint", "x"]] })],
      "logout-rp",
    ],
    ["logout_hint", NONE, "There were no", [entryOf("end_session")], "code"],
  ]);
});
