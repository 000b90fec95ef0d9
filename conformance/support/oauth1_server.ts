import { generateKeyPairSync } from "node:crypto";
import type { Context } from "mocha";
import { CALLBACK, PASSWORD, person } from "../../test/support/cast.ts";
import { type Consumer, consumerOf, registerConsumer, type TokenPair } from "../../test/support/oauth1.ts";
import type { RunningServer } from "../../test/support/running_server.ts";
import { fetchByNodeOauth1, nodeOauth, type NodeOauthOptions, type Told } from "./oauth1_libraries.ts";
import { type Mind, type Opened, type Person, Robot } from "./robot.ts";
import { needOwn } from "./suite.ts";
import { startOwn } from "./target.ts";

/** A callback that has a query of its own. */
export const CALLBACK_WITH_QUERY = `${CALLBACK}?x=1`;

const KEYS = generateKeyPairSync("rsa", { modulusLength: 2048 });
const JWKS = { keys: [{ ...KEYS.publicKey.export({ format: "jwk" }), kid: "rsa", use: "sig" }] };

/** A server of our own, somebody there, and a consumer that may sign by every method. */
export interface Oauth1Server {
  readonly own: RunningServer;
  readonly person: Person;
  readonly consumer: Consumer;
}

/** Starts it; nobody else's provider has consumers for us. */
export async function oauth1Server(context: Context): Promise<Oauth1Server> {
  needOwn(context);
  const own = await startOwn({ settings: { OAUTH1_PLAINTEXT_OVER_HTTP: "true" } });
  const { username } = await person(own.issuer);
  return { own, person: { username, password: PASSWORD }, consumer: await anotherConsumer(own) };
}

/** Registers a consumer with an RSA key. */
export async function anotherConsumer({ issuer }: RunningServer): Promise<Consumer> {
  const redirectUris = [CALLBACK, CALLBACK_WITH_QUERY];
  const registered = await registerConsumer(issuer, { redirectUris, metadata: { jwks: JWKS } });
  return consumerOf(registered, KEYS.privateKey);
}

/** Opens the page at which a person answers a consumer, and answers. */
export function decide(
  { own, person: who }: Oauth1Server,
  token: string,
  { mind = "allow", path = "/oauth1/authorize" }: { readonly mind?: Mind; readonly path?: string } = {},
): Promise<Opened> {
  return new Robot(who, mind).open(new URL(`${own.url}${path}?oauth_token=${encodeURIComponent(token)}`));
}

/** The code that a page shows to be typed elsewhere; empty where there is none. */
export function pinOn({ text }: Pick<Opened, "text">): string {
  return /<output\b[^>]*>([^<]+)<\/output>/.exec(text)?.[1]?.replaceAll(" ", "") ?? "";
}

/** The credentials that a library was told of; empty where it was refused. */
export function pairOf({ said }: Pick<Told, "said">): TokenPair {
  return { token: said["oauth_token"] ?? "", secret: said["oauth_token_secret"] ?? "" };
}

/** A consumer whose person has agreed. */
export interface Agreed {
  readonly library: ReturnType<typeof nodeOauth>;
  /** What came with the temporary credentials. */
  readonly told: Told;
  readonly temporary: TokenPair;
  readonly opened: Opened;
  readonly verifier: string;
}

/** Has node-oauth ask for temporary credentials, and a person agree. */
export async function agree(
  server: Oauth1Server,
  options: Partial<NodeOauthOptions> & { readonly mind?: Mind; readonly authorizePath?: string } = {},
): Promise<Agreed> {
  const { mind = "allow", authorizePath: path = "/oauth1/authorize", ...given } = options;
  const library = nodeOauth(server.own, { consumer: server.consumer, callback: CALLBACK, ...given });
  const told = await library.requestToken();
  const temporary = pairOf(told);
  const opened = await decide(server, temporary.token, { mind, path });
  return {
    library,
    told,
    temporary,
    opened,
    verifier: opened.sentTo?.searchParams.get("oauth_verifier") ?? pinOn(opened),
  };
}

/** All three legs: what the person allowed. */
export async function grant(server: Oauth1Server, options: Partial<NodeOauthOptions> = {}): Promise<TokenPair> {
  const { library, temporary, verifier } = await agree(server, options);
  return pairOf(await library.accessToken(temporary, verifier));
}

/** Where the sample API tells what a token is good for. */
export function tokenInfoAt({ own }: Oauth1Server): string {
  return `${own.url}/api/token_info/`;
}

/** Has node-oauth1 ask the sample API. */
export function askApi(
  server: Oauth1Server,
  token: TokenPair,
  options: Partial<Parameters<typeof fetchByNodeOauth1>[0]> = {},
): Promise<Told> {
  return fetchByNodeOauth1({ url: tokenInfoAt(server), consumer: server.consumer, token, ...options });
}
