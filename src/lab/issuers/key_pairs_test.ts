import { assert } from "chai";
import { generateKeyPair, type KeyPair, publicJwkOf, thumbprint } from "../../protocol/mod.ts";
import type { KeyRecord } from "../../stores/mod.ts";
import { keyPairs } from "./key_pairs.ts";

const NOTHING = { list: async () => [] };

/** Pairs that are quick to make, whatever was asked for, and how often each algorithm was. */
function counted() {
  const asked: string[] = [];
  return {
    asked,
    generate: async (alg: string): Promise<KeyPair> => {
      asked.push(alg);
      return generateKeyPair("EdDSA");
    },
  };
}

function kidOf({ publicKey }: KeyPair): string {
  return thumbprint(publicJwkOf(publicKey));
}

describe("keyPairs()", () => {
  for (const alg of ["ES256", "EdDSA", "ECDH-ES"] as const) {
    it(`makes a fresh pair for ${alg} each time`, async () => {
      const { asked, generate } = counted();
      const pairs = keyPairs(generate);
      for (let count = 0; count < 20; count += 1) await pairs.for(NOTHING)(alg);
      assert.deepEqual(
        asked,
        Array.from({ length: 20 }, () => alg),
      );
    });
  }

  for (const alg of ["RS256", "PS256", "RSA-OAEP-256"] as const) {
    it(`makes eight pairs for ${alg} and hands them round`, async () => {
      const { asked, generate } = counted();
      const pairs = keyPairs(generate);
      const kids = new Set<string>();
      for (let count = 0; count < 40; count += 1) kids.add(kidOf(await pairs.for(NOTHING)(alg)));
      assert.deepEqual([asked.length, kids.size], [8, 8]);
    });
  }

  it("gives an issuer no pair twice, though all are asked for at once", async () => {
    const { generate } = counted();
    const pairs = keyPairs(generate);
    for (let count = 0; count < 8; count += 1) await pairs.for(NOTHING)("RS256");
    const make = pairs.for(NOTHING);
    const kids = (await Promise.all(Array.from({ length: 12 }, () => make("RS256")))).map(kidOf);
    assert.lengthOf([...new Set(kids)], 12);
  });

  it("gives an issuer no pair that it has in the database", async () => {
    const { generate } = counted();
    const pairs = keyPairs(generate);
    const records: KeyRecord[] = [];
    const keys = { list: async () => records };
    for (let count = 0; count < 20; count += 1) {
      // As after each start of the process.
      const kid = kidOf(await pairs.for(keys)("RS256"));
      assert.notInclude(
        records.map((record) => record.kid),
        kid,
      );
      records.push({ kid } as KeyRecord);
    }
  });

  it("gives issuers that are made together different pairs", async () => {
    const { generate } = counted();
    const pairs = keyPairs(generate);
    const kids = await Promise.all(Array.from({ length: 8 }, async () => kidOf(await pairs.for(NOTHING)("RS256"))));
    assert.lengthOf([...new Set(kids)], 8);
  });

  it("keeps no pair that could not be made", async () => {
    let failures = 0;
    const pairs = keyPairs(async () => {
      failures += 1;
      if (failures === 1) throw new RangeError("no");
      return generateKeyPair("EdDSA");
    });
    const failure = await pairs
      .for(NOTHING)("RS256")
      .catch((error: unknown) => error);
    assert.instanceOf(failure, RangeError);
    for (let count = 0; count < 20; count += 1) await pairs.for(NOTHING)("RS256");
    assert.equal(failures, 9);
  });
});
