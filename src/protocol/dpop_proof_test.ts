import { assert } from "chai";
import { assert as forAll, asyncProperty, property, string, webUrl } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { type ProofParts, proofBy, proofKey } from "../../test/support/dpop.ts";
import { assertRefused, refusalOf } from "../../test/support/refusals.ts";
import { generateKeyPair, OAuthError } from "./mod.ts";
import { DPOP_ALGS, isJkt, normalizedHtu, parseDpop, printDpopChallenge, verifyDpopProof } from "./dpop_proof.ts";
import { parseChallenge } from "./www_authenticate.ts";

const NOW = 1_767_225_600;
const URL_ = "https://issuer.test/token";
const REQUEST = { method: "POST", url: URL_, now: NOW };

async function proof(changes: Partial<ProofParts> = {}): Promise<string> {
  return proofBy(await proofKey(), { iat: NOW, ...changes });
}

async function assertProofRefused(
  text: string,
  id: string,
  request: Partial<typeof REQUEST> & { accessToken?: string } = {},
) {
  await assertRefused(() => verifyDpopProof(text, { ...REQUEST, ...request }), {
    code: "invalid_dpop_proof",
    status: 400,
    rule: id,
  });
}

/** A JWT whose header and claims are as given, whatever they are. */
function unsigned(header: unknown, claims: unknown = {}): string {
  return `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.AAAA`;
}

describe("verifyDpopProof()", () => {
  it("answers the key, the name and the time of a proof that holds", async () => {
    const { jkt } = await proofKey();
    const found = await verifyDpopProof(await proof({ claims: { jti: "a name" } }), REQUEST);
    assert.deepEqual(found, { jkt, jti: "a name", issuedAt: NOW });
  });

  for (const alg of DPOP_ALGS) {
    it(`takes one by ${alg}`, async () => {
      const key = await proofKey("of its own", alg);
      assert.equal((await verifyDpopProof(await proofBy(key, { iat: NOW }), REQUEST)).jkt, key.jkt);
    });
  }

  const claims: readonly (readonly [string, string, Partial<ProofParts>])[] = [
    ["RFC9449-4.3-3", "no jti", { claims: { jti: undefined } }],
    ["RFC9449-4.3-3", "an empty jti", { claims: { jti: "" } }],
    ["RFC9449-4.3-3", "a jti of 129 characters", { claims: { jti: "x".repeat(129) } }],
    ["RFC9449-4.3-2", "a jti that is a number", { claims: { jti: 1 } }],
    ["RFC9449-4.3-3", "no htm", { claims: { htm: undefined } }],
    ["RFC9449-4.3-3", "no htu", { claims: { htu: undefined } }],
    ["RFC9449-4.3-3", "no iat", { claims: { iat: undefined } }],
    ["RFC9449-4.3-2", "an iat that is a text", { claims: { iat: String(NOW) } }],
    ["RFC9449-4.3-8", "another method", { htm: "GET" }],
    ["RFC9449-4.3-8", "the method in small letters", { htm: "post" }],
    ["RFC9449-4.3-9", "another host", { htu: "https://other.test/token" }],
    ["RFC9449-4.3-9", "another path", { htu: "https://issuer.test/token/" }],
    ["RFC9449-4.3-9", "another letter case in the path", { htu: "https://issuer.test/Token" }],
    ["RFC9449-4.3-9", "http in the place of https", { htu: "http://issuer.test/token" }],
    ["RFC9449-4.3-9", "another port", { htu: "https://issuer.test:444/token" }],
    ["RFC9449-4.3-9", "a path alone", { htu: "/token" }],
    ["RFC9449-4.3-9", "user information", { htu: "https://me@issuer.test/token" }],
    ["RFC9449-4.3-9", "an address that is a list", { claims: { htu: [URL_] } }],
    ["RFC9449-4.3-10", "a nonce that is a number", { claims: { nonce: 1 } }],
    ["RFC9449-4.3-10", "a nonce of 257 characters", { nonce: "x".repeat(257) }],
    ["RFC9449-4.3-11", "a time a minute ago", { iat: NOW - 60 }],
    ["RFC9449-4.3-11", "a time more than a minute ahead", { iat: NOW + 61 }],
    ["RFC9449-4.3-11", "an end that has passed", { claims: { exp: NOW - 60 } }],
    ["RFC9449-4.3-11", "a beginning that lies ahead", { claims: { nbf: NOW + 61 } }],
    ["RFC9449-4.3-4", "the type JWT", { header: { typ: "JWT" } }],
    ["RFC9449-4.3-4", "no type", { header: { typ: undefined } }],
    ["RFC9449-4.3-3", "no key", { header: { jwk: undefined } }],
    ["RFC9449-4.3-7", "a key that is a text", { header: { jwk: "key" } }],
    ["RFC9449-4.3-5", "a key of another kind", { header: { jwk: { kty: "AKP" } } }],
    ["RFC9449-4.3-5", "an address of a key set", { header: { jku: "https://issuer.test/jwks" } }],
    ["RFC9449-4.3-2", "an extension that must be understood", { header: { crit: ["x"], x: 1 } }],
  ];
  for (const [id, name, changes] of claims) {
    rule(id, `refuses one with ${name}`, async () => assertProofRefused(await proof(changes), id));
  }

  rule("RFC9449-4.3-7", "refuses one that brings its private key", async () => {
    const { key } = await proofKey();
    await assertProofRefused(await proof({ header: { jwk: key.export({ format: "jwk" }) } }), "RFC9449-4.3-7");
  });

  rule("RFC9449-4.3-6", "refuses one that is signed by another key than the one it names", async () => {
    const { key: signedBy } = await proofKey("second");
    await assertProofRefused(await proof({ signedBy }), "RFC9449-4.3-6");
  });

  rule(["RFC9449-4.3-5", "RFC9449-11.6-1"], "refuses one that is not signed, or by a secret", async () => {
    const { jwk } = await proofKey();
    for (const alg of ["none", "HS256", "RS256", "es256", ""]) {
      const text = unsigned({ alg, typ: "dpop+jwt", jwk }, { jti: "1", htm: "POST", htu: URL_, iat: NOW });
      await assertProofRefused(text, "RFC9449-4.3-5");
    }
  });

  it("refuses one whose key is not made for its algorithm, or says that it is for something else", async () => {
    const { jwk } = await proofKey();
    const other = await proofKey("of its own", "EdDSA");
    for (const header of [{ jwk: other.jwk }, { jwk: { ...jwk, use: "enc" } }, { jwk: { ...jwk, alg: "ES384" } }])
      await assertProofRefused(await proof({ header }), "RFC9449-4.3-5");
  });

  for (const text of ["", "a proof", "a.b", "a.b.c", unsigned([]), unsigned({ typ: "dpop+jwt" })]) {
    rule("RFC9449-4.3-2", `refuses '${text.slice(0, 12)}', which is no JWT`, () =>
      assertProofRefused(text, "RFC9449-4.3-2"),
    );
  }

  it("refuses one of more than 8 KiB", async () =>
    assertProofRefused(await proof({ claims: { much: "x".repeat(8_192) } }), "RFC9449-4.3-2"));

  rule("RFC9449-4.3-1", "refuses two in one field, as they come where the field was sent twice", async () => {
    const one = await proof();
    for (const both of [`${one}, ${one}`, `${one},${await proof()}`, `${one},`])
      await assertProofRefused(both, "RFC9449-4.3-1");
  });

  for (const htu of [
    "https://issuer.test/token?x=1",
    "https://issuer.test/token#part",
    "https://issuer.test:443/token",
    "HTTPS://Issuer.Test/token",
    "https://issuer.test/a/../t%6fken",
  ]) {
    rule(["RFC9449-4.3-9", "RFC9449-4.3-13"], `takes one for '${htu}'`, async () =>
      assert.ok(await verifyDpopProof(await proof({ htu }), REQUEST)),
    );
  }

  it("takes one that was made just within a minute, both ways", async () => {
    for (const iat of [NOW - 59, NOW + 60])
      assert.equal((await verifyDpopProof(await proof({ iat }), REQUEST)).issuedAt, iat);
  });

  rule("RFC9449-4.3-12", "takes one for the access token that comes with it, and no other", async () => {
    const text = await proof({ accessToken: "the token" });
    assert.ok(await verifyDpopProof(text, { ...REQUEST, accessToken: "the token" }));
    await assertProofRefused(text, "RFC9449-4.3-12", { accessToken: "another" });
    await assertProofRefused(await proof(), "RFC9449-4.3-12", { accessToken: "the token" });
    const listed = await proof({ claims: { ath: ["x"] } });
    await assertProofRefused(listed, "RFC9449-4.3-12", { accessToken: "the token" });
  });

  it("tells the nonce, and nothing of the proof in a refusal", async () => {
    assert.equal((await verifyDpopProof(await proof({ nonce: "n-1" }), REQUEST)).nonce, "n-1");
    const text = await proof({ htm: "GET" });
    const refusal = await refusalOf(() => verifyDpopProof(text, REQUEST));
    for (const part of text.split(".")) assert.notInclude(refusal.description, part);
  });

  it("throws nothing but refusals, whatever is sent", () =>
    forAll(
      asyncProperty(string(), async (text) => {
        assert.instanceOf(await refusalOf(() => verifyDpopProof(text, REQUEST)), OAuthError);
      }),
      { numRuns: 300 },
    ));
});

describe("parseDpop()", () => {
  for (const scheme of ["DPoP", "dpop", "DPOP"]) {
    it(`finds the token behind '${scheme}'`, () => assert.equal(parseDpop(`${scheme}  a.b-c_~+/1==`), "a.b-c_~+/1=="));
  }

  for (const header of ["Bearer a", "DPoPs a", "", "a DPoP b"]) {
    it(`finds none in '${header}'`, () => assert.isUndefined(parseDpop(header)));
  }

  for (const header of ["DPoP", "DPoP ", "DPoP a b", "DPoP a,b", "DPoP =a"]) {
    it(`refuses '${header}'`, () => assertRefused(() => parseDpop(header), { code: "invalid_request" }));
  }
});

describe("normalizedHtu()", () => {
  for (const [text, expected] of [
    ["https://a.test", "https://a.test/"],
    ["https://a.test/%7e%2f%C3%a9", "https://a.test/~%2F%C3%A9"],
    ["http://a.test:80/x?y#z", "http://a.test/x"],
    ["http://[::1]:8080/x", "http://[::1]:8080/x"],
    ["ftp://a.test/x", undefined],
    ["https:a.test", undefined],
    ["", undefined],
  ] as const) {
    it(`makes ${expected ?? "nothing"} of '${text}'`, () => assert.equal(normalizedHtu(text), expected));
  }

  it("is stable", () =>
    forAll(
      property(webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const once = normalizedHtu(url);
        assert(once !== undefined);
        assert.equal(normalizedHtu(once), once);
        assert.notMatch(once, /[?#]/);
      }),
    ));
});

describe("isJkt()", () => {
  for (const [text, expected] of [
    ["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", true],
    ["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4", false],
    ["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k=", false],
    ["kPrK+qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", false],
    ["", false],
  ] as const) {
    it(`says ${expected} of '${text}'`, () => assert.equal(isJkt(text), expected));
  }
});

describe("printDpopChallenge()", () => {
  it("names the algorithms, none of which is symmetric, behind all else", async () => {
    const { scheme, params } = parseChallenge(printDpopChallenge({ error: "invalid_token", realm: undefined }));
    assert.equal(scheme, "DPoP");
    assert.deepEqual(params, { error: "invalid_token", algs: DPOP_ALGS.join(" ") });
    assert.isEmpty(DPOP_ALGS.filter((alg) => alg.startsWith("HS")));
    assert.ok(await generateKeyPair(DPOP_ALGS[0]!));
  });
});
