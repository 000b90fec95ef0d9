const NO_EXCHANGE = "there is no token exchange";
const NO_FACTOR = "people have a password alone";
const NO_MTLS = "clients do not authenticate by certificates";

/** Weaknesses that cannot occur while a thing does not exist here, each with the reason; whoever adds it, tests them. */
export const NOT_APPLICABLE: ReadonlyMap<string, string> = new Map([
  ["Keycloak CVE-2024-10039", NO_MTLS],
  ["Keycloak CVE-2023-2422", NO_MTLS],
  ["Keycloak CVE-2022-1245", NO_EXCHANGE],
  ["Authlib CVE-2026-28498", "hashes in ID tokens are written here, and read by clients alone"],
  ["Duende CVE-2024-49755", "tokens are not bound to keys"],
  ["dex GHSA-7qjx-gp9h-65qj", NO_EXCHANGE],
  ["dex CVE-2024-23656", "TLS ends before the server, at a proxy"],
  ["ZITADEL CVE-2025-64103", NO_FACTOR],
  ["Gitea CVE-2026-20779", NO_FACTOR],
  ["better-auth GHSA-xg6x-h9c9-2m83", NO_FACTOR],
]);
