import { assert } from "chai";
import { proofBy, proofKey } from "../../../test/support/dpop.ts";
import { wireRequest } from "../../protocol/mod.ts";
import type { ToldProof } from "./entry.ts";
import { marksUnder } from "./marks.ts";
import { toldProof } from "./told_proof.ts";

const mark = marksUnder(Buffer.alloc(32, "proofs"));
const NOW = 1_767_225_600;

function toldOf(dpop: string, authorization?: string): ToldProof | undefined {
  const shown = authorization === undefined ? {} : { authorization };
  return toldProof(wireRequest({ method: "POST", headers: { dpop, ...shown } }), mark);
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

describe("toldProof()", () => {
  it("is of nothing where a request has no proof", () => {
    assert.isUndefined(toldProof(wireRequest({ method: "POST" }), mark));
  });

  it("tells method, address and time, and of what is random the marks", async () => {
    const text = await proofBy(await proofKey(), { iat: NOW, claims: { jti: "one" }, nonce: "two", accessToken: "t" });
    const told = toldOf(text);
    const [, claims = ""] = text.split(".");
    const ath = /"ath":"([^"]+)"/.exec(Buffer.from(claims, "base64url").toString())?.[1] ?? "";
    assert.deepEqual(told?.claims, {
      jti: mark("one"),
      htm: "POST",
      htu: "https://issuer.test/token",
      iat: NOW,
      ath: mark(ath),
      nonce: mark("two"),
    });
    assert.equal(told?.text, mark(text));
  });

  it("tells of what kind the key is, and none of its bytes", async () => {
    const { jwk } = await proofKey();
    const told = toldOf(await proofBy(await proofKey(), { iat: NOW, header: { jwk: { ...jwk, d: "hush" } } }));
    const { x = "", y = "" } = jwk;
    const key = { kty: "EC", crv: "P-256", x: mark(x), y: mark(y), d: mark("hush") };
    assert.deepEqual(told?.header, { typ: "dpop+jwt", alg: "ES256", jwk: key });
    for (const secret of [x, y, "hush"]) assert.notInclude(JSON.stringify(told), secret);
  });

  it("has no signature", async () => {
    const text = await proofBy(await proofKey(), { iat: NOW });
    const [, , signature = ""] = text.split(".");
    assert.isNotEmpty(signature);
    assert.notInclude(JSON.stringify(toldOf(text)), signature);
  });

  for (const [name, accessToken, authorization, fits] of [
    ["of the token that came with it", "token", "DPoP token", true],
    ["of the token that came by another scheme", "token", "Bearer token", true],
    ["of another token", "other", "DPoP token", false],
    ["of no token", undefined, "DPoP token", undefined],
    ["of a token that did not come", "token", undefined, undefined],
    ["of a token where a secret came", "token", "Basic token", undefined],
  ] as const) {
    it(`says of a proof ${name} whether it fits: ${fits}`, async () => {
      const claimed = accessToken === undefined ? {} : { accessToken };
      assert.equal(toldOf(await proofBy(await proofKey(), { iat: NOW, ...claimed }), authorization)?.fits, fits);
    });
  }

  it("tells an address that holds a secret without it", () => {
    const text = `${part({ typ: "dpop+jwt" })}.${part({ htu: "https://api.test/?access_token=hush&x=1" })}.c2ln`;
    assert.notInclude(JSON.stringify(toldOf(text)), "hush");
    assert.include(JSON.stringify(toldOf(text)?.claims), "x=1");
  });

  for (const text of [
    "",
    "hush",
    "hush.hush",
    "{}",
    `${part("hush")}.${part(["hush"])}.`,
    `${part(null)}.${part(1)}.`,
  ]) {
    it(`survives '${text}', which is no proof`, () => {
      const told = toldOf(text);
      assert.equal(told?.text, mark(text));
      assert.notProperty(told, "fits");
    });
  }
});
