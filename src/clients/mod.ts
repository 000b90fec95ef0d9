/**
 * Registered applications: what they may do, their secrets, and the directory that finds them fast.
 *
 * @see RFC 6749 2
 * @module
 */
export { accessTokenLifetime, checkGrantType, registeredRedirectUri } from "./client.ts";
export { type ClientKey, type ClientKeys, type ClientKeysOptions, openClientKeys } from "./client_keys.ts";
export { type ClientDirectory, type ClientDirectoryOptions, openClientDirectory } from "./directory.ts";
export { hmacSecretsOf, leastSecretBytes, needsSecretItself, withSealedSecret } from "./hmac_secret.ts";
export {
  type ClientInput,
  type Complaint,
  complaintsOf,
  type PreparedClient,
  prepareClient,
  type PrepareClientOptions,
  RegistrationRefused,
  type RegistrationPolicy,
} from "./registration.ts";
export {
  chosenSecret,
  type NewSecret,
  newSecret,
  type Presented,
  rotateSecrets,
  type SecretCheck,
  secretCheck,
  TooManyGuesses,
} from "./secret.ts";
