import { assert } from "chai";
import { parseBasicCredentials } from "../../protocol/mod.ts";
import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow } from "../../../test/support/observed.ts";
import type { Credentials, JournalEntry, Place } from "../journal/entry.ts";
import { CLIENT_AUTHENTICATION_SCENARIOS } from "./client_authentication_scenarios.ts";

function shown(credentials: Credentials, place: Place = "token"): JournalEntry {
  return entryOf(place, { credentials });
}

function refused(credentials: Credentials): JournalEntry {
  return entryOf("token", { credentials, status: 401, reply: { error: "invalid_client" } });
}

const WRONG_CODE = entryOf("token", { credentials: "basic", status: 400, reply: { error: "invalid_grant" } });

const ROWS: readonly ObservedRow[] = [
  ["client_secret_encoded", "passed", "by 'basic'", [shown("basic")]],
  ["client_secret_encoded", "passed", "by 'basic'", [shown("basic"), shown("basic", "revocation")]],
  ["client_secret_encoded", "passed", "by 'basic'", [shown("basic", "introspection"), shown("bearer", "resource")]],
  ["client_secret_encoded", "passed", "by 'basic'", [WRONG_CODE]],
  ["client_secret_encoded", "failed", "could not read", [refused("basic")]],
  ["client_secret_encoded", "failed", "could not read", [refused("basic"), shown("basic")]],
  ["client_secret_encoded", "failed", "another way", [shown("form")]],
  ["client_secret_encoded", "failed", "another way", [shown("basic"), shown("none", "revocation")]],
  ["client_secret_encoded", "not exercised", "asked for nothing", [shown("bearer", "resource")]],
  ["client_secret_post", "passed", "by 'form'", [shown("form")]],
  ["client_secret_post", "failed", "another way", [refused("basic")]],
  ["client_secret_post", "failed", "another way", [shown("form"), shown("basic", "revocation")]],
  ["client_secret_post", "failed", "could not read", [refused("form")]],
  ["client_secret_post", "not exercised", "asked for nothing", []],
];

describe("CLIENT_AUTHENTICATION_SCENARIOS", () => {
  observedCases(CLIENT_AUTHENTICATION_SCENARIOS, ROWS);

  it("has a secret that nobody reads who did not encode it", () => {
    const secret = String(CLIENT_AUTHENTICATION_SCENARIOS[0]?.client?.["client_secret"]);
    const raw = Buffer.from(`client:${secret}`).toString("base64");
    assert.notEqual(read(`Basic ${raw}`), secret);
    const encoded = new URLSearchParams({ _: secret }).toString().slice(2);
    assert.equal(read(`Basic ${Buffer.from(`client:${encoded}`).toString("base64")}`), secret);
  });
});

function read(header: string): string | undefined {
  try {
    return parseBasicCredentials(header)?.clientSecret;
  } catch {
    return undefined;
  }
}
