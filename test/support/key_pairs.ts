import type { GenerateKeyPair } from "../../src/keys/mod.ts";
import { generateKeyPair, type KeyPair } from "../../src/protocol/mod.ts";

const made = new Map<string, Promise<KeyPair>>();

/**
 * Key pairs that are made once in a test process: the first of an algorithm is the same for all who ask anew, the second
 * as well, so that an issuer opens quickly and its keys still differ.
 */
export function preparedKeyPairs(): GenerateKeyPair {
  const asked = new Map<string, number>();
  return (alg) => {
    const count = (asked.get(alg) ?? 0) + 1;
    asked.set(alg, count);
    const name = `${alg} ${count}`;
    const pair = made.get(name) ?? generateKeyPair(alg);
    made.set(name, pair);
    return pair;
  };
}
