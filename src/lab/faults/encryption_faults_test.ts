import { createPrivateKey } from "node:crypto";
import { assert } from "chai";
import { decryptJwt, isJwe, peekJwt } from "../../protocol/mod.ts";
import { keyFor, withKey } from "../runs/client_key.ts";
import { openidLab } from "./_openid_lab_test.ts";
import { ENCRYPTION_FAULTS } from "./encryption_faults.ts";

const WANTED = { id_token_encrypted_response_alg: "ECDH-ES" } as const;

/** The ID token that a client gets for its code, and what its own key makes of that. */
async function got(fault?: string, isAgreed = true) {
  const key = await keyFor(WANTED);
  const metadata = isAgreed ? withKey(WANTED, key) : {};
  const lab = await openidLab(fault === undefined ? [] : [{ fault: `id_token_${fault}` }], { client: { metadata } });
  const text = String((await lab.tokens())["id_token"]);
  const jwk: Readonly<Record<string, string>> = JSON.parse(key?.privateJwk ?? "{}");
  const own = createPrivateKey({ key: { ...jwk }, format: "jwk" });
  const opened = decryptJwt(text, { algs: ["ECDH-ES"], encs: ["A128CBC-HS256"], keyFor: () => own });
  const inside = await opened.then(({ text: signed }) => signed).catch(() => undefined);
  return { text, inside, faults: lab.journal().flatMap(({ faults }) => faults) };
}

describe("ENCRYPTION_FAULTS", () => {
  it("leave what is right alone", async () => {
    const { text, inside, faults } = await got();
    assert.isTrue(isJwe(text));
    assert.isDefined(inside);
    assert.isEmpty(faults);
  });

  it("send in the clear what was to be encrypted, with all of its claims", async () => {
    const { text, faults } = await got("not_encrypted");
    assert.containsAllKeys(peekJwt(text).claims, ["iss", "sub", "aud", "exp", "iat"]);
    assert.deepEqual(faults, ["id_token_not_encrypted"]);
  });

  it("encrypt to a key that is not the client's", async () => {
    const { text, inside, faults } = await got("encrypted_to_another");
    assert.isTrue(isJwe(text));
    assert.isUndefined(inside);
    assert.deepEqual(faults, ["id_token_encrypted_to_another"]);
  });

  for (const { name } of ENCRYPTION_FAULTS) {
    it(`${name} is not at work where nothing is encrypted`, async () => {
      assert.isEmpty((await got(name.replace("id_token_", ""), false)).faults);
    });
  }
});
