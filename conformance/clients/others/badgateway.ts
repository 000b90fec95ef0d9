import { randomBytes } from "node:crypto";
import { generateCodeVerifier, OAuth2Client, OAuth2Fetch, type OAuth2Token } from "@badgateway/oauth2-client";
import type { ClientConfig } from "../../../src/lab/mod.ts";
import type { Program } from "../program.ts";
import { Refused } from "../refused.ts";
import type { Surroundings } from "../surroundings.ts";
import { refusing } from "./refusing.ts";

function clientOf(config: ClientConfig): OAuth2Client {
  const { issuer, client_id: clientId, client_secret: clientSecret, token_endpoint_auth_method: method } = config;
  const authenticationMethod = method === "client_secret_post" ? method : "client_secret_basic";
  const { origin, pathname } = new URL(issuer);
  return new OAuth2Client({
    server: issuer,
    discoveryEndpoint: `${origin}/.well-known/oauth-authorization-server${pathname}`,
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret, authenticationMethod }),
  });
}

async function allowed(client: OAuth2Client, config: ClientConfig, around: Surroundings): Promise<OAuth2Token> {
  const door = await around.door(config.redirect_uri);
  const state = randomBytes(16).toString("hex");
  const codeVerifier = await generateCodeVerifier();
  const { redirect_uri: redirectUri } = config;
  const scope = config.scope.split(" ");
  around.print(await client.authorizationCode.getAuthorizeUri({ redirectUri, state, codeVerifier, scope }));
  const { params, answer } = await door.next();
  answer(200);
  const url = `${redirectUri}?${params.toString()}`;
  return client.authorizationCode.getTokenFromCodeRedirect(url, { redirectUri, state, codeVerifier });
}

/** Its own fetch, which refreshes by itself. */
async function open(config: ClientConfig, wrapped: OAuth2Fetch): Promise<void> {
  const answer = await wrapped.fetch(config.resource);
  await answer.arrayBuffer();
  if (!answer.ok) throw new Refused(`the resource says ${answer.status}`);
}

/** \@badgateway/oauth2-client with state, PKCE and its own fetch. */
export const badgatewayClient: Program = refusing(async (config, around) => {
  const client = clientOf(config);
  const times = { refresh: 3, "client-credentials": 2 }[config.flow as string] ?? 1;
  const first =
    config.flow === "client-credentials"
      ? () => client.clientCredentials({ scope: config.scope.split(" ") })
      : () => allowed(client, config, around);
  const wrapped = new OAuth2Fetch({ client, getNewToken: first, scheduleRefresh: false });
  for (let opened = 0; opened < times; opened += 1) await open(config, wrapped);
});
