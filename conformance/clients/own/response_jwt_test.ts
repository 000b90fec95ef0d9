import { assert } from "chai";
import { Refused } from "../refused.ts";
import type { CheckName } from "./checks.ts";
import { isSigned, readResponse } from "./response_jwt.ts";
import { forged, ISSUER, testClient, type TestKeys, testKeys, unsigned } from "./test_client.ts";

const now = Math.floor(Date.now() / 1000);
const RIGHT = { iss: ISSUER, aud: "client", exp: now + 300, code: "a code", state: "s", expires_in: 600 };

/** What a client reads of an answer; undefined = it refuses. */
async function read(answer: string, keys: TestKeys, ...off: readonly CheckName[]): Promise<string | undefined> {
  try {
    return (await readResponse(new URLSearchParams(answer), testClient([keys.jwk], ...off))).get("code") ?? "";
  } catch (thrown) {
    if (thrown instanceof Refused) return undefined;
    throw thrown;
  }
}

describe("readResponse()", () => {
  const keys = testKeys();
  const stranger = testKeys();
  const ec = testKeys("ES256");
  const response = (claims: object): string => `response=${keys.sign(claims)}`;

  it("reads what is right, numbers as texts", async () => {
    assert.equal(await read(response(RIGHT), keys), "a code");
    const params = await readResponse(new URLSearchParams(response(RIGHT)), testClient([keys.jwk]));
    assert.deepEqual([params.get("state"), params.get("expires_in")], ["s", "600"]);
  });

  for (const [off, name, answer, trusted] of [
    ["response_demanded", "a plain answer", "code=a%20code", keys],
    ["response_iss", "another issuer", response({ ...RIGHT, iss: `${ISSUER}1` }), keys],
    ["response_iss", "no issuer", response({ ...RIGHT, iss: undefined }), keys],
    ["response_aud", "another client", response({ ...RIGHT, aud: "other" }), keys],
    ["response_aud", "no client", response({ ...RIGHT, aud: undefined }), keys],
    ["response_exp", "one that expired", response({ ...RIGHT, exp: now - 360 }), keys],
    ["response_exp", "one without an end", response({ ...RIGHT, exp: undefined }), keys],
    ["response_signature", "a broken signature", `response=${forged(keys.sign(RIGHT))}`, keys],
    ["response_signature", "a stranger's signature", `response=${stranger.sign(RIGHT)}`, keys],
    ["response_none", "no signature", `response=${unsigned(RIGHT)}`, keys],
    ["response_alg", "another algorithm", `response=${ec.sign(RIGHT)}`, ec],
  ] as const) {
    it(`refuses ${name}, unless it leaves ${off} out`, async () => {
      assert.isUndefined(await read(answer, trusted));
      assert.equal(await read(answer, trusted, off), "a code");
    });
  }

  it("refuses what is no JWT", async () => {
    for (const text of ["", "x", "a.b"]) assert.isUndefined(await read(`response=${text}`, keys));
  });
});

describe("isSigned()", () => {
  for (const [mode, expected] of [
    ["jwt", true],
    ["query.jwt", true],
    ["form_post", false],
    [undefined, false],
  ] as const) {
    it(`is ${expected} for ${mode}`, () =>
      assert.equal(isSigned(mode === undefined ? {} : { response_mode: mode }), expected));
  }
});
