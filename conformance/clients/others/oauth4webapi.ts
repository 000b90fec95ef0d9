import * as oauth from "oauth4webapi";
import type { ClientConfig } from "../../../src/lab/mod.ts";
import type { Program } from "../program.ts";
import type { Surroundings } from "../surroundings.ts";
import { refusing } from "./refusing.ts";

const HTTP = { [oauth.allowInsecureRequests]: true };

async function discover({ issuer }: ClientConfig): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { ...HTTP, algorithm: "oidc" }));
}

/** The authorization code flow of OpenID Connect, as the library's own example has it. */
async function signIn(config: ClientConfig, around: Surroundings): Promise<void> {
  const door = await around.door(config.redirect_uri);
  const server = await discover(config);
  const client: oauth.Client = { client_id: config.client_id };
  const { client_secret: secret = "", token_endpoint_auth_method: method, prompt, max_age } = config;
  const auth = method === "client_secret_post" ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const url = new URL(server.authorization_endpoint ?? "");
  url.search = new URLSearchParams({
    client_id: config.client_id,
    redirect_uri: config.redirect_uri,
    response_type: "code",
    scope: config.scope,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...(prompt === undefined ? {} : { prompt }),
    ...(max_age === undefined ? {} : { max_age }),
  }).toString();
  around.print(url.href);
  const arrival = await door.next();
  arrival.answer(200);
  const params = oauth.validateAuthResponse(server, client, arrival.params, state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    auth,
    params,
    config.redirect_uri,
    verifier,
    HTTP,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, answer, HTTP);
  const { sub } = oauth.getValidatedIdTokenClaims(tokens) ?? { sub: "" };
  const userinfo = await oauth.userInfoRequest(server, client, tokens.access_token, HTTP);
  await oauth.processUserInfoResponse(server, client, sub, userinfo);
  const resource = await oauth.protectedResourceRequest(
    tokens.access_token,
    "GET",
    new URL(config.resource),
    undefined,
    undefined,
    HTTP,
  );
  if (!resource.ok) throw new TypeError(`Cannot open the resource: ${resource.status}`);
}

/** oauth4webapi with its check of the ID token's signature. */
export const oauth4webapiClient: Program = refusing(signIn);
