import { assert } from "chai";
import { OAuthError } from "../../protocol/mod.ts";
import type { Fault } from "../faults/fault.ts";
import { readNewIssuer, readUser } from "./issuers_input.ts";

const NOW = 1_767_225_600;
const FAULT: Fault = { name: "wrong", place: "token", says: "Nothing" };
const GROUND = { faults: new Map([[FAULT.name, FAULT]]), now: NOW };

function read(document: Readonly<Record<string, unknown>>) {
  return readNewIssuer(document, GROUND);
}

describe("readNewIssuer()", () => {
  it("wants nothing where nothing is said", () => assert.deepEqual(read({}), { settings: {} }));

  for (const [what, document, wanted] of [
    ["users", { users: [{ username: "a", email: null }] }, { users: [{ username: "a" }] }],
    ["no users", { users: [] }, { users: [] }],
    ["clients as they are", { clients: [{ magic: 1 }] }, { clients: [{ magic: 1 }] }],
    ["faults", { faults: ["wrong"] }, { faults: [{ fault: "wrong" }] }],
    ["a life", { lifetime_seconds: 60 }, { lifetime: 60 }],
    ["a clock that is ahead", { clock: { offset_seconds: 5 } }, { clockOffset: 5 }],
    ["a clock at a moment", { clock: { at: NOW - 5 } }, { clockOffset: -5 }],
    ["a clock that is moved on", { clock: { advance_seconds: 5 } }, { clockOffset: 5 }],
  ] as const) {
    it(`reads ${what}`, () => assert.deepEqual(read(document), { settings: {}, ...wanted }));
  }

  it("writes settings as the environment has them", () => {
    const settings = { A: "text", B: true, C: 5, D: { read: "See" }, E: null, F: ["a"] };
    assert.deepEqual(read({ settings }).settings, {
      A: "text",
      B: "true",
      C: "5",
      D: '{"read":"See"}',
      E: "null",
      F: '["a"]',
    });
  });

  it("has keys as a setting", () => {
    assert.deepEqual(read({ keys: ["ES256", "RS256"], settings: { SIGNING_ALGS: "PS256" } }).settings, {
      SIGNING_ALGS: "ES256 RS256",
    });
  });

  for (const [document, place] of [
    [{ other: 1 }, "other"],
    [{ users: 1 }, "users"],
    [{ users: [1] }, "users[0]"],
    [{ users: Array.from({ length: 101 }, () => ({ username: "a" })) }, "users"],
    [{ clients: {} }, "clients"],
    [{ clients: ["a"] }, "clients[0]"],
    [{ clients: Array.from({ length: 101 }, () => ({})) }, "clients"],
    [{ faults: ["right"] }, "faults[0].fault"],
    [{ settings: "A=1" }, "settings"],
    [{ keys: "RS256" }, "keys"],
    [{ keys: [] }, "keys"],
    [{ keys: ["RS256", 5] }, "keys[1]"],
    [{ clock: "now" }, "clock"],
    [{ clock: {} }, "clock"],
    [{ lifetime_seconds: -1 }, "lifetime_seconds"],
  ] as const) {
    it(`names ${place} where it refuses ${JSON.stringify(document).slice(0, 50)}`, () => {
      assert.throws(() => read(document), OAuthError, `Cannot take ${place}: `);
    });
  }
});

describe("readUser()", () => {
  it("reads all that is known of a person", () => {
    const user = {
      username: "ann",
      password: "correct horse",
      email: "a@b.c",
      first_name: "Ann",
      last_name: "B",
      sub: "1",
      claims: { nickname: "A" },
    };
    assert.deepEqual(readUser(user, ""), user);
  });

  for (const [document, place, named] of [
    [{}, "", "username"],
    [{}, "users[3]", "users[3].username"],
    [{ username: "a", id: 5 }, "users[3]", "users[3].id"],
    [{ username: "a", claims: "b" }, "", "claims"],
  ] as const) {
    it(`names ${named}`, () => assert.throws(() => readUser(document, place), OAuthError, `Cannot take ${named}: `));
  }
});
