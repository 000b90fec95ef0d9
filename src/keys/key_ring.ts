import type { Instant } from "../platform/mod.ts";
import type {
  DecryptedJwt,
  JwtClaims,
  KeyAlg,
  KeyUse,
  SigningAlg,
  VerifiedJwt,
  VerifyJwtOptions,
} from "../protocol/mod.ts";

/** Where a key is in its life: published ahead, signing, or only verifying until its last token is dead. */
export type KeyState = "next" | "active" | "retired";

/** A key of the issuer, as one may look at it. */
export interface KeyInfo {
  readonly kid: string;
  readonly alg: SigningAlg | KeyAlg;
  readonly use: KeyUse;
  readonly state: KeyState;
  readonly createdAt: Instant;
  /** Since when it signs, or will. */
  readonly activeFrom: Instant;
  /** When it leaves the key set; undefined = it has no successor yet. */
  readonly goneAt?: Instant;
}

/** The published keys: one ready text. @see RFC 7517 5 */
export interface PublishedKeys {
  readonly text: string;
  /** Entity tag, in quotes. */
  readonly etag: string;
}

/** How the ring signs. */
export interface RingSignOptions {
  readonly alg: SigningAlg;
  /** `typ` of the header, such as `at+jwt`; none when not given. */
  readonly typ?: string;
}

/** What the ring demands of a JWT of its own. */
export type RingVerifyOptions = Omit<VerifyJwtOptions, "algs" | "keyFor" | "headerKey" | "now"> & {
  /** The issuer's clock when not given. */
  readonly now?: Instant;
};

/** Which keys are replaced, and when. */
export interface RotateOptions {
  /** One algorithm; all of them when not given. */
  readonly alg?: SigningAlg | KeyAlg;
  /** In an emergency: the new key signs at once, though nobody could read it in advance. */
  readonly now?: boolean;
}

/** The keys of an issuer: they sign, verify what was signed by them, and read what was encrypted for the issuer. */
export interface KeyRing {
  /** Signature algorithms that the ring has keys for; the first is the issuer's default. */
  readonly algorithms: readonly SigningAlg[];
  /** Key management algorithms that the ring has keys for. */
  readonly encryptionAlgorithms: readonly KeyAlg[];
  /**
   * Signs claims with the active key of an algorithm.
   *
   * @throws {RangeError} When the ring has no key for it.
   */
  sign(claims: JwtClaims, options: RingSignOptions): Promise<string>;
  /**
   * A JWT that this issuer signed, by whichever key.
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
  /** The published keys, ready to be sent. */
  jwks(): PublishedKeys;
  /** All keys, by algorithm and age. */
  list(): readonly KeyInfo[];
  /**
   * Makes new keys, which are published at once and sign after the time of publication ahead.
   *
   * @returns The keys that this call made; where another process was first, its key stands and is not among them.
   */
  rotate(options?: RotateOptions): Promise<readonly KeyInfo[]>;
  /** Takes a key out of the set at once; false when there is none of that name. */
  retire(kid: string): Promise<boolean>;
  /** Reads the keys again. */
  refresh(): Promise<void>;
  /** Ends timers and listening. */
  close(): Promise<void>;
}
