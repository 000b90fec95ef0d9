import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  type Configuration,
  randomPKCECodeVerifier,
  randomState,
  type TokenEndpointResponse,
} from "openid-client";
import type { Robot } from "./robot.ts";
import { configure, robot, type Target, type TargetClient } from "./target.ts";

/** How a journey differs from the usual one. */
export interface JourneyOptions {
  readonly client?: TargetClient;
  readonly auth?: ClientAuth;
  /** Parameters of the authorization request to change; undefined leaves one out. */
  readonly change?: Readonly<Record<string, string | undefined>>;
  readonly mind?: "allow" | "deny";
  /** A browser that was used before; a fresh one when not given. */
  readonly browser?: Robot;
  /** Whether the request is posted. */
  readonly post?: boolean;
}

/** A request that was answered, and what is needed to go on. */
export interface Journey {
  readonly config: Configuration;
  readonly verifier: string;
  readonly state: string;
  /** Where the browser was sent; undefined = the provider kept it. */
  readonly sentTo: URL | undefined;
  readonly status: number;
  readonly text: string;
  /** Whether a password had to be typed. */
  readonly typed: boolean;
}

/** Whoever is to deny must be asked, though consent was given before. */
const ASK_AGAIN = { approval_prompt: "force", prompt: "consent" };

/** Asks for a code, plays the person, and answers where the browser was sent. */
export async function authorize(target: Target, options: JourneyOptions = {}): Promise<Journey> {
  const client = options.client ?? target.confidential;
  const config = await configure(target, client, options.auth);
  const verifier = randomPKCECodeVerifier();
  const state = randomState();
  const usual = {
    redirect_uri: client.redirectUri,
    scope: target.scope,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  };
  const changed = Object.entries({ ...usual, ...(options.mind === "deny" ? ASK_AGAIN : {}), ...options.change }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  const url = buildAuthorizationUrl(config, Object.fromEntries(changed));
  // openid-client puts in a response type where none is given
  for (const [name, value] of Object.entries(options.change ?? {}))
    if (value === undefined) url.searchParams.delete(name);
  const browser = options.browser ?? robot(target, options.mind);
  const { sentTo, ...seen } = await browser.open(url, { post: options.post ?? false });
  return { config, verifier, state, sentTo, ...seen };
}

/** Redeems the code of a journey. */
export function redeem({ config, verifier, state, sentTo }: Journey): Promise<TokenEndpointResponse> {
  if (sentTo === undefined) throw new TypeError("Cannot redeem a code as the browser was not sent back");
  return authorizationCodeGrant(config, sentTo, { pkceCodeVerifier: verifier, expectedState: state });
}

/** Sends a form to an endpoint as a careless client would, without openid-client's own checks. */
export async function postForm(
  url: string | undefined,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Readonly<Record<string, unknown>> }> {
  const response = await fetch(url ?? "", { method: "POST", body: new URLSearchParams(form), headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text.startsWith("{") ? JSON.parse(text) : {} };
}

/** An HTTP Basic header for one of the target's clients. */
export function basic({ id, secret = "" }: TargetClient): Readonly<Record<string, string>> {
  return {
    authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64")}`,
  };
}
