/**
 * The keys of an issuer: signing, rotation and the published set.
 *
 * A key is next (published ahead of its use), active or retired; which of them is a pure function of the rows and the
 * time, so every process says the same without telling the others. Private halves are sealed at rest.
 *
 * @see RFC 7517 5, OpenID Connect Core 10.1.1
 * @module
 */
export type {
  KeyInfo,
  KeyRing,
  KeyState,
  PublishedKeys,
  RingSignOptions,
  RingVerifyOptions,
  RotateOptions,
} from "./key_ring.ts";
