import type { KeyObject } from "node:crypto";
import type { Instant } from "../platform/mod.ts";
import type { DecryptedJwt, JwtClaims, KeyAlg, SigningAlg, VerifiedJwt, VerifyJwtOptions } from "../protocol/mod.ts";
import type { KeyInfo } from "./key_state.ts";
import type { PublishedKeys } from "./key_view.ts";
import type { RotateOptions } from "./rotate_keys.ts";

/** How the ring signs. */
export interface RingSignOptions {
  readonly alg: SigningAlg;
  /** `typ` of the header, such as `at+jwt`; none when not given. */
  readonly typ?: string | undefined;
  /** The secret of an HMAC, which is not the ring's own but its client's. */
  readonly secret?: KeyObject;
  /** Members of the header besides, which win over its own; undefined leaves one out. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/** What the ring demands of a JWT of its own. */
export type RingVerifyOptions = Omit<VerifyJwtOptions, "algs" | "keyFor" | "headerKey" | "now"> & {
  /** The issuer's clock when not given. */
  readonly now?: Instant;
};

/** The keys of an issuer: they sign, verify what was signed by them, and read what was encrypted for the issuer. */
export interface KeyRing {
  /** Signature algorithms that the ring signs with; the first is the issuer's default. */
  readonly algorithms: readonly SigningAlg[];
  /** Key management algorithms that the ring decrypts. */
  readonly encryptionAlgorithms: readonly KeyAlg[];
  /**
   * Signs claims with the active key of an algorithm, or with the secret that is given for it.
   *
   * @throws {RangeError} When the ring has no key for it.
   */
  sign(claims: JwtClaims, options: RingSignOptions): Promise<string>;
  /**
   * A JWT that this issuer signed, by whichever key that is still published.
   *
   * @throws {JwtRefused} When it did not, or when its claims do not hold.
   */
  verify(text: string, options: RingVerifyOptions): Promise<VerifiedJwt>;
  /**
   * What was encrypted for this issuer.
   *
   * @throws {JweRefused} When it was not.
   */
  decrypt(text: string): Promise<DecryptedJwt>;
  /** The published keys, ready to be sent; the same value for as long as nothing changes. */
  jwks(): PublishedKeys;
  /** All keys, active ones first. */
  list(): readonly KeyInfo[];
  /**
   * Makes new keys, which are published at once and sign after the time of publication ahead; none where a next key is
   * on its way already.
   *
   * @returns The keys that this call made; where another process was first, its key stands and is not among them.
   */
  rotate(options?: RotateOptions): Promise<readonly KeyInfo[]>;
  /** Reads the keys again, makes what is due and removes what nobody needs any more. */
  refresh(): Promise<void>;
  /** Ends the timer and listening. */
  close(): void;
}
