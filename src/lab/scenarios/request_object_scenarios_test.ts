import { describe } from "mocha";
import { entryOf } from "../../../test/support/journal.ts";
import { observedCases, type ObservedRow, timed } from "../../../test/support/observed.ts";
import type { JournalEntry, ToldObject } from "../journal/entry.ts";
import { REQUEST_OBJECT_SCENARIOS } from "./request_object_scenarios.ts";

const RIGHT = { iss: "client", aud: "https://op.test", client_id: "client", scope: "openid profile" };
const BESIDE = { client_id: "client", response_type: "code", scope: "openid" };

interface Sent {
  readonly registered?: string;
  readonly header?: unknown;
  readonly claims?: unknown;
  readonly beside?: Readonly<Record<string, string>>;
}

function registration(alg: string | undefined): JournalEntry {
  return entryOf("registration", { status: 201, body: { request_object_signing_alg: alg } });
}

/** A registration and a request with an object, right unless it says otherwise. */
function sent({ registered, header = { alg: "RS256" }, claims = RIGHT, beside = BESIDE }: Sent = {}) {
  const object: ToldObject = { by: "value", header, claims };
  return timed(
    [0, registration(registered ?? "RS256")],
    [1, entryOf("authorize", { query: Object.entries(beside), object })],
  );
}

const NONE = { registered: "none", header: { alg: "none" } };
const NO_OBJECT = timed([0, registration("RS256")], [1, entryOf("authorize", { query: Object.entries(BESIDE) })]);
const UNREADABLE = timed([0, entryOf("authorize", { object: { by: "value", header: {}, claims: undefined } })]);
const LONG = { ...BESIDE, request_uri: `https://client.test/${"0".repeat(512)}` };

function signing(name: string): readonly ObservedRow[] {
  return [
    [name, "passed", "'RS256', as it registered", sent()],
    [name, "failed", "the algorithm 'none' and not 'RS256'", sent(NONE)],
    [name, "failed", "the algorithm 'undefined'", sent({ header: {} })],
    [name, "failed", "registered 'ES256'", sent({ registered: "ES256" })],
    [name, "not exercised", "no request object", NO_OBJECT],
    [name, "not exercised", "no request object", UNREADABLE],
    [name, "not exercised", "no request object", []],
  ];
}

function notSigning(name: string): readonly ObservedRow[] {
  return [
    [name, "passed", "'none', as it registered", sent(NONE)],
    [name, "failed", "the algorithm 'RS256' and not 'none'", sent()],
    [name, "failed", "registered 'RS256'", sent({ header: { alg: "none" } })],
    [name, "not exercised", "no request object", NO_OBJECT],
  ];
}

const ROWS: readonly ObservedRow[] = [
  ...signing("request_object_signed"),
  ...signing("request_uri_signed"),
  ...notSigning("request_object_unsigned"),
  ...notSigning("request_uri_unsigned"),
  ["request_object_parties", "passed", "as iss and the provider as aud", sent()],
  ["request_object_parties", "passed", "as aud", sent({ claims: { ...RIGHT, aud: ["x", "https://op.test"] } })],
  ["request_object_parties", "warning", "a right iss and aud", sent({ claims: { client_id: "client" } })],
  ["request_object_parties", "warning", "a right iss", sent({ claims: { ...RIGHT, iss: "another" } })],
  ["request_object_parties", "warning", "a right aud", sent({ claims: { ...RIGHT, aud: "https://op.test/" } })],
  ["request_object_openid", "passed", "of OpenID Connect", sent()],
  ["request_object_openid", "passed", "or of RFC 9101", sent({ beside: { client_id: "client" } })],
  ["request_object_openid", "failed", "lacks 'openid'", sent({ beside: { ...BESIDE, scope: "profile" } })],
  ["request_object_openid", "failed", "lacks 'openid'", sent({ beside: { response_type: "code" } })],
  ["request_uri_short", "passed", "no more than 512", sent({ beside: { request_uri: "https://client.test/1" } })],
  ["request_uri_short", "warning", "has 532 characters", sent({ beside: LONG })],
];

describe("REQUEST_OBJECT_SCENARIOS", () => observedCases(REQUEST_OBJECT_SCENARIOS, ROWS));
