import { generateKeyPairSync } from "node:crypto";
import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { clientRecord, fastSecret } from "../../test/support/records.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { NO_FETCH } from "../../test/support/no_fetch.ts";
import { openClientKeys, withSealedSecret } from "../clients/mod.ts";
import { seededRandom, settableClock, silentLog } from "../platform/mod.ts";
import { generateKeyPair, publicJwkOf } from "../protocol/mod.ts";
import { consumerKeys } from "./consumer_keys.ts";
import type { SignatureMethod } from "./mod.ts";

const clock = settableClock(START);
const issuer = {
  clock,
  sealKey: new Uint8Array(32).fill(1),
  clientKeys: openClientKeys({ fetch: NO_FETCH, clock, log: silentLog }),
};
const wanted = (method: SignatureMethod) => ({ issuer, method, tokenSecret: "ts" });

/** A secret as it is kept of consumers. */
function sealed(text: string, expiresAt?: number) {
  const record = fastSecret(text, expiresAt === undefined ? {} : { expiresAt });
  return withSealedSecret(record, text, { key: issuer.sealKey, random: seededRandom(text) });
}

describe("consumerKeys()", () => {
  for (const method of ["HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"] as const) {
    rule("RFC5849-3.4.2-2", `are the live secrets for ${method}, each with that of the token`, async () => {
      const consumer = clientRecord({ secrets: [sealed("new é"), sealed("old", START + 1), sealed("dead", START)] });
      assert.deepEqual<unknown>(await consumerKeys(consumer, wanted(method)), [
        { consumerSecret: "new é", tokenSecret: "ts" },
        { consumerSecret: "old", tokenSecret: "ts" },
      ]);
    });

    it(`are none for ${method} where a digest of the secret is all that is kept`, async () => {
      const consumer = clientRecord({ secrets: [fastSecret("digest")] });
      assert.isEmpty(await consumerKeys(consumer, wanted(method)));
    });
  }

  for (const [method, alg] of [
    ["RSA-SHA1", "RS1"],
    ["RSA-SHA256", "RS256"],
  ] as const) {
    rule("RFC5849-3.4.3-1", `are the RSA keys for ${method} that are meant for it or for anything`, async () => {
      const { publicKey } = await generateKeyPair("RS256");
      const { publicKey: curve } = await generateKeyPair("ES256");
      const rsa = publicJwkOf(publicKey);
      const keys = [
        { ...rsa, kid: "any" },
        { ...rsa, kid: "meant", alg, use: "sig" },
        { ...rsa, kid: "other", alg: "RS512" },
        { ...rsa, kid: "enc", use: "enc" },
        { ...publicJwkOf(curve), kid: "curve" },
      ];
      const consumer = clientRecord({ metadata: { jwks: { keys } }, secrets: [sealed("unused")] });
      const found = await consumerKeys(consumer, wanted(method));
      assert.lengthOf(found, 2);
      for (const key of found) assert.isTrue("equals" in key && key.equals(publicKey));
    });

    it(`are none for ${method} that are shorter than 2,048 bits`, async () => {
      const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
      const consumer = clientRecord({ metadata: { jwks: { keys: [publicJwkOf(publicKey)] } } });
      assert.isEmpty(await consumerKeys(consumer, wanted(method)));
    });

    rule("RFC5849-3.4.3-2", `are none for ${method} where no key was registered`, async () => {
      assert.isEmpty(await consumerKeys(clientRecord({ secrets: [sealed("unused")] }), wanted(method)));
    });
  }
});
