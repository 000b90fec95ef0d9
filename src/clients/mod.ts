/**
 * Registered applications: what they may do, their secrets, and the directory that finds them fast.
 *
 * @see RFC 6749 2
 * @module
 */
export { accessTokenLifetime, checkGrantType, registeredRedirectUri } from "./client.ts";
export { type ClientInput, keyed } from "./client_input.ts";
export { type ClientKey, type ClientKeys, type ClientKeysOptions, openClientKeys } from "./client_keys.ts";
export { type ClientDirectory, type ClientDirectoryOptions, openClientDirectory } from "./directory.ts";
export {
  consumerKeyFault,
  isConsumer,
  OAUTH1_GRANT,
  SIGNATURE_METHODS_MEMBER,
  signatureMethodsOf,
} from "./consumer.ts";
export { type Complaint, complaintsOf, type RegistrationPolicy } from "./complaints.ts";
export {
  canReadSecret,
  hasSecret,
  hmacSecretsOf,
  keptSecret,
  leastSecretBytes,
  needsSecretItself,
  withSealedSecret,
} from "./hmac_secret.ts";
export {
  type PreparedClient,
  prepareClient,
  type PrepareClientOptions,
  RegistrationRefused,
} from "./prepare_client.ts";
export { type RenewedSecret, renewSecret, type RenewSecretOptions } from "./renew_secret.ts";
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
export { type Cautioned, type Warning, warningsOf } from "./warnings.ts";
