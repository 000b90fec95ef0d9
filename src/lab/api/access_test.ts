import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { OAuthError, wireRequest } from "../../protocol/mod.ts";
import { keyIn, segmentsBelow } from "./access.ts";

function requestOf(authorization?: string) {
  return { request: wireRequest({ headers: authorization === undefined ? {} : { authorization } }) };
}

describe("keyIn()", () => {
  for (const [header, key] of [
    [undefined, undefined],
    ["Bearer lab_a", "lab_a"],
    ["bearer lab_a", "lab_a"],
    ["Basic lab_a", undefined],
    ["lab_a", undefined],
    ["", undefined],
  ] as const) {
    it(`reads ${key} of '${header}'`, () => assert.equal(keyIn(requestOf(header)), key));
  }

  for (const header of ["Bearer ", "Bearer a b"]) {
    it(`refuses '${header}', which is malformed`, () => {
      assert.throws(() => keyIn(requestOf(header)), OAuthError);
    });
  }
});

describe("segmentsBelow()", () => {
  for (const [path, segments] of [
    ["/id/lab/api/issuers/abc", ["abc"]],
    ["/id/lab/api/issuers/abc/", ["abc"]],
    ["/id/lab/api/issuers/abc/faults", ["abc", "faults"]],
    ["/id/lab/api/issuers/", [""]],
  ] as const) {
    it(`reads ${path} below an issuer with a path`, async () => {
      const { issuer } = await issuerUnderTest({ url: "https://issuer.test/id" });
      const exchange = { ...exchangeAt(issuer), request: wireRequest({ method: "GET", path }) };
      assert.deepEqual(segmentsBelow(exchange, "/lab/api/issuers/"), [...segments]);
    });
  }
});
