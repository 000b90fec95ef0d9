/**
 * What the program asks of the machine, as ports: the time, randomness, digests, keys, the log and the guarded
 * outgoing fetch.
 *
 * Nothing above this room reads a clock or draws a random number by itself, so that tests and throwaway issuers
 * can stand in another time and repeat themselves.
 *
 * @module
 */
export { machineTime, systemClock, settableClock } from "./clock.ts";
export type { Clock, Instant, Seconds, SettableClock } from "./clock.ts";
export { digest, sameBytes, sha256 } from "./digest.ts";
export type { Digest } from "./digest.ts";
export { FetchRefused } from "./fetch_refused.ts";
export type { FetchRefusal } from "./fetch_refused.ts";
export type { ResolvedAddress } from "./fetch_target.ts";
export { deriveKey, hmac } from "./keyed.ts";
export { createLog, silentLog } from "./log.ts";
export type { CreateLogOptions, Log, LogDestination, LogFields, LogLevel } from "./log.ts";
export { parseNetworks } from "./networks.ts";
export type { Networks } from "./networks.ts";
export { plainAddress } from "./plain_address.ts";
export { BASE62, seededRandom, systemRandom } from "./random.ts";
export type { Random } from "./random.ts";
export { isSecretName, REDACTED, redact } from "./redact.ts";
export { createSafeFetch } from "./safe_fetch.ts";
export type { CreateSafeFetchOptions, SafeFetch, SafeFetchAnswer, SafeFetchOptions } from "./safe_fetch.ts";
export { openSealed, seal, SealBroken } from "./sealed.ts";
export type { OpenSealedOptions, SealOptions } from "./sealed.ts";
export { argon2SlowHash, TooBusy } from "./slow_hash.ts";
export type { SlowHash, SlowHashOptions } from "./slow_hash.ts";
export { VERSION } from "./version.ts";
