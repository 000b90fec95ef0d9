import { createHmac, createPublicKey, verify } from "node:crypto";
import { assert } from "chai";
import { describe, it } from "mocha";
import { LONG_SECRET } from "../../../test/support/openid_flow.ts";
import {
  assertServed,
  difference,
  isSigned,
  openidLab,
  type OpenidLab,
  type Parts,
  partsOf,
} from "./_openid_lab_test.ts";
import { SIGNATURE_FAULTS } from "./signature_faults.ts";

type Members = Readonly<Record<string, unknown>>;

/** An ID token as it is signed wrongly, the right one, and the issuer. */
interface Pair {
  readonly right: Parts;
  readonly wrong: Parts;
  readonly lab: OpenidLab;
}

/** How the header differs, whether the signature holds by the published keys, and what else is so. */
interface Case {
  readonly header: (right: Members) => Members;
  readonly isSigned: boolean;
  readonly also?: (pair: Pair) => void;
}

async function pairOf(name: string): Promise<Pair> {
  const [one, lab] = await Promise.all([openidLab([]), openidLab([{ fault: `id_token_${name}` }])]);
  const [right, wrong] = [await one.tokens(), await lab.tokens()];
  return { right: partsOf(right["id_token"]), wrong: partsOf(wrong["id_token"]), lab };
}

function publishedJwk({ lab, right }: Pair): Members {
  const { keys } = JSON.parse(lab.under.issuer.keys.jwks().text);
  return keys.find(({ kid }: Members) => kid === right.header["kid"]);
}

function isHs256({ text, signature }: Parts, secret: string): boolean {
  return (
    createHmac("sha256", secret)
      .update(text.slice(0, text.lastIndexOf(".")))
      .digest("base64url") === signature
  );
}

function isByKeyInHeader({ header, text, signature }: Parts): boolean {
  const { jwk } = header;
  assert(typeof jwk === "object" && jwk !== null);
  const key = createPublicKey({ key: { ...jwk }, format: "jwk" });
  return verify("sha256", Buffer.from(text.slice(0, text.lastIndexOf("."))), key, Buffer.from(signature, "base64url"));
}

function nothing(): Members {
  return {};
}

const WRONG: Readonly<Record<string, Case>> = {
  bad_signature: {
    header: nothing,
    isSigned: false,
    also({ right, wrong }) {
      const [one, other] = [right, wrong].map(({ signature }) => Buffer.from(signature, "base64url"));
      assert.isTrue(one?.every((byte, index) => byte !== other?.[index]));
      assert.equal(one?.length, other?.length);
    },
  },
  no_signature: { header: nothing, isSigned: false, also: ({ wrong }) => assert.equal(wrong.signature, "") },
  other_key: { header: nothing, isSigned: false },
  alg_none: { header: () => ({ alg: "none", kid: undefined }), isSigned: false },
  alg_none_in_capitals: { header: () => ({ alg: "nOnE", kid: undefined }), isSigned: false },
  hs256_public_pem: {
    header: () => ({ alg: "HS256" }),
    isSigned: false,
    also(pair) {
      const key = createPublicKey({ key: publishedJwk(pair), format: "jwk" });
      assert.isTrue(isHs256(pair.wrong, key.export({ type: "spki", format: "pem" }).toString()));
    },
  },
  hs256_public_jwk: {
    header: () => ({ alg: "HS256" }),
    isSigned: false,
    also: (pair) => assert.isTrue(isHs256(pair.wrong, JSON.stringify(publishedJwk(pair)))),
  },
  unregistered_alg: { header: () => ({ alg: "ES256", kid: undefined }), isSigned: true },
  unknown_crit: { header: () => ({ crit: ["urn:lab:unknown"], "urn:lab:unknown": true }), isSigned: true },
  foreign_jku: { header: () => ({ jku: "https://issuer.test/keys-of-a-stranger" }), isSigned: false },
  typ_access_token: { header: () => ({ typ: "at+jwt" }), isSigned: true },
  no_kid: { header: () => ({ kid: undefined }), isSigned: true },
  typ_jwt: { header: () => ({ typ: "JWT" }), isSigned: true },
  unknown_header_members: { header: () => ({ "urn:lab:unknown": true, lab: { inner: [1] } }), isSigned: true },
  unknown_kid: { header: ({ kid }) => ({ kid: `${String(kid)}-unknown` }), isSigned: false },
};

describe("SIGNATURE_FAULTS", () => {
  for (const [name, { header, isSigned: holds, also }] of Object.entries(WRONG)) {
    it(`changes what it says and no claim: id_token_${name}`, async () => {
      const pair = await pairOf(name);
      const { right, wrong, lab } = pair;
      assert.deepEqual(difference(right.header, wrong.header), header(right.header));
      assert.deepEqual(wrong.claims, right.claims);
      assert.equal(await isSigned(lab, wrong), holds);
      also?.(pair);
      assertServed(lab, `id_token_${name}`, "token");
    });
  }

  it("has a case above for each fault but those that are below", () => {
    const below = ["embedded_jwk", "several_audiences_no_azp", "no_jwt"];
    assert.sameMembers(
      SIGNATURE_FAULTS.map(({ name }) => name.replace("id_token_", "")),
      [...Object.keys(WRONG), ...below],
    );
  });

  it("signs under an unknown kid by the right key", async () => {
    const { right, wrong, lab } = await pairOf("unknown_kid");
    assert.isTrue(await isSigned(lab, { ...wrong, header: right.header }));
  });

  it("brings along the key that it signs by, which is not published", async () => {
    const { right, wrong, lab } = await pairOf("embedded_jwk");
    assert.hasAllKeys(difference(right.header, wrong.header), ["jwk", "kid"]);
    assert.isTrue(isByKeyInHeader(wrong));
    assert.isFalse(await isSigned(lab, { ...wrong, header: right.header }));
  });

  it("leaves azp out beside several audiences", async () => {
    const { right, wrong, lab } = await pairOf("several_audiences_no_azp");
    assert.deepEqual(difference(right.claims, wrong.claims), { aud: ["under-test", "under-test1"] });
    assert.isTrue(await isSigned(lab, wrong));
  });

  it("answers a text that is no JWT", async () => {
    const lab = await openidLab([{ fault: "id_token_no_jwt" }]);
    assert.equal((await lab.tokens())["id_token"], "this-is-no-jwt");
    assertServed(lab, "id_token_no_jwt", "token");
  });

  it("confuses nobody whose ID tokens are under a secret of their own", async () => {
    const lab = await openidLab([{ fault: "id_token_hs256_public_pem" }], {
      client: { metadata: { id_token_signed_response_alg: "HS256" } },
    });
    assert.isTrue(isHs256(partsOf((await lab.tokens())["id_token"]), LONG_SECRET));
  });

  for (const alg of ["ES256", "HS256"]) {
    it(`breaks a signature by ${alg} as well`, async () => {
      const client = { metadata: { id_token_signed_response_alg: alg } };
      const [right, lab] = [
        await openidLab([], { client }),
        await openidLab([{ fault: "id_token_bad_signature" }], { client }),
      ];
      const [one, other] = [partsOf((await right.tokens())["id_token"]), partsOf((await lab.tokens())["id_token"])];
      assert.equal(other.header["alg"], alg);
      assert.deepEqual(other.claims, one.claims);
      assert.isFalse(alg === "HS256" ? isHs256(other, LONG_SECRET) : await isSigned(lab, other));
    });
  }
});
