/**
 * A consumer of OAuth 1.0a, written from RFC 5849 by somebody who has not seen the server: it signs naively, and goes
 * through the three legs over HTTP.
 *
 * @module
 */
import { createHash, createHmac, createSign, type KeyObject, randomUUID } from "node:crypto";
import type { ClientRecord } from "../../src/stores/mod.ts";
import type { ClientInput } from "../../src/clients/mod.ts";
import type { Issuer } from "../../src/engine/mod.ts";
import { client, SECRET } from "./cast.ts";
import { encode, type Given } from "./issuer_under_test.ts";
import { allow, signIn } from "./journey.ts";
import { type Seen, type Visitor, visitor } from "./visitor.ts";

/** The signature methods. */
export const ALL_METHODS = ["HMAC-SHA1", "HMAC-SHA256", "RSA-SHA1", "RSA-SHA256", "PLAINTEXT"] as const;

/** One of them. */
export type SignatureMethod = (typeof ALL_METHODS)[number];

/** What a consumer signs with. */
export interface Consumer {
  readonly key: string;
  readonly secret: string;
  /** For RSA. */
  readonly privateKey?: KeyObject;
}

/** Temporary credentials or token credentials. */
export interface TokenPair {
  readonly token: string;
  readonly secret: string;
}

/** A request to be signed. */
export interface SignOptions {
  readonly url: string | URL;
  /** POST where there is a body, else GET. */
  readonly method?: string;
  readonly consumer: Consumer;
  readonly token?: TokenPair;
  /** HMAC-SHA1 when not given. */
  readonly signatureMethod?: SignatureMethod;
  /** Where the protocol parameters go; the header when not given. */
  readonly place?: "header" | "form" | "query";
  /** Stands in the header alone. */
  readonly realm?: string;
  /** Protocol parameters besides, or in the place of, the usual ones; undefined leaves one out. They are signed. */
  readonly params?: Readonly<Record<string, string | undefined>>;
  /** Parameters of a form-encoded body; a text is sent as it is. */
  readonly form?: Given | string;
  /** Another body, of a type that `headers` tell. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the body is hashed. */
  readonly bodyHash?: boolean;
  /** Seconds since 1970; now when not given. */
  readonly timestamp?: number;
  readonly nonce?: string;
  /** Sent in the place of the right signature. */
  readonly signature?: string;
}

/** A signed request, as fetch takes it. */
export interface Signed {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What was signed. */
  readonly baseString: string;
}

type Pair = readonly [name: string, value: string];

const FORM_TYPE = "application/x-www-form-urlencoded";

/** @see RFC 5849 3.6 */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** @see RFC 5849 3.4.1 */
export function naiveBaseString(method: string, url: string | URL, params: readonly Pair[]): string {
  const { protocol, host, pathname } = new URL(url);
  const normalized = params
    .map(([name, value]): Pair => [percentEncoded(name), percentEncoded(value)])
    .toSorted(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  return [method.toUpperCase(), `${protocol}//${host}${pathname}`, normalized].map(percentEncoded).join("&");
}

/** @see RFC 5849 3.4.2, 3.4.3, 3.4.4 */
function signatureOf(method: string, baseString: string, { consumer, token }: SignOptions): string {
  const key = `${percentEncoded(consumer.secret)}&${percentEncoded(token?.secret ?? "")}`;
  const [family, hash = ""] = method.split("-");
  if (family === "HMAC") return createHmac(hash, key).update(baseString).digest("base64");
  if (family !== "RSA") return key;
  if (consumer.privateKey === undefined) throw new TypeError("Cannot sign as the consumer has no private key");
  return createSign(`RSA-${hash}`).update(baseString).sign(consumer.privateKey, "base64");
}

/** @see OAuth Request Body Hash 3 */
function bodyHashOf(method: string, body: string): string {
  return createHash(method.endsWith("256") ? "sha256" : "sha1")
    .update(body)
    .digest("base64");
}

function protocolParams(options: SignOptions, body: string): readonly Pair[] {
  const { consumer, token, signatureMethod = "HMAC-SHA1", timestamp = Math.floor(Date.now() / 1000) } = options;
  const usual = {
    oauth_consumer_key: consumer.key,
    oauth_token: token?.token,
    oauth_signature_method: signatureMethod,
    oauth_timestamp: String(timestamp),
    oauth_nonce: options.nonce ?? randomUUID(),
    oauth_version: "1.0",
    oauth_body_hash: options.bodyHash === true ? bodyHashOf(signatureMethod, body) : undefined,
    ...options.params,
  };
  return Object.entries(usual).filter((pair): pair is [string, string] => pair[1] !== undefined);
}

function headerOf(params: readonly Pair[], realm: string | undefined): string {
  const said = params.map(([name, value]) => `${percentEncoded(name)}="${percentEncoded(value)}"`);
  return `OAuth ${[...(realm === undefined ? [] : [`realm="${realm}"`]), ...said].join(", ")}`;
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("&");
}

function formEncoded(params: readonly Pair[]): string {
  return params.map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`).join("&");
}

/** Where the protocol parameters of a request end up. */
function placed(options: SignOptions, params: readonly Pair[]): Pick<Signed, "url" | "headers" | "body"> {
  const { place = "header", form, body, headers = {}, realm } = options;
  const url = new URL(options.url);
  if (place === "query") url.search = joined(url.search.slice(1), formEncoded(params));
  const text = place === "form" ? joined(encode(form), formEncoded(params)) : form === undefined ? body : encode(form);
  return {
    url: url.href,
    headers: {
      ...(form === undefined && place !== "form" ? {} : { "content-type": FORM_TYPE }),
      ...(place === "header" ? { authorization: headerOf(params, realm) } : {}),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  };
}

/** Signs a request. */
export function signRequest(options: SignOptions): Signed {
  const { url, form, body, place } = options;
  const method = options.method ?? (form === undefined && body === undefined && place !== "form" ? "GET" : "POST");
  const params = protocolParams(options, body ?? "");
  const others = [new URL(url).search.slice(1), encode(form)].flatMap((text) => Array.from(new URLSearchParams(text)));
  const baseString = naiveBaseString(method, url, [...others, ...params]);
  const named = params.find(([name]) => name === "oauth_signature_method")?.[1] ?? "";
  const signature = options.signature ?? signatureOf(named, baseString, options);
  return { method, baseString, ...placed(options, [...params, ["oauth_signature", signature]]) };
}

/** What a server answered to a consumer. */
export interface ConsumerAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The members of a form-encoded answer, or of a JSON one. */
  readonly said: Readonly<Record<string, string>>;
  /** What the server calls the problem, in the header or in the body. */
  readonly problem: string | undefined;
}

/** What of an answer a library may have thrown away. */
type Heard = Pick<ConsumerAnswer, "status" | "text"> & { readonly challenge?: string | undefined };

function membersOf(text: string): Readonly<Record<string, string>> {
  if (!text.startsWith("{")) return Object.fromEntries(new URLSearchParams(text));
  const members: object = JSON.parse(text);
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, String(value)]));
}

/** Reads an answer as a consumer does. */
export function readAnswer({ status, text, challenge = "" }: Heard): Omit<ConsumerAnswer, "headers"> {
  const said = membersOf(text);
  const [, inHeader] = /\boauth_problem="([^"]*)"/.exec(challenge) ?? [];
  return { status, text, said, problem: inHeader ?? said["oauth_problem"] };
}

/** Signs a request and sends it. */
export async function askSigned(options: SignOptions): Promise<ConsumerAnswer> {
  const { url, baseString: _baseString, ...rest } = signRequest(options);
  const response = await fetch(url, { ...rest, redirect: "manual" });
  const challenge = response.headers.get("www-authenticate") ?? "";
  const { headers, status } = response;
  return { headers, ...readAnswer({ status, text: await response.text(), challenge }) };
}

/** Registers a consumer, which may ask for itself as well. */
export async function registerConsumer(issuer: Issuer, said: Partial<ClientInput> = {}): Promise<ClientRecord> {
  return client(issuer, { grantTypes: ["oauth1", "client_credentials"], ...said });
}

/** What a registered consumer signs with. */
export function consumerOf({ clientId }: Pick<ClientRecord, "clientId">, privateKey?: KeyObject): Consumer {
  return { key: clientId, secret: SECRET, ...(privateKey === undefined ? {} : { privateKey }) };
}

/** Credentials in an answer; fails when it is a refusal. */
export function pairIn({ status, said, text }: Omit<ConsumerAnswer, "headers">): TokenPair {
  const { oauth_token: token, oauth_token_secret: secret } = said;
  if (status !== 200 || token === undefined || secret === undefined)
    throw new TypeError(`Cannot find credentials in the answer ${status} ${text}`);
  return { token, secret };
}

/** Who goes through the three legs. */
export interface LegsOptions {
  readonly consumer: Consumer;
  readonly person: { readonly username: string; readonly password?: string };
  /** `oob` when not given. */
  readonly callback?: string;
  readonly scope?: string;
  /** How every request is signed. */
  readonly sign?: Pick<SignOptions, "signatureMethod" | "place" | "realm" | "timestamp" | "nonce">;
  /** A browser that was used before. */
  readonly browser?: Visitor;
}

/** Where the three legs are. */
export interface Provider {
  readonly url: string;
}

/** The first leg: the answer to a request for temporary credentials. */
export function askTemporary({ url }: Provider, options: Omit<LegsOptions, "person">): Promise<ConsumerAnswer> {
  const { consumer, callback = "oob", scope, sign = {} } = options;
  return askSigned({
    url: `${url}/oauth1/request_token`,
    method: "POST",
    consumer,
    params: { oauth_callback: callback },
    ...(scope === undefined ? {} : { form: { scope } }),
    ...sign,
  });
}

/** The second leg: what a person sees in the end who signs in and agrees, where the pages ask for it. */
export async function agreeTo(
  { url }: Provider,
  { token, person, browser = visitor(url) }: Pick<LegsOptions, "person" | "browser"> & { readonly token: string },
): Promise<Seen> {
  let page = await browser.go(`${url}/oauth1/authorize?oauth_token=${percentEncoded(token)}`);
  if (page.text.includes('name="password"')) page = await signIn(browser, page, person);
  return page.text.includes('value="allow"') ? allow(browser, page) : page;
}

/** The verifier where the person ended: in the address of the callback, or on the page that shows it. */
export function verifierAt({ url, status, text }: Seen): string {
  const verifier =
    url.searchParams.get("oauth_verifier") ?? /<output\b[^>]*>([^<]+)<\/output>/.exec(text)?.[1]?.replaceAll(" ", "");
  if (verifier === undefined) throw new TypeError(`Cannot find a verifier at '${url.href}': ${status} ${text}`);
  return verifier;
}

/** The third leg: the answer to a request for token credentials. */
export function askToken(
  { url }: Provider,
  {
    consumer,
    temporary,
    verifier,
    sign = {},
  }: Pick<LegsOptions, "consumer" | "sign"> & { readonly temporary: TokenPair; readonly verifier?: string },
): Promise<ConsumerAnswer> {
  return askSigned({
    url: `${url}/oauth1/access_token`,
    method: "POST",
    consumer,
    token: temporary,
    params: { oauth_verifier: verifier },
    ...sign,
  });
}

/** Goes through all three legs. */
export async function threeLegs(
  provider: Provider,
  options: LegsOptions,
): Promise<TokenPair & { readonly temporary: TokenPair; readonly verifier: string }> {
  const temporary = pairIn(await askTemporary(provider, options));
  const verifier = verifierAt(await agreeTo(provider, { ...options, token: temporary.token }));
  return { ...pairIn(await askToken(provider, { ...options, temporary, verifier })), temporary, verifier };
}
