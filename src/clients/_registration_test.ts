import type { ClientInput, RegistrationPolicy } from "./mod.ts";

/** What the tests' issuer allows. */
export const POLICY: RegistrationPolicy = {
  grantTypes: ["authorization_code", "refresh_token", "client_credentials", "implicit"],
  authMethods: ["client_secret_basic", "client_secret_post", "none"],
  redirectUris: { schemes: ["https", "http"], http: "loopback" },
  scopes: new Set(["read", "write"]),
  longestAccessToken: 3_600,
};

/** An application that it registers. */
export const RIGHT: ClientInput = {
  name: "Photo Printer",
  type: "confidential",
  grantTypes: ["authorization_code", "refresh_token"],
  redirectUris: ["https://printer.test/cb"],
};
