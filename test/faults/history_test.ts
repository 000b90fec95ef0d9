import { assert } from "chai";
import { describe, it } from "mocha";
import { seededRandom } from "../../src/platform/mod.ts";
import { mintToken } from "../../src/protocol/mod.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { breachesIn, type Entry, recorder } from "./history.ts";

const random = seededRandom("history");
const FIRST = mintToken("rt", { random });
const OTHER = mintToken("rt", { random });
const ACCESS = mintToken("at", { random });

function entry(errand: Entry["errand"], said: Partial<Entry> = {}): Entry {
  return { errand, subject: FIRST, from: 0, to: 10, status: 200, ...said };
}

const later = { from: 100, to: 110 };

const JUDGED: readonly (readonly [string, readonly Entry[], readonly string[]])[] = [
  ["nothing", [], []],
  ["an honest 503", [entry("redeem", { status: 503, retryAfter: "2" })], []],
  ["a 503 that does not say when", [entry("redeem", { status: 503 })], ["redeem was not told when to come back"]],
  [
    "a 503 that says it in words",
    [entry("other", { status: 503, retryAfter: "soon" })],
    ["other was not told when to come back"],
  ],
  ["a mistake of ours", [entry("other", { status: 500 })], ["other was answered with 500"]],
  ["an answer of a broken gateway", [entry("revoke", { status: 502 })], ["revoke was answered with 502"]],
  ["an answer just in time", [entry("other", { to: 5_000 })], []],
  ["an answer too late", [entry("other", { to: 5_001 })], ["other took more than 5000 ms"]],
  ["silence that was given up in time", [entry("redeem", { status: undefined })], []],
  ["a code that one got", [entry("redeem"), entry("redeem", { status: 400 })], []],
  ["two codes", [entry("redeem"), entry("redeem", { subject: OTHER })], []],
  ["a code that two got", [entry("redeem"), entry("redeem")], ["a code was redeemed 2 times"]],
  ["one successor twice", [entry("refresh", { given: OTHER }), entry("refresh", { given: OTHER })], []],
  [
    "two successors",
    [entry("refresh", { given: OTHER }), entry("refresh", { given: ACCESS })],
    ["a refresh token has 2 successors"],
  ],
  ["life before the end", [entry("introspect", { active: true }), entry("revoke", later)], []],
  ["life asked for before the end was known", [entry("revoke", { to: 50 }), entry("refresh", { from: 49 })], []],
  ["death after the end", [entry("revoke"), entry("introspect", { ...later, active: false })], []],
  [
    "life after the end",
    [entry("revoke"), entry("introspect", { ...later, active: true })],
    ["introspect found alive what was revoked"],
  ],
  ["a refresh after the end", [entry("revoke"), entry("refresh", later)], ["refresh found alive what was revoked"]],
  ["the life of others", [entry("revoke"), entry("introspect", { ...later, subject: OTHER, active: true })], []],
  ["life where the end was refused", [entry("revoke", { status: 503, retryAfter: "1" }), entry("refresh", later)], []],
  [
    "a new token that is refused",
    [entry("other", { given: FIRST }), entry("refresh", { ...later, status: 400 })],
    ["a refresh token that was given out is refused"],
  ],
  ["a token that nobody gave", [entry("refresh", { status: 400 })], []],
  [
    "a token that is refused as it was revoked",
    [entry("other", { given: FIRST }), entry("revoke"), entry("refresh", { ...later, status: 400 })],
    [],
  ],
  [
    "a token that is refused as it was used",
    [entry("other", { given: FIRST }), entry("refresh", { given: OTHER }), entry("refresh", { ...later, status: 400 })],
    [],
  ],
];

describe("breachesIn()", () => {
  for (const [name, history, expected] of JUDGED) {
    it(`${expected.length === 0 ? "acquits" : "convicts"} ${name}`, () => {
      assert.deepEqual(breachesIn(history), expected);
    });
  }

  it("gives a revocation the time that it is told", () => {
    const history = [entry("revoke"), entry("introspect", { ...later, active: true })];
    assert.isEmpty(breachesIn(history, { revokedWithin: 1_000 }));
    assert.lengthOf(breachesIn(history, { revokedWithin: 90 }), 1);
  });

  it("is as patient as it is told", () => {
    assert.lengthOf(breachesIn([entry("other", { to: 100 })], { patience: 99 }), 1);
  });

  it("names no token", () => {
    const words = JUDGED.flatMap(([, history]) => breachesIn(history)).join();
    assert.notMatch(words, /ts_/);
  });
});

describe("recorder()", () => {
  let server: HttpServer;

  before(async () => {
    server = await httpServer();
  });
  after(() => server.stop());

  it("writes down what was answered, and when", async () => {
    const { entries, send } = recorder();
    await send("other", "health", { url: `${server.origin}/health` });
    const [only] = entries;
    assert.deepInclude(only, { errand: "other", subject: "health", status: 200 });
    assert.isAbove(only!.to, only!.from);
  });

  it("writes down that nothing was answered, and does not throw", async () => {
    const { entries, send } = recorder();
    assert.isUndefined(await send("redeem", "a code", { url: "http://127.0.0.1:1/token", form: { a: "b" } }));
    assert.deepInclude(entries[0], { status: undefined, errand: "redeem" });
  });
});
