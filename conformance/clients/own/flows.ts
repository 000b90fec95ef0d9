import type { ClientConfig, Flow } from "../../../src/lab/mod.ts";
import { authorize, type Authorized, type Wanted } from "./authorize.ts";
import type { Checks } from "./checks.ts";
import { Refused } from "../refused.ts";
import type { Client, Ready } from "./client.ts";
import { byClientCredentials } from "./client_credentials.ts";
import { byDevice } from "./device.ts";
import { type Http, httpOf } from "./http.ts";
import { type Person, readIdToken } from "./id_token.ts";
import { waitForInitiation } from "./initiation.ts";
import { asResourceServer } from "./introspect.ts";
import { keySet } from "./key_set.ts";
import { hearOfLogout, logOutThere, seeLogout } from "./logout.ts";
import { discover, endpointOf } from "./metadata.ts";
import { byOauth1 } from "./oauth1.ts";
import { redeem } from "./redeem.ts";
import { proving } from "./dpop.ts";
import { getThreeTimes, session } from "./refresh.ts";
import { register } from "./register.ts";
import { objectSigner } from "./request_object.ts";
import { askResource, getResource } from "./resource.ts";
import { findServer } from "./resource_first.ts";
import { revoke } from "./revoke.ts";
import { watchSession } from "./session.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Tokens } from "./token.ts";
import { askUserinfo } from "./userinfo.ts";
import { findIssuer } from "./webfinger.ts";

/** Who signed in, and what the client may do for them. */
interface SignedIn {
  readonly person: Person;
  readonly tokens: Tokens;
  /** By which the session is watched, where the provider can be asked for that. */
  readonly sessionState?: string;
}

async function ready(client: Client, openid: boolean): Promise<Ready> {
  const metadata = await discover(client, { openid });
  return { ...client, metadata, keys: keySet(client, () => endpointOf(metadata, "jwks_uri")) };
}

async function byCode(client: Ready, openid = false): Promise<Tokens> {
  return redeem(await authorize(client, { openid }), client);
}

function nonceOf({ nonce }: Authorized): { readonly nonce?: string } {
  return nonce === undefined ? {} : { nonce };
}

async function signInByCode(client: Ready, wanted: Pick<Wanted, "extra" | "landing" | "wrap"> = {}): Promise<SignedIn> {
  const authorized = await authorize(client, { openid: true, ...wanted });
  const tokens = await redeem(authorized, client);
  const { accessToken } = tokens;
  const person = await readIdToken(tokens.idToken, client, { ...nonceOf(authorized), accessToken });
  const sessionState = authorized.params.get("session_state");
  return { person, tokens, ...(sessionState === null ? {} : { sessionState }) };
}

/** Signs somebody in, and hears from the frame whether to ask for them again. */
async function watched(client: Ready): Promise<void> {
  const first = await signInByCode(client);
  const again = (extra: Readonly<Record<string, string>>): Promise<SignedIn> => signInByCode(client, { extra });
  await useOpenid(client, await watchSession(client, { first, again }));
}

async function signInByFront(client: Ready): Promise<SignedIn> {
  const authorized = await authorize(client, { openid: true });
  const { params } = authorized;
  const accessToken = params.get("access_token") ?? "";
  client.checks.demand("access_token", () => accessToken !== "");
  client.checks.demand("token_type", () => /^bearer$/i.test(params.get("token_type") ?? ""));
  const against = { ...nonceOf(authorized), accessToken, front: true };
  const person = await readIdToken(params.get("id_token") ?? undefined, client, against);
  return { person, tokens: { accessToken } };
}

async function signInByBoth(client: Ready): Promise<SignedIn> {
  const authorized = await authorize(client, { openid: true });
  const { params, code = "" } = authorized;
  const nonce = nonceOf(authorized);
  const front = await readIdToken(params.get("id_token") ?? undefined, client, { ...nonce, code, front: true });
  const tokens = await redeem(authorized, client);
  const back = await readIdToken(tokens.idToken, client, { ...nonce, accessToken: tokens.accessToken });
  client.checks.demand("same_sub", () => back.sub === front.sub);
  return { person: back, tokens };
}

async function useOpenid(client: Ready, { person, tokens }: SignedIn): Promise<void> {
  await askUserinfo(client, tokens.accessToken, person);
  await getResource(client, tokens.accessToken);
}

async function dynamic(client: Ready): Promise<void> {
  const known: Ready = { ...client, config: await register(client) };
  const { person, tokens } = await signInByCode(known);
  await askUserinfo(known, tokens.accessToken, person);
}

async function byObject(client: Ready, byReference: boolean): Promise<void> {
  const signer = objectSigner(client, { byReference });
  const known: Ready = { ...client, config: await register(client, signer.metadata) };
  const { person, tokens } = await signInByCode(known, { wrap: (using, params) => signer.wrap(using, params) });
  await askUserinfo(known, tokens.accessToken, person);
}

/** How often more is asked for before the client gives up. */
const MOST_STEPS = 2;

/** Opens the resource, and asks the person for what else it demands. @see RFC 6750 3.1, RFC 9470 4 */
async function stepUp(client: Ready, method: string, first: Tokens): Promise<Tokens> {
  const { checks, config } = client;
  let tokens = first;
  for (let steps = 0; ; steps += 1) {
    const { status, challenge } = await askResource(client, tokens.accessToken, method);
    if (status >= 200 && status < 300) return tokens;
    const { error, scope, acr_values: acr, max_age: age } = challenge?.params ?? {};
    const wanted = status === 403 && error === "insufficient_scope" ? scope : undefined;
    const again = status === 401 && (error === "insufficient_user_authentication" || error === "invalid_token");
    if ((wanted === undefined && !again) || steps === (checks.on("step_up_bounded") ? MOST_STEPS : 8))
      throw new Refused(`the resource says ${status} ${error ?? ""}`);
    const scopes = new Set([...config.scope.split(" "), ...(wanted ?? "").split(" ")].filter((one) => one !== ""));
    const asked = checks.on("step_up_scope") ? [...scopes].join(" ") : config.scope;
    const extra = { ...(acr === undefined ? {} : { acr_values: acr }), ...(age === undefined ? {} : { max_age: age }) };
    tokens = await redeem(await authorize(client, { openid: false, scope: asked, extra }), client);
  }
}

async function callApi(client: Ready): Promise<void> {
  const tokens = await stepUp(client, "GET", await byCode(client));
  await stepUp(client, "POST", tokens);
}

/** Learns from the resource which server to ask, and for what. @see RFC 9728 5 */
async function fromResource(client: Client): Promise<void> {
  const { checks, config } = client;
  const known = await ready({ ...client, config: { ...config, ...(await findServer(client)) } }, false);
  const bound = checks.on("resource_indicated") ? { ...known, resource: config.resource } : known;
  await stepUp(bound, "GET", await byCode(bound));
}

async function refreshing(client: Ready): Promise<void> {
  const isOpenid = client.config.scope.split(" ").includes("openid");
  if (isOpenid) {
    const { person, tokens } = await signInByCode(client);
    return getThreeTimes(client, session(client, tokens, person));
  }
  await getThreeTimes(client, session(client, await byCode(client)));
}

/** Tokens that are of use to nobody else. @see RFC 9449 */
async function withProofs(plain: Ready): Promise<void> {
  const client = proving(plain);
  const { accessToken } = await byCode(client);
  for (let calls = 0; calls < 2; calls += 1) await getResource(client, accessToken);
}

type Run = (client: Client) => Promise<void>;

function oauth(run: (client: Ready) => Promise<void>): Run {
  return async (client) => run(await ready(client, client.config.scope.split(" ").includes("openid")));
}

function openid(run: (client: Ready) => Promise<void>): Run {
  return async (client) => run(await ready(client, true));
}

const RUN_OF: Readonly<Record<Flow, Run>> = {
  code: oauth(async (client) => getResource(client, (await byCode(client)).accessToken)),
  "oidc-code": openid(async (client) => useOpenid(client, await signInByCode(client))),
  "oidc-implicit": openid(async (client) => useOpenid(client, await signInByFront(client))),
  "oidc-hybrid": openid(async (client) => useOpenid(client, await signInByBoth(client))),
  "oidc-dynamic": openid(dynamic),
  "oidc-webfinger": async (client) => {
    const found = { ...client, config: { ...client.config, issuer: await findIssuer(client) } };
    const known = await ready(found, true);
    await useOpenid(known, await signInByCode(known));
  },
  "oidc-request-object": openid((client) => byObject(client, false)),
  "oidc-request-uri": openid((client) => byObject(client, true)),
  "client-credentials": oauth(byClientCredentials),
  device: oauth(async (client) => getResource(client, (await byDevice(client)).accessToken)),
  refresh: oauth(refreshing),
  resource: oauth(callApi),
  "resource-first": fromResource,
  dpop: oauth(withProofs),
  introspection: oauth(asResourceServer),
  revocation: oauth(async (client) => revoke(client, await byCode(client))),
  "logout-rp": openid(async (client) => logOutThere(client, (await signInByCode(client)).person)),
  "logout-back-channel": openid(async (client) => hearOfLogout(client, (await signInByCode(client)).person)),
  "logout-front-channel": openid(async (client) => seeLogout(client, (await signInByCode(client)).person)),
  "login-initiation": openid(async (client) => {
    const wanted = await waitForInitiation(client);
    await useOpenid(client, await signInByCode(client, wanted));
  }),
  "session-management": openid(watched),
  oauth1: byOauth1,
};

/** Addresses that must be listened at before anybody can be sent there. */
function addressesOf(config: ClientConfig): readonly string[] {
  const { backchannel_logout_uri: back, frontchannel_logout_uri: front, initiate_login_uri: initiate } = config;
  const { post_logout_redirect_uri: after } = config;
  const isWeb = config.redirect_uri.startsWith("http://");
  const all = [...(isWeb ? [config.redirect_uri] : []), back, front, initiate, after];
  return all.filter((one) => one !== undefined);
}

/** What a flow is run with. */
export interface RunFlowOptions {
  readonly checks: Checks;
  readonly around: Surroundings;
  /** How it speaks to the provider. */
  readonly http?: Http;
}

/** Does what a configuration asks for; throws `Refused` when the provider's answers are not to be used. */
export async function runFlow(
  config: ClientConfig,
  { checks, around, http = httpOf(checks) }: RunFlowOptions,
): Promise<void> {
  for (const address of addressesOf(config)) await around.door(address);
  await RUN_OF[config.flow]({ config, checks, http, around });
}
