/** This server, with a client, a person and tokens to try. */
import { prepareAccount } from "../../src/accounts/mod.ts";
import { prepareClient } from "../../src/clients/mod.ts";
import { tokenSecretOf } from "../../src/oauth1/mod.ts";
import { createLog, digest } from "../../src/platform/mod.ts";
import { mintToken } from "../../src/protocol/mod.ts";
import { openStores, openTouchstone, readConfig } from "../../src/server/mod.ts";
import { tellParent } from "./server_process.ts";

const CLIENT = "bench-confidential";
const CALLBACK = "https://client.test/cb";
const config = readConfig({ environment: process.env });
const log = createLog({ level: "error", destination: process.stderr });
const stores = openStores({ databaseUrl: config.DATABASE_URL ?? "", redisUrl: config.REDIS_URL, log });
await stores.database.migrate();
const url = "http://127.0.0.1:8000";
const server = await openTouchstone({
  config,
  issuer: url,
  stores,
  secretKey: "a secret key for the benchmark, of 32 or more",
  log,
});
const { issuer } = server;

const services = { random: issuer.random, slowHash: issuer.slowHash, now: issuer.clock.now() };
const policy = {
  grantTypes: [...issuer.grants.keys()],
  authMethods: issuer.clientAuth.map(({ name }) => name),
  redirectUris: issuer.settings.redirectUris,
  scopes: new Set(issuer.settings.scopes.keys()),
  longestAccessToken: issuer.settings.longestAccessToken,
};
const { client, clientSecret = "" } = await prepareClient(
  {
    clientId: CLIENT,
    name: "Benchmark",
    type: "confidential",
    grantTypes: ["authorization_code", "refresh_token", "password", "client_credentials"],
    redirectUris: [CALLBACK],
    skipAuthorization: true,
  },
  { ...services, policy },
);
await issuer.durable.clients.add(client);
// the same client once more for each algorithm of its ID tokens, by which it is called as well
for (const alg of ["ES256", "RS256"]) {
  const metadata = { ...client.metadata, id_token_signed_response_alg: alg };
  await issuer.durable.clients.add({ ...client, clientId: `${CLIENT}-${alg}`, metadata });
}
const account = await issuer.durable.accounts.add(
  await prepareAccount({ username: "alice", password: "a password for the benchmark" }, services),
);
const { client: consumer, clientSecret: consumerSecret = "" } = await prepareClient(
  {
    clientId: `${CLIENT}-oauth1`,
    name: "Consumer",
    type: "confidential",
    grantTypes: ["oauth1"],
    redirectUris: [CALLBACK],
  },
  { ...services, sealKey: issuer.sealKey, policy: { ...policy, grantTypes: ["oauth1"] } },
);
const tag = issuer.random.base62(8);
const token = mintToken("ot", { random: issuer.random, tag });
await issuer.durable.families.open({
  tag,
  client: (await issuer.durable.clients.add(consumer)).id,
  accountId: account.id,
  grantType: "oauth1",
  scope: ["read"],
  generation: 0,
  bindings: { oauth1: { token: digest(token) } },
  createdAt: services.now,
});
const { id: session } = await issuer.sessions.start(account);
const port = await server.listen({ port: 0, host: "127.0.0.1" });
tellParent({
  port: String(port),
  clientId: CLIENT,
  clientSecret,
  session,
  callback: CALLBACK,
  consumerKey: consumer.clientId,
  consumerSecret,
  token,
  tokenSecret: tokenSecretOf(token, issuer),
});
