import { randomBytes } from "node:crypto";
import { type AccessToken, AuthorizationCode, ClientCredentials, type ModuleOptions } from "simple-oauth2";
import type { ClientConfig } from "../../../src/lab/mod.ts";
import type { Program } from "../program.ts";
import { Refused } from "../refused.ts";
import type { Surroundings } from "../surroundings.ts";
import { refusing } from "./refusing.ts";
import { addressesOf, mustOpen, openResource } from "./well_known.ts";

async function optionsOf(config: ClientConfig): Promise<ModuleOptions> {
  const { authorization, token, revocation } = await addressesOf(config);
  const place = (address: string): string => new URL(address).pathname;
  const { origin } = new URL(config.issuer);
  return {
    client: { id: config.client_id, secret: config.client_secret ?? "" },
    auth: {
      tokenHost: origin,
      tokenPath: place(token),
      revokePath: place(revocation),
      ...(config.flow === "client-credentials" ? {} : { authorizePath: place(authorization) }),
    },
    options: { authorizationMethod: config.token_endpoint_auth_method === "client_secret_post" ? "body" : "header" },
  };
}

/** The library hands out whatever the answer had, as its example uses it. */
function bearerOf({ token: { access_token: token } }: AccessToken): string {
  return String(token);
}

/** The library leaves `state` to the application. */
async function codeOf(client: AuthorizationCode, config: ClientConfig, around: Surroundings): Promise<string> {
  const door = await around.door(config.redirect_uri);
  const state = randomBytes(16).toString("hex");
  around.print(client.authorizeURL({ redirect_uri: config.redirect_uri, scope: config.scope, state }));
  const { params, answer } = await door.next();
  answer(200);
  const code = params.get("code");
  if (params.get("state") !== state || params.has("error") || code === null)
    throw new Refused("the answer is not ours");
  return code;
}

async function byCode(config: ClientConfig, around: Surroundings): Promise<void> {
  const client = new AuthorizationCode(await optionsOf(config));
  const code = await codeOf(client, config, around);
  let token = await client.getToken({ code, redirect_uri: config.redirect_uri, scope: config.scope });
  if (config.flow !== "refresh") return mustOpen(config, bearerOf(token));
  for (let opened = 0, refreshes = 0; opened < 3;) {
    if (!token.expired() && (await openResource(config, bearerOf(token))) === 200) opened += 1;
    else if (refreshes === 4) throw new Refused("the resource refuses each token");
    else {
      refreshes += 1;
      token = await token.refresh();
    }
  }
}

async function byClientCredentials(config: ClientConfig): Promise<void> {
  const client = new ClientCredentials(await optionsOf(config));
  const token = await client.getToken({ scope: config.scope });
  await mustOpen(config, bearerOf(token));
  const again = token.expired() ? await client.getToken({ scope: config.scope }) : token;
  await mustOpen(config, bearerOf(again));
}

/** simple-oauth2 in its two grants, with refreshes. */
export const simpleOauth2Client: Program = refusing((config, around) =>
  config.flow === "client-credentials" ? byClientCredentials(config) : byCode(config, around),
);
