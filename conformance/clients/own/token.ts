import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { clientAssertion } from "./client_assertion.ts";
import { decrypted } from "./decrypt.ts";
import { type Answer, type Asked, membersOf, patiently } from "./http.ts";
import { endpointOf } from "./metadata.ts";

/** What a token endpoint gave. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly idToken?: unknown;
  readonly scope?: string;
  /** Milliseconds of the process' clock; undefined = nobody knows. */
  readonly expiresAt?: number;
}

/** An error of a token endpoint. @see RFC 6749 5.2 */
export class TokenError extends Refused {
  readonly code: string;
  constructor(code: string) {
    super(`the token endpoint says ${JSON.stringify(code.slice(0, 80))}`);
    this.code = code;
  }
}

/** @see RFC 7523 2.2 */
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

function encoded(value: string): string {
  return new URLSearchParams({ _: value }).toString().slice(2);
}

function authenticationOf({ config, checks }: Ready): string {
  const { token_endpoint_auth_method: method } = config;
  if (checks.on("auth_as_registered")) return method;
  return method === "client_secret_basic" ? "client_secret_post" : "client_secret_basic";
}

/** A request to one of the provider's endpoints, with the client's credentials. @see RFC 6749 2.3.1 */
export function asClient(client: Ready, params: Readonly<Record<string, string>>): Asked {
  const { config, checks } = client;
  const { client_id: id, client_secret: secret } = config;
  const form = new URLSearchParams(params);
  if (config.token_endpoint_auth_method === "private_key_jwt") {
    form.set("client_assertion_type", ASSERTION_TYPE);
    form.set("client_assertion", clientAssertion(client));
    return { form };
  }
  if (secret === undefined || config.token_endpoint_auth_method === "none") {
    form.set("client_id", id);
    return { form };
  }
  const both = !checks.on("one_authentication");
  const method = authenticationOf(client);
  if (method === "client_secret_post" || both) {
    form.set("client_id", id);
    form.set("client_secret", secret);
  }
  const pair = checks.on("secret_encoded") ? `${encoded(id)}:${encoded(secret)}` : `${id}:${secret}`;
  const basic = Buffer.from(pair).toString("base64");
  return method === "client_secret_post" && !both ? { form } : { form, headers: { authorization: `Basic ${basic}` } };
}

function lifetimeOf({ expires_in: given }: Readonly<Record<string, unknown>>, { checks }: Ready): number | undefined {
  if (given === undefined && !checks.on("expires_in_optional")) throw new Refused("the answer has no expires_in");
  const seconds = typeof given === "string" && /^\d+$/.test(given) ? Number(given) : given;
  return typeof seconds === "number" && seconds >= 0 ? seconds : undefined;
}

const KNOWN: ReadonlySet<string> = new Set([
  "access_token",
  "token_type",
  "expires_in",
  "refresh_token",
  "scope",
  "id_token",
]);

function optionalText(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" || value === "") throw new Refused(`the answer's ${name} is no text`);
  return value;
}

function readTokens(body: Readonly<Record<string, unknown>>, client: Ready): Tokens {
  const { checks } = client;
  const { access_token: token, token_type: type, id_token: idToken } = body;
  const word = client.bound === true ? "DPoP" : "Bearer";
  const types = new RegExp(`^${word}$`, checks.on("token_type_any_case") ? "i" : "");
  const check = client.bound === true ? "dpop_token_type" : "token_type";
  checks.demand(check, () => typeof type === "string" && types.test(type));
  checks.demand("access_token", () => typeof token === "string" && /^[\x21-\x7e]+$/.test(token));
  checks.demand("id_token_demanded", () => idToken === undefined || typeof idToken === "string");
  if (!checks.on("unknown_members") && Object.keys(body).some((name) => !KNOWN.has(name)))
    throw new Refused("the answer has a member that nobody knows");
  const lifetime = lifetimeOf(body, client);
  const refreshToken = optionalText(body, "refresh_token");
  const scope = optionalText(body, "scope");
  return {
    accessToken: String(token),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(idToken === undefined ? {} : { idToken }),
    ...(scope === undefined ? {} : { scope }),
    ...(lifetime === undefined ? {} : { expiresAt: performance.now() + lifetime * 1000 }),
  };
}

/** The error that an answer tells; undefined = it tells none. */
export function errorOf(answer: Answer): string | undefined {
  try {
    const value: unknown = JSON.parse(answer.text);
    const error: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "error") : undefined;
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an answer is a refusal, by its status and by what it says; a token in it makes it none for who looks no further. */
function isRefusal(answer: Answer, { checks }: Ready): boolean {
  if (!checks.on("token_status")) return !answer.text.includes('"access_token"');
  return answer.status !== 200 || errorOf(answer) !== undefined;
}

/** Reads what a token endpoint answered. */
export function tokensIn(answer: Answer, client: Ready): Tokens {
  if (isRefusal(answer, client)) throw new TokenError(errorOf(answer) ?? `status ${answer.status}`);
  return readTokens(membersOf(answer, client.checks), client);
}

/** The address, with a secret in it when nobody cares. */
export function tokenAddress({ metadata, checks, config }: Ready): string {
  const url = new URL(endpointOf(metadata, "token_endpoint"));
  if (!checks.on("secret_not_in_query")) url.searchParams.set("client_secret", config.client_secret ?? "");
  return url.href;
}

/** Asks for tokens. */
export async function requestTokens(client: Ready, params: Readonly<Record<string, string>>): Promise<Tokens> {
  const address = tokenAddress(client);
  let sent: Asked = {};
  const answer = await patiently(client, address, () => (sent = asClient(client, params)));
  const isStubborn = errorOf(answer) === "invalid_client" && !client.checks.on("refused_assertion");
  const tokens = tokensIn(isStubborn ? await client.http(address, sent) : answer, client);
  const { idToken } = tokens;
  return idToken === undefined ? tokens : { ...tokens, idToken: await decrypted(idToken, client) };
}
