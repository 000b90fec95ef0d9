import type { GenerateKeyPair } from "../../keys/mod.ts";
import { generateKeyPair, type KeyPair, publicJwkOf, thumbprint } from "../../protocol/mod.ts";
import type { KeyStore } from "../../stores/mod.ts";

/** How many pairs of RSA the process keeps: so many that issuers which are made together have different ones. */
const MOST = 8;

/** Key pairs for throwaway issuers. */
export interface KeyPairs {
  /** Makes pairs for one issuer, none of which it has already. */
  for(keys: Pick<KeyStore, "list">): GenerateKeyPair;
}

function isRsa(alg: string): boolean {
  return /^(?:RS|PS)/.test(alg);
}

/**
 * Makes key pairs that cost next to nothing: those of RSA, which take a tenth of a second each, are made once in this
 * process, one after the other as they are asked for, and handed round; all others are fresh.
 *
 * So issuers share private keys of RSA, which protect nothing: an issuer that lies on purpose proves nothing to anybody.
 */
export function keyPairs(generate: GenerateKeyPair = generateKeyPair): KeyPairs {
  const pool: Promise<KeyPair>[] = [];
  let turn = 0;

  /** The pairs of the pool, beginning with the one whose turn it is; a pool that is not full grows first. */
  function candidates(): readonly Promise<KeyPair>[] {
    if (pool.length < MOST) {
      const fresh = generate("RS256");
      pool.push(fresh);
      fresh.catch(() => pool.splice(pool.indexOf(fresh), 1));
      return [fresh];
    }
    turn = (turn + 1) % pool.length;
    return [...pool.slice(turn), ...pool.slice(0, turn)];
  }

  return {
    for(keys) {
      const given = new Set<string>();
      return async (alg) => {
        if (!isRsa(alg)) return generate(alg);
        const taken = new Set((await keys.list()).map(({ kid }) => kid));
        for (const candidate of candidates()) {
          const pair = await candidate;
          const kid = thumbprint(publicJwkOf(pair.publicKey));
          if (taken.has(kid) || given.has(kid)) continue;
          given.add(kid);
          return pair;
        }
        return generate(alg);
      };
    },
  };
}
