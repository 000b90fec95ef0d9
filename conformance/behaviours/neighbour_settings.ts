import { always, none, setting, type SettingRow } from "./setting_row.ts";

const VIEWS = "it names a view of Django; pages are those of the server, and features replace them (createProvider)";

/** Every setting of django-oauth-plus. */
export const OAUTH_PLUS_SETTINGS: readonly SettingRow[] = [
  always(
    "OAUTH_PROVIDER_KEY_SIZE",
    "temporary and token credentials have 63 characters: a prefix, 256 bits, a checksum",
  ),
  always(
    "OAUTH_PROVIDER_SECRET_SIZE",
    "a secret that is made here has 256 bits; one that is brought along has 8 characters or more",
  ),
  always("OAUTH_PROVIDER_VERIFIER_SIZE", "a verifier has 190 bits, or eight digits where a person types it"),
  always("OAUTH_PROVIDER_CONSUMER_KEY_SIZE", "a consumer key has up to 200 characters, 32 where it is made here"),
  none("OAUTH_AUTHORIZE_VIEW", VIEWS),
  none("OAUTH_CALLBACK_VIEW", VIEWS),
  setting("OAUTH_REALM_KEY_NAME", { name: "REALM" }),
  setting("OAUTH_SIGNATURE_METHODS", { name: "OAUTH1_SIGNATURE_METHODS", differs: "all five, where there it is two" }),
  always("OAUTH_BLACKLISTED_HOSTNAMES", "callbacks are registered, so that no host has to be barred"),
  always("OAUTH_STORE", "durable records are in Postgres, what goes by itself in Redis or in the process"),
];

/** Every setting of django-oauth2-provider. */
export const OAUTH2_PROVIDER_SETTINGS: readonly SettingRow[] = [
  setting("OAUTH_EXPIRE_DELTA", {
    name: "ACCESS_TOKEN_EXPIRE_SECONDS",
    differs: "ten minutes, where there it is seven days; each client may have its own",
  }),
  setting("OAUTH_EXPIRE_DELTA_PUBLIC", {
    name: "ACCESS_TOKEN_EXPIRE_SECONDS",
    differs: "the same for all, where there public clients have a day",
  }),
  setting("OAUTH_EXPIRE_CODE_DELTA", {
    name: "AUTHORIZATION_CODE_EXPIRE_SECONDS",
    differs: "a minute, where there it is ten",
  }),
  always(
    "OAUTH_DELETE_EXPIRED",
    "tokens go by themselves when they end; cleartokens removes what is left in the database",
  ),
  always("OAUTH_ENFORCE_SECURE", "the doctor finds an ISSUER that is not https, and cookies are Secure where it is"),
  setting("OAUTH_SCOPES", { name: "SCOPES", differs: "words with sentences, where there they are bits with names" }),
  none("SESSION_KEY", "a request that waits for a person is no part of the session"),
];
