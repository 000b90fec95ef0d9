/**
 * A second provider, from the npm registry, in a process of its own: to show that the conformance suite judges any
 * server. It prints its issuer once it listens, and ends with its parent.
 */
import { Provider } from "oidc-provider";
import { freePort } from "./free_port.ts";

const port = await freePort();
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "suite",
      client_secret: "a-secret-that-the-suite-knows",
      redirect_uris: ["https://client.test/cb"],
      grant_types: ["authorization_code", "refresh_token", "client_credentials"],
      response_types: ["code"],
    },
  ],
  features: { clientCredentials: { enabled: true }, introspection: { enabled: true }, revocation: { enabled: true } },
  // requests by POST, which it has but does not take by itself
  enableHttpPostMethods: true,
  cookies: { long: { sameSite: "none" } },
  scopes: ["openid", "offline_access"],
  issueRefreshToken: async () => true,
});

provider.listen(port, "127.0.0.1", () => process.send?.({ issuer }));
process.once("disconnect", () => process.exit(0));
