import { assert } from "chai";
import { addressesIn, isForBrowser, userCodeIn } from "./addresses.ts";

const ISSUER = "http://127.0.0.1:8000/lab/i/abc";

describe("addressesIn()", () => {
  for (const [what, line, found] of [
    ["nothing where there is none", "listening on port 8000", []],
    ["one that stands alone", `${ISSUER}/authorize?a=b&c=d`, [`${ISSUER}/authorize?a=b&c=d`]],
    ["one within a sentence", `Open ${ISSUER}/device.`, [`${ISSUER}/device`]],
    ["one in brackets", `(see ${ISSUER}/device)`, [`${ISSUER}/device`]],
    ["one in angle brackets", `Visit <${ISSUER}/device?user_code=AB>!`, [`${ISSUER}/device?user_code=AB`]],
    ["one that ends unsigned", `Open ${ISSUER}/authorize?r=eyJh.eyJi.`, [`${ISSUER}/authorize?r=eyJh.eyJi.`]],
    ["one that ends unsigned in brackets", `(${ISSUER}/authorize?r=eyJh.eyJi.)`, [`${ISSUER}/authorize?r=eyJh.eyJi.`]],
    ["one that ends signed", `Open ${ISSUER}/authorize?r=eyJh.eyJi.c2ln.`, [`${ISSUER}/authorize?r=eyJh.eyJi.c2ln`]],
    ["one in quotes", `url="${ISSUER}/authorize?x=1", next`, [`${ISSUER}/authorize?x=1`]],
    ["several", "http://a.test/x, https://b.test/y", ["http://a.test/x", "https://b.test/y"]],
    ["one in JSON that escapes", `{"url":"${ISSUER}/authorize?a=1\\u0026b=2"}`, [`${ISSUER}/authorize?a=1&b=2`]],
    ["none of a scheme that is not of the web", "com.example.app:/cb", []],
  ] as const) {
    it(`finds ${what}`, () => assert.deepEqual(addressesIn(line), [...found]));
  }
});

describe("isForBrowser()", () => {
  for (const [address, expected] of [
    [`${ISSUER}/authorize?client_id=c`, true],
    [`${ISSUER}/authorize/`, true],
    [`${ISSUER}/oauth1/authorize?oauth_token=t`, true],
    [`${ISSUER}/device`, true],
    [`${ISSUER}/device?user_code=ABCD-EFGH`, true],
    [`${ISSUER}/logout?id_token_hint=x`, true],
    // a second issuer of the same server, where a client is lured to
    ["http://127.0.0.1:8000/lab/i/other/authorize", true],
    [ISSUER, false],
    [`${ISSUER}/token`, false],
    [`${ISSUER}/userinfo`, false],
    [`${ISSUER}/.well-known/openid-configuration`, false],
    [`${ISSUER}/device_authorization`, false],
    ["http://127.0.0.1:9000/lab/i/abc/authorize", false],
    ["https://127.0.0.1:8000/lab/i/abc/authorize", false],
    ["https://example.com/authorize", false],
    ["http://[", false],
  ] as const) {
    it(`says ${String(expected)} of ${address}`, () => assert.equal(isForBrowser(address, ISSUER), expected));
  }
});

describe("userCodeIn()", () => {
  for (const [line, code] of [
    ["Type BCDF-GHJK there", "BCDF-GHJK"],
    ["user_code=BCDF-GHJK", "BCDF-GHJK"],
    ["the code is 'BCDF-GHJK'", "BCDF-GHJK"],
    ["bcdf-ghjk", undefined],
    ["an id: ABCD-EFGH-IJKL", undefined],
    ["XBCDF-GHJK", undefined],
    ["no code", undefined],
  ] as const) {
    it(`finds ${code ?? "none"} in '${line}'`, () => assert.equal(userCodeIn(line), code));
  }
});
