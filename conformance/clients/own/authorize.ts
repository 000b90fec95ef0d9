import { createHash, randomBytes } from "node:crypto";
import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { endpointOf, listOf } from "./metadata.ts";
import { isSigned, readResponse } from "./response_jwt.ts";
import { carriedOf } from "./push.ts";
import type { Arrival } from "../surroundings.ts";

/** What an authorization request was sent with, and what its answer is held against. */
export interface Attempted {
  readonly state?: string;
  readonly nonce?: string;
  readonly verifier?: string;
}

/** A right answer. */
export interface Authorized extends Attempted {
  readonly params: URLSearchParams;
  readonly code?: string;
  /** A second answer with the same code, which somebody careless uses as well. */
  readonly again?: boolean;
}

/** What a flow asks for beyond its configuration. */
export interface Wanted {
  readonly openid: boolean;
  readonly scope?: string;
  readonly extra?: Readonly<Record<string, string>>;
  /** Where the person goes after the answer. */
  readonly landing?: string;
  /** Says by which parameters the others are sent; they themselves when not given. */
  readonly wrap?: (client: Ready, params: Params) => Promise<Params>;
}

type Params = Readonly<Record<string, string>>;

/** 43 characters that nobody guesses. */
export function unguessable(): string {
  return randomBytes(32).toString("base64url");
}

const CONSTANT = "Constant-and-long-enough-to-be-taken-as-a-verifier";

/** Characters; 43 are the least. @see RFC 7636 4.1 */
const TOO_SHORT = 20;

function challengeOf(client: Ready, verifier: string): Readonly<Record<string, string>> {
  const { checks, metadata } = client;
  const methods = listOf(metadata, "code_challenge_methods_supported");
  const offered = methods?.includes("S256") === true;
  if (!checks.on("pkce_sent") || (!offered && !checks.on("pkce_whatever_is_offered") && methods === undefined))
    return {};
  if (!checks.on("pkce_s256") || (!offered && !checks.on("pkce_whatever_is_offered")))
    return { code_challenge: verifier, code_challenge_method: "plain" };
  return { code_challenge: createHash("sha256").update(verifier).digest("base64url"), code_challenge_method: "S256" };
}

function attempt({ checks, config }: Ready, { openid }: Wanted): Attempted & { readonly verifier: string } {
  const long = checks.on("verifier_random") ? unguessable() : CONSTANT;
  const verifier = checks.on("verifier_long") ? long : long.slice(0, TOO_SHORT);
  const random = checks.on("state_random") ? unguessable() : "state-state-state-state-state-state";
  const state = checks.on("state_not_verifier") ? random : verifier;
  const nonce = checks.on("nonce_random") ? unguessable() : "nonce-nonce-nonce-nonce-nonce-nonce";
  return {
    verifier,
    ...(checks.on("state_sent") ? { state } : {}),
    ...(openid && (checks.on("nonce_sent") || config.response_type !== "code") ? { nonce } : {}),
  };
}

async function addressOf(
  client: Ready,
  wanted: Wanted,
  attempted: Attempted & { readonly verifier: string },
): Promise<string> {
  const { config, metadata, resource } = client;
  const { response_type: type, response_mode: mode } = config;
  const url = new URL(endpointOf(metadata, "authorization_endpoint"));
  const { state, nonce, verifier } = attempted;
  const scope = wanted.scope ?? config.scope;
  const params = {
    response_type: type,
    client_id: config.client_id,
    redirect_uri: config.redirect_uri,
    ...(scope === "" ? {} : { scope }),
    ...(resource === undefined ? {} : { resource }),
    ...(state === undefined ? {} : { state }),
    ...(nonce === undefined ? {} : { nonce }),
    ...(mode === undefined ? {} : { response_mode: mode }),
    ...(type.split(" ").includes("code") ? challengeOf(client, verifier) : {}),
    ...(config.prompt === undefined || !client.checks.on("asked_as_told") ? {} : { prompt: config.prompt }),
    ...(config.max_age === undefined || !client.checks.on("asked_as_told") ? {} : { max_age: config.max_age }),
    ...wanted.extra,
  };
  const sent = wanted.wrap === undefined ? params : await wanted.wrap(client, params);
  const carried = await carriedOf(client, sent);
  for (const [name, value] of Object.entries(carried)) url.searchParams.set(name, value);
  return url.href;
}

/** @see RFC 9207 2.4 */
function checkIssuer(params: URLSearchParams, { checks, config, metadata }: Ready): void {
  const iss = params.get("iss");
  const promised = metadata["authorization_response_iss_parameter_supported"] === true;
  if (iss === null) checks.demand("iss_demanded", () => !promised);
  else checks.demand("iss_compared", () => iss === config.issuer);
}

const ONCE = ["code", "state", "iss", "error", "id_token", "access_token"];

function checkAnswer(params: URLSearchParams, client: Ready, attempted: Attempted): void {
  const { checks, config } = client;
  checks.demand("answer_unique", () => ONCE.every((name) => params.getAll(name).length <= 1));
  checks.demand("state_compared", () => (params.get("state") ?? undefined) === attempted.state);
  // a signed answer says whose it is by itself. @see RFC 9207 2.4
  if (!isSigned(config)) checkIssuer(params, client);
  const error = params.get("error");
  if (error === null) return;
  if (checks.on("error_before_code") || !params.has("code"))
    throw new Refused(`error_before_code: the answer is an error, ${JSON.stringify(error.slice(0, 80))}`);
}

function checkMode(arrival: Arrival, { config }: Ready): void {
  const method = config.response_mode === "form_post" ? "POST" : "GET";
  if (arrival.method !== method) throw new Refused(`the answer came by ${arrival.method} and not by ${method}`);
}

/** Milliseconds within which whoever delivers an answer twice has done so. */
const SOON = 6_000;

/** Has a person allow something, and takes the answer. */
export async function authorize(client: Ready, wanted: Wanted): Promise<Authorized> {
  const { around, checks, config } = client;
  const door = await around.door(config.redirect_uri);
  const attempted = attempt(client, wanted);
  const address = await addressOf(client, wanted, attempted);
  around.print(address);
  let arrival = await door.next();
  // Who does not know that a request_uri is used up opens it again.
  if (!checks.on("par_once") && arrival.params.get("error") === "invalid_request_uri") {
    arrival.answer(200);
    // Whoever reads along opens each address once.
    around.print(`${address}#again`);
    arrival = await door.next();
  }
  try {
    checkMode(arrival, client);
    const params = isSigned(config) ? await readResponse(arrival.params, client) : arrival.params;
    checkAnswer(params, client, attempted);
    const code = params.get("code") ?? undefined;
    if (config.response_type.split(" ").includes("code") && (code === undefined || code === ""))
      if (checks.on("front_tokens_ignored") || !params.has("access_token")) throw new Refused("the answer has no code");
    if (wanted.landing === undefined) arrival.answer(200);
    else arrival.answer(302, { location: wanted.landing });
    const second = checks.on("callback_once") ? undefined : await door.nextWithin(SOON);
    second?.answer(200);
    return {
      ...attempted,
      params,
      ...(code === undefined ? {} : { code }),
      ...(second === undefined ? {} : { again: true }),
    };
  } catch (thrown) {
    arrival.answer(400);
    throw thrown;
  }
}
