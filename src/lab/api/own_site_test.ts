import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { wireRequest } from "../../protocol/mod.ts";
import { checkOwnSite } from "./own_site.ts";

const OWN = "https://issuer.test";
const OTHER = "https://evil.test";

async function check(headers: Readonly<Record<string, string>>): Promise<void> {
  const { issuer } = await issuerUnderTest({ url: `${OWN}/id` });
  checkOwnSite({ ...exchangeAt(issuer), request: wireRequest({ method: "POST", headers }) });
}

describe("checkOwnSite()", () => {
  for (const [who, headers] of [
    ["a program", {}],
    ["a program that asks a proxy", { host: "issuer.test" }],
    ["a page of ours", { "sec-fetch-site": "same-origin", origin: OWN }],
    ["a page of ours, of a browser that says no more", { origin: OWN }],
    ["a page of ours behind a proxy that speaks https", { origin: "http://inside:9000", host: "inside:9000" }],
    ["somebody who typed the address", { "sec-fetch-site": "none" }],
    ["a page of ours that hides where it is", { "sec-fetch-site": "same-origin", origin: "null" }],
  ] as const) {
    it(`takes what ${who} sends`, async () => assert.isUndefined(await check(headers)));
  }

  for (const [who, headers] of [
    ["a page of another site", { "sec-fetch-site": "cross-site", origin: OTHER }],
    ["one that claims to be ours", { "sec-fetch-site": "cross-site", origin: OWN }],
    ["one that says no origin", { "sec-fetch-site": "cross-site" }],
    ["one of an older browser", { origin: OTHER }],
    ["another port of this machine", { "sec-fetch-site": "same-site", origin: `${OWN}:8443`, host: "issuer.test" }],
    ["a page that hides where it is", { origin: "null" }],
    ["a name that only begins as ours", { origin: `${OWN}.evil.test` }],
    ["an Origin that is no address", { origin: "" }],
  ] as const) {
    it(`refuses what ${who} sends, and says why`, async () => {
      const expected = { code: "invalid_request", status: 403, rule: "RFC6749-10.12-2", says: "another site" } as const;
      await assertRefused(() => check(headers), expected);
    });
  }
});
