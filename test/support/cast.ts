import { type ClientInput, prepareClient } from "../../src/clients/mod.ts";
import { prepareAccount } from "../../src/accounts/mod.ts";
import type { Issuer } from "../../src/engine/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";

/** Everybody's password. */
export const PASSWORD = "correct horse battery";

/** The secret of every confidential client that was not given another. */
export const SECRET = "a-secret-that-tests-share";

/** The redirect URI of every client that was not given others. */
export const CALLBACK = "https://client.test/cb";

let made = 0;

/** Makes a person. */
export async function person(issuer: Issuer, said: Partial<AccountRecord> = {}): Promise<AccountRecord> {
  made += 1;
  const prepared = await prepareAccount(
    { username: `person${made}`, password: PASSWORD },
    { random: issuer.random, slowHash: issuer.slowHash, now: issuer.clock.now() },
  );
  return issuer.durable.accounts.add({ ...prepared, ...said });
}

/** Registers a client: confidential, and allowed every grant, unless said otherwise. */
export async function client(issuer: Issuer, said: Partial<ClientInput> = {}): Promise<ClientRecord> {
  made += 1;
  const type = said.type ?? "confidential";
  const everyGrant = [
    "authorization_code",
    "refresh_token",
    "password",
    "implicit",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
  ];
  const prepared = await prepareClient(
    {
      clientId: `client${made}`,
      name: `Client ${made}`,
      type,
      grantTypes: type === "public" ? everyGrant.filter((grant) => grant !== "client_credentials") : everyGrant,
      redirectUris: [CALLBACK],
      ...(type === "confidential" ? { clientSecret: SECRET } : {}),
      ...said,
    },
    {
      policy: {
        grantTypes: [...everyGrant, "oauth1"],
        authMethods: issuer.clientAuth.map(({ name }) => name),
        redirectUris: issuer.settings.redirectUris,
        scopes: new Set(issuer.settings.scopes.keys()),
        longestAccessToken: issuer.settings.longestAccessToken,
      },
      random: issuer.random,
      slowHash: issuer.slowHash,
      now: issuer.clock.now(),
      sealKey: issuer.sealKey,
    },
  );
  return issuer.durable.clients.add(prepared.client);
}
