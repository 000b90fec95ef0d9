import { createHash, createHmac, createPublicKey } from "node:crypto";
import { assert } from "chai";
import { Refused } from "../refused.ts";
import type { CheckName } from "./checks.ts";
import { type Against, readIdToken } from "./id_token.ts";
import { forged, ISSUER, testClient, type TestKeys, testKeys, unsigned } from "./test_client.ts";

const now = Math.floor(Date.now() / 1000);
const RIGHT = { iss: ISSUER, aud: "client", sub: "alice", nonce: "n-1", iat: now, exp: now + 300 };

function halfHash(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}

function sealedBy(keys: TestKeys, claims: object): string {
  const secret = createPublicKey({ key: keys.jwk, format: "jwk" }).export({ type: "spki", format: "pem" }).toString();
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${part({ alg: "HS256" })}.${part(claims)}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

/** Whether a client takes a token. */
async function takes(
  token: string,
  {
    keys,
    off = [],
    against = {},
  }: { readonly keys: TestKeys; readonly off?: readonly CheckName[]; readonly against?: Against },
): Promise<boolean> {
  try {
    await readIdToken(token, testClient([keys.jwk], ...off), { nonce: "n-1", ...against });
    return true;
  } catch (thrown) {
    if (thrown instanceof Refused) return false;
    throw thrown;
  }
}

describe("readIdToken()", () => {
  let keys: TestKeys;
  before(() => {
    keys = testKeys();
  });

  for (const [name, claims] of [
    ["the right one", {}],
    ["one for a list that has the client alone", { aud: ["client"] }],
    ["one whose azp is the client", { aud: ["client", "other"], azp: "client" }],
    ["one with claims that nobody knows", { colour: "green" }],
    ["one that was made a moment from now by another clock", { iat: now + 10 }],
    ["one with the hash of its access token", { at_hash: halfHash("token") }],
  ] as const) {
    it(`takes ${name}`, async () => {
      assert.isTrue(await takes(keys.sign({ ...RIGHT, ...claims }), { keys, against: { accessToken: "token" } }));
    });
  }

  const wrong: readonly (readonly [check: CheckName, name: string, claims: object, header?: object])[] = [
    ["id_token_iss", "another issuer", { iss: `${ISSUER}/` }],
    ["id_token_aud", "another client", { aud: "other" }],
    ["id_token_other_aud", "another client besides", { aud: ["client", "other"] }],
    ["id_token_azp", "another azp", { azp: "other" }],
    ["id_token_exp", "an hour ago as its end", { exp: now - 3_600 }],
    ["id_token_exp_there", "no end", { exp: undefined }],
    ["id_token_iat", "no time at which it was made", { iat: undefined }],
    ["id_token_iat", "a week ago", { iat: now - 604_800 }],
    ["id_token_iat", "an hour from now", { iat: now + 3_600 }],
    ["id_token_nbf", "an hour from now as its begin", { nbf: now + 3_600 }],
    ["id_token_sub", "nobody", { sub: undefined }],
    ["id_token_sub", "somebody without a name", { sub: "" }],
    ["id_token_sub", "a name of 256 characters", { sub: "a".repeat(256) }],
    ["nonce_compared", "another nonce", { nonce: "n-2" }],
    ["nonce_compared", "no nonce", { nonce: undefined }],
    ["at_hash", "the hash of another token", { at_hash: halfHash("other") }],
    ["id_token_typ", "another type", {}, { typ: "at+jwt" }],
    ["id_token_crit", "something that must be understood", {}, { crit: ["odd"], odd: true }],
  ];
  for (const [check, name, claims, header] of wrong) {
    it(`refuses ${name} by '${check}' alone`, async () => {
      const token = keys.sign({ ...RIGHT, ...claims }, header);
      const against = { accessToken: "token" };
      assert.isFalse(await takes(token, { keys, against }), "with all checks");
      assert.isTrue(await takes(token, { keys, against, off: [check] }), `without ${check}`);
    });
  }

  for (const [check, name, token] of [
    ["id_token_none", "an unsigned token", () => unsigned(RIGHT)],
    ["id_token_signature", "a forged token", () => forged(keys.sign(RIGHT))],
    ["id_token_signature", "a token by a key that nobody knows", () => testKeys().sign(RIGHT)],
    ["id_token_confusion", "a token sealed by the public key", () => sealedBy(keys, RIGHT)],
  ] as const) {
    it(`refuses ${name} by '${check}' alone`, async () => {
      const text = token();
      assert.isFalse(await takes(text, { keys }));
      assert.isTrue(await takes(text, { keys, off: [check] }));
    });
  }

  it("refuses another algorithm than the agreed one by 'id_token_alg' alone", async () => {
    const other = testKeys("ES256");
    const token = other.sign(RIGHT);
    assert.isFalse(await takes(token, { keys: other }));
    assert.isTrue(await takes(token, { keys: other, off: ["id_token_alg"] }));
  });

  it("does not take an unsigned token when it leaves the algorithm to the token", async () => {
    assert.isFalse(await takes(unsigned(RIGHT), { keys, off: ["id_token_alg"] }));
  });

  for (const [check, against] of [
    ["at_hash", { accessToken: "token", front: true }],
    ["c_hash", { code: "code", front: true }],
  ] as const) {
    it(`demands ${check} of what came through the browser`, async () => {
      const token = keys.sign(RIGHT);
      assert.isFalse(await takes(token, { keys, against }));
      assert.isTrue(await takes(token, { keys, against, off: [check] }));
    });
  }
});
