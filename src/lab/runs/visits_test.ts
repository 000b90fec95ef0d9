import { assert } from "chai";
import { entryOf, journalOf } from "../../../test/support/journal.ts";
import type { Flow } from "../scenarios/setup.ts";
import { visitsOf } from "./visits.ts";

const ISSUER = "https://lab.test/lab/i/abc";
const COMPLETE = `${ISSUER}/device?user_code=WDJB-MJHT`;

const KEPT = `${ISSUER}/device?user_code=[redacted]`;

function answered(reply: unknown, rest = {}) {
  return entryOf("device_authorization", { method: "POST", reply, ...rest });
}

function visitsAfter(flow: Flow, entries: readonly ReturnType<typeof entryOf>[]) {
  return visitsOf({ flow, config: { issuer: ISSUER }, journal: journalOf(...entries) });
}

describe("visitsOf()", () => {
  const short = { verification_uri: `${ISSUER}/device` };
  const whole = { ...short, verification_uri_complete: COMPLETE };
  for (const [name, entries, visits] of [
    ["nothing before a device asked", [], []],
    ["the address with the code in it", [answered(whole)], [COMPLETE]],
    ["the other where there is no such", [answered(short)], [short.verification_uri]],
    [
      "the other where the code is not told any more",
      [answered({ ...short, verification_uri_complete: KEPT })],
      [short.verification_uri],
    ],
    ["each address once", [answered(whole), answered(whole)], [COMPLETE]],
    ["two devices", [answered(short), answered(whole)], [short.verification_uri, COMPLETE]],
    ["nothing of a refusal", [answered(whole, { status: 400 })], []],
    ["nothing of what is no object", [answered("broken"), answered(null), answered([1])], []],
    ["nothing of what is no text", [answered({ verification_uri_complete: 7 })], []],
    ["nothing of other places", [entryOf("token", { reply: whole })], []],
  ] as const)
    it(`tells of a device ${name}`, () => assert.deepEqual(visitsAfter("device", entries), visits));

  for (const flow of ["code", "oauth1", "logout-rp"] as const)
    it(`tells nothing of '${flow}'`, () => assert.isEmpty(visitsAfter(flow, [answered(whole)])));

  for (const [address, visit] of [
    ["http://127.0.0.1:1/login", `http://127.0.0.1:1/login?iss=${encodeURIComponent(ISSUER)}`],
    ["http://127.0.0.1:1/login?t=1", `http://127.0.0.1:1/login?t=1&iss=${encodeURIComponent(ISSUER)}`],
    ["http://127.0.0.1:1/login?iss=x", `http://127.0.0.1:1/login?iss=${encodeURIComponent(ISSUER)}`],
  ] as const) {
    it(`names the issuer to ${address}, before the client asked for anything`, () => {
      const config = { issuer: ISSUER, initiate_login_uri: address };
      assert.deepEqual(visitsOf({ flow: "login-initiation", config, journal: [] }), [visit]);
    });
  }

  for (const [what, visit, query] of [
    ["another issuer", { iss: "{issuer}/x" }, `iss=${encodeURIComponent(`${ISSUER}/x`)}`],
    ["no issuer", { iss: null }, ""],
    ["a hint beside it", { login_hint: "a b" }, `iss=${encodeURIComponent(ISSUER)}&login_hint=a+b`],
  ] as const) {
    it(`begins a login with ${what} where the scenario says so`, () => {
      const config = { issuer: ISSUER, initiate_login_uri: "http://127.0.0.1:1/login" };
      const [address = ""] = visitsOf({ flow: "login-initiation", config, journal: [], visit });
      assert.equal(new URL(address).search.slice(1), query);
    });
  }

  for (const initiate_login_uri of [undefined, "nothing"]) {
    it(`begins no login at ${String(initiate_login_uri)}`, () => {
      const config = { issuer: ISSUER, ...(initiate_login_uri === undefined ? {} : { initiate_login_uri }) };
      assert.isEmpty(visitsOf({ flow: "login-initiation", config, journal: [] }));
    });
  }
});
