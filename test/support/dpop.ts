import type { KeyObject } from "node:crypto";
import { sha256 } from "../../src/platform/mod.ts";
import { generateKeyPair, publicJwkOf, signJwt, type SigningAlg, thumbprint } from "../../src/protocol/mod.ts";

/** A key of a client, by which it makes proofs. */
export interface ProofKey {
  readonly alg: SigningAlg;
  readonly key: KeyObject;
  readonly jwk: Readonly<Record<string, string>>;
  readonly jkt: string;
}

/** What a proof is made for. */
export interface ProofParts {
  readonly htm?: string;
  readonly htu?: string;
  readonly iat: number;
  readonly accessToken?: string;
  readonly nonce?: string | undefined;
  /** Claims that are others; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Members of the header that are others; undefined leaves one out. */
  readonly header?: Readonly<Record<string, unknown>>;
  readonly alg?: SigningAlg;
  /** By which it is signed, if not by the key that it names. */
  readonly signedBy?: KeyObject;
}

const keys = new Map<string, Promise<ProofKey>>();
let count = 0;

async function newKey(alg: SigningAlg): Promise<ProofKey> {
  const { privateKey: key } = await generateKeyPair(alg);
  const jwk = publicJwkOf(key);
  return { alg, key, jwk, jkt: thumbprint(jwk) };
}

/** A key: the same for the same name in all tests of a process. */
export function proofKey(name = "first", alg: SigningAlg = "ES256"): Promise<ProofKey> {
  const made = keys.get(`${alg} ${name}`) ?? newKey(alg);
  keys.set(`${alg} ${name}`, made);
  return made;
}

/** A proof, each with a name of its own; right in all that is not changed. */
export async function proofBy(by: ProofKey, parts: ProofParts): Promise<string> {
  const { htm = "POST", htu = "https://issuer.test/token", iat, accessToken, nonce, claims } = parts;
  count += 1;
  const ath = accessToken === undefined ? undefined : sha256(accessToken).toString("base64url");
  const said = { jti: `proof-${count}`, htm, htu, iat, ath, nonce, ...claims };
  return signJwt(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)), {
    alg: parts.alg ?? by.alg,
    key: parts.signedBy ?? by.key,
    typ: "dpop+jwt",
    header: { jwk: by.jwk, ...parts.header },
  });
}
