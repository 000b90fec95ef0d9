import { entryOf } from "../../../../test/support/journal.ts";
import { asked, attemptOf, lintCases, redacted, redeemed } from "../../../../test/support/linted.ts";
import type { JournalEntry } from "../../journal/entry.ts";
import { CREDENTIAL_LINTS } from "./credential_lints.ts";

const OK = "passed (stated)";
const NONE = "not exercised";
const BASIC = { headers: { authorization: `Basic ${redacted("ba51c")}` } };
const ACCESS = redacted("acce55");
const REFRESH = redacted("4ef4e54");
const GRANTED = redeemed({}, { reply: { access_token: ACCESS, refresh_token: REFRESH } });

/** A request with an access token. */
function opened(rest: Partial<JournalEntry> = {}): JournalEntry {
  return entryOf("resource", { credentials: "bearer", headers: { authorization: `Bearer ${ACCESS}` }, ...rest });
}

describe("the lints of credentials", () => {
  lintCases(CREDENTIAL_LINTS, [
    [
      "secret_in_query",
      "failed",
      "has client_secret in its query",
      [redeemed({}, { query: [["client_secret", "x"]] })],
    ],
    ["secret_in_query", "failed", "has password in its query", [redeemed({}, { query: [["password", "x"]] })]],
    ["secret_in_query", "failed", "has client_assertion in its query", [asked({ client_assertion: "x" })]],
    ["secret_in_query", "failed", "has credentials in its query", [redeemed({}, { credentials: "query" })]],
    ["secret_in_query", OK, "(2) and found nothing wrong", [asked(), redeemed({ client_secret: redacted("5") })]],
    ["secret_in_query", NONE, "There were no", [entryOf("person", { query: [["password", "x"]] })]],
    [
      "credentials_method",
      "failed",
      "shows its credentials by 'form', though it is registered for client_secret_basic",
      [redeemed({}, { credentials: "form" })],
      "oidc-code",
    ],
    [
      "credentials_method",
      "failed",
      "shows no credentials, though",
      [redeemed({}, { credentials: "none" })],
      "oidc-code",
    ],
    ["credentials_method", OK, "(1) and found nothing wrong", [redeemed()], "oidc-code"],
    ["credentials_method", OK, "(1) and found nothing wrong", [redeemed({}, { credentials: "query" })], "oidc-code"],
    ["credentials_method", NONE, "There were no", [redeemed({}, { credentials: "form" })], "code"],
    [
      "credentials_method",
      NONE,
      "There were no",
      [attemptOf([redeemed({}, { credentials: "form" })], { setup: "oidc-code", control: false })],
    ],
    ["secret_in_body", "warning", "has the client_secret in its body", [redeemed({}, { credentials: "form" })]],
    ["secret_in_body", "warning", "Request 2", [redeemed(), entryOf("revocation", { credentials: "form" })]],
    ["secret_in_body", "warning", "in its body", [redeemed({ client_secret: "x" }, { credentials: "form" })]],
    ["secret_in_body", OK, "(1) and found nothing wrong", [redeemed()]],
    [
      "secret_in_body",
      OK,
      "(1) and found nothing wrong",
      [redeemed({ client_secret: "x" }, { ...BASIC, credentials: "form" })],
    ],
    ["secret_in_body", NONE, "There were no", [redeemed({}, { credentials: "form" })], "native"],
    ["secret_in_body", NONE, "There were no", [redeemed({}, { credentials: "form" })], "oidc-code"],
    ["credentials_twice", "failed", "by HTTP Basic and by client_secret", [redeemed({ client_secret: "x" }, BASIC)]],
    [
      "credentials_twice",
      "failed",
      "by client_secret and by client_assertion",
      [redeemed({ client_secret: "x", client_assertion: "y" })],
    ],
    ["credentials_twice", OK, "(1) and found nothing wrong", [redeemed({ client_secret: "[empty]" }, BASIC)]],
    ["credentials_twice", OK, "(2) and found nothing wrong", [redeemed({}, BASIC), redeemed({ client_secret: "x" })]],
    ["credentials_twice", NONE, "There were no", [opened()]],
    ["token_in_query", "failed", "has the access token in its query", [opened({ credentials: "bearer_query" })]],
    [
      "token_in_query",
      "failed",
      "has the access token in its query",
      [entryOf("unknown", { query: [["access_token", "x"]] })],
    ],
    ["token_in_query", OK, "(1) and found nothing wrong", [opened()]],
    ["token_in_query", NONE, "There were no", []],
    ["token_in_body", "warning", "has the access token in its body", [opened({ credentials: "bearer_form" })]],
    ["token_in_body", OK, "(1) and found nothing wrong", [opened()]],
    ["token_in_body", NONE, "There were no", [redeemed()]],
    [
      "token_twice",
      "failed",
      "in the Authorization header and in its body",
      [opened({ form: [["access_token", ACCESS]] })],
    ],
    [
      "token_twice",
      "failed",
      "in the Authorization header and in its query",
      [opened({ query: [["access_token", ACCESS]] })],
    ],
    [
      "token_twice",
      OK,
      "(2) and found nothing wrong",
      [opened(), opened({ headers: {}, form: [["access_token", ACCESS]] })],
    ],
    ["token_twice", NONE, "There were no", [redeemed()]],
    [
      "refresh_token_elsewhere",
      "failed",
      "Request 2 of 'control-code' has a refresh token",
      [GRANTED, opened({ headers: { authorization: `Bearer ${REFRESH}` } })],
    ],
    [
      "refresh_token_elsewhere",
      "failed",
      "has a refresh token",
      [GRANTED, opened({ headers: {}, form: [["access_token", REFRESH]] })],
    ],
    ["refresh_token_elsewhere", "failed", "has a refresh token", [redeemed({ refresh_token: ACCESS }), opened()]],
    ["refresh_token_elsewhere", OK, "(1) and found nothing wrong", [GRANTED, opened()]],
    ["refresh_token_elsewhere", OK, "(1) and found nothing wrong", [redeemed({}, { reply: "no JSON" }), opened()]],
    ["refresh_token_elsewhere", NONE, "There were no", [GRANTED]],
    [
      "authorize_duplicates",
      "failed",
      "has more than one scope, state",
      [asked({ state: ["a", "b"], scope: ["c", "c"] })],
    ],
    [
      "authorize_duplicates",
      OK,
      "(1) and found nothing wrong",
      [asked({ resource: ["https://a.test", "https://b.test"] })],
    ],
    ["authorize_duplicates", NONE, "There were no", [redeemed({ code: ["a", "b"] })]],
    [
      "token_duplicates",
      "failed",
      "has more than one client_id",
      [redeemed({ client_id: "c" }, { query: [["client_id", "c"]], form: [["client_id", "c"]] })],
    ],
    ["token_duplicates", OK, "(1) and found nothing wrong", [redeemed({ audience: ["a", "b"] })]],
    ["token_duplicates", NONE, "There were no", [asked({ state: ["a", "b"] })]],
  ]);
});
