/**
 * The keys of an issuer: signing, rotation and the published set.
 *
 * A key is next (published ahead of its use), active or retired; which of them is a pure function of the rows and the
 * time, so every process says the same without telling the others. Private halves are sealed at rest.
 *
 * Decision: signing and verifying are done by `node:crypto`, which takes half the time of WebCrypto for elliptic curves
 * (2025-11-21); encryption, which is rare, by jose.
 *
 * @see RFC 7517 5, OpenID Connect Core 10.1.1
 * @module
 */
export { tellKeysChanged } from "./key_news.ts";
export type { KeyNewsOptions } from "./key_news.ts";
export { keyedAlgs } from "./key_policy.ts";
export type { KeyPolicy } from "./key_policy.ts";
export type { KeyRing, RingSignOptions, RingVerifyOptions } from "./key_ring.ts";
export { keyInfo, keyStates } from "./key_state.ts";
export type { KeyInfo, KeyState, KeyStatesOptions, StatedKey } from "./key_state.ts";
export type { PublishedKeys } from "./key_view.ts";
export { canReadKeys } from "./can_read_keys.ts";
export { KeysUnreadable } from "./make_key.ts";
export type { GenerateKeyPair } from "./make_key.ts";
export { openKeyRing } from "./open_key_ring.ts";
export type { OpenKeyRingOptions } from "./open_key_ring.ts";
export { retireKey } from "./retire_key.ts";
export type { Retirement } from "./retire_key.ts";
export { rotateKeys } from "./rotate_keys.ts";
export type { KeyTools, RotateOptions } from "./rotate_keys.ts";
