const NO_JWT = "no JWT is read or written: tokens are opaque, and clients prove themselves by secrets";
const NO_EXCHANGE = "there is no token exchange";
const NO_FETCHING = "no address that somebody sends is ever fetched";
const NO_FACTOR = "people have a password alone";
const NO_MTLS = "clients do not authenticate by certificates";
const NO_OAUTH1 = "OAuth 1.0a is not served";

/** Weaknesses that cannot occur while a thing does not exist here, each with the reason; whoever adds it, tests them. */
export const NOT_APPLICABLE: ReadonlyMap<string, string> = new Map([
  ["Keycloak CVE-2026-1486", NO_JWT],
  ["Keycloak CVE-2024-4540", "there are no pushed requests"],
  ["Keycloak CVE-2024-1249", "there is no session iframe"],
  ["Keycloak CVE-2024-10039", NO_MTLS],
  ["Keycloak CVE-2023-2422", NO_MTLS],
  ["Keycloak CVE-2022-1245", NO_EXCHANGE],
  ["Ory Hydra CVE-2020-5300", NO_JWT],
  ["fosite CVE-2020-15222", NO_JWT],
  ["django-oauth-toolkit #1737", NO_JWT],
  ["Authlib CVE-2024-37568", NO_JWT],
  ["Authlib CVE-2025-59420", NO_JWT],
  ["Authlib CVE-2025-61920", NO_JWT],
  ["Authlib CVE-2026-28498", NO_JWT],
  ["Authlib CVE-2026-27962", NO_JWT],
  ["Duende CVE-2024-49755", "tokens are not bound to keys"],
  ["MITREid CVE-2021-26715", NO_FETCHING],
  ["ForgeRock CVE-2021-29156", "there is no webfinger, and no directory behind it"],
  ["dex GHSA-7qjx-gp9h-65qj", NO_EXCHANGE],
  ["dex CVE-2024-23656", "TLS ends before the server, at a proxy"],
  ["ZITADEL CVE-2026-55669", NO_JWT],
  ["ZITADEL CVE-2025-64103", NO_FACTOR],
  ["ZITADEL CVE-2025-67494", NO_FETCHING],
  ["Gitea CVE-2026-20779", NO_FACTOR],
  ["better-auth GHSA-xg6x-h9c9-2m83", NO_FACTOR],
  ["ruby-jwt CVE-2026-45363", NO_JWT],
  ["OAuth 1.0 advisory 2009.1", NO_OAUTH1],
  ["OAuth 1.0 signature timing", NO_OAUTH1],
  ["rfc7523bis CVE-2025-27370", NO_JWT],
  ["Psychic signatures CVE-2022-21449", NO_JWT],
]);
