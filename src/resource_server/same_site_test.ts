import { assert } from "chai";
import { contextOf, type RequestParts } from "./_context_test.ts";
import { isSameSite } from "./same_site.ts";

const ROWS: readonly [sentence: string, request: RequestParts, same: boolean][] = [
  ["takes what changes nothing from anywhere", { headers: { "sec-fetch-site": "cross-site" } }, true],
  ["takes a change from our own pages", { method: "POST", headers: { "sec-fetch-site": "same-origin" } }, true],
  ["takes a change that the person typed", { method: "POST", headers: { "sec-fetch-site": "none" } }, true],
  ["refuses a change from another site", { method: "POST", headers: { "sec-fetch-site": "cross-site" } }, false],
  ["refuses a change from a neighbour", { method: "DELETE", headers: { "sec-fetch-site": "same-site" } }, false],
  ["believes the origin of an older browser", { method: "PUT", headers: { origin: "https://api.test" } }, true],
  ["refuses a foreign origin", { method: "PUT", headers: { origin: "https://api.test.evil.test" } }, false],
  ["refuses a change of unknown origin", { method: "PATCH" }, false],
];

describe("isSameSite()", () => {
  for (const [sentence, request, same] of ROWS) {
    it(sentence, () => assert.equal(isSameSite(contextOf(request)), same));
  }
});
