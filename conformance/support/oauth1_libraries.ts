/**
 * Two libraries from the npm registry as consumers of OAuth 1.0a: node-oauth sends its requests itself, node-oauth1 (by
 * which Postman signs) signs them for fetch.
 *
 * @module
 */
import { OAuth } from "oauth";
import nodeOauth1 from "node-oauth1";
import {
  type Consumer,
  type ConsumerAnswer,
  readAnswer,
  type SignatureMethod,
  type TokenPair,
} from "../../test/support/oauth1.ts";

/** What a library told of an answer. */
export type Told = Omit<ConsumerAnswer, "headers">;

/** A consumer that is built on node-oauth. */
export interface NodeOauth {
  requestToken(): Promise<Told>;
  accessToken(temporary: TokenPair, verifier: string): Promise<Told>;
  get(url: string, token: TokenPair): Promise<Told>;
}

/** How the consumer is set up. */
export interface NodeOauthOptions {
  readonly consumer: Consumer;
  /** All that node-oauth knows, which is not RSA-SHA256. */
  readonly signatureMethod?: Exclude<SignatureMethod, "RSA-SHA256">;
  /** Null: none is sent. */
  readonly callback: string | null;
  /** Where the three legs begin; below the server's own paths when not given. */
  readonly paths?: { readonly requestToken: string; readonly accessToken: string };
  /** How it asks for tokens; POST when not given. */
  readonly method?: "GET" | "POST";
}

const OWN_PATHS = { requestToken: "/oauth1/request_token", accessToken: "/oauth1/access_token" };

function pemOf({ privateKey }: Consumer): string | undefined {
  return privateKey?.export({ type: "pkcs8", format: "pem" }).toString();
}

/** What node-oauth hands to a callback of its own where a request failed. */
type Failure = Error | { readonly statusCode: number; readonly data?: unknown };

function refused(failure: Failure): Told {
  if (failure instanceof Error) throw failure;
  return readAnswer({ status: failure.statusCode, text: String(failure.data) });
}

function tokenTold(ask: (done: (...answer: readonly unknown[]) => void) => void): Promise<Told> {
  return new Promise((resolve, reject) => {
    ask((failure, token, secret, others) => {
      if (failure !== null) {
        Promise.resolve(failure as Failure)
          .then(refused)
          .then(resolve, reject);
        return;
      }
      const said = { ...(others as Readonly<Record<string, string>>), ...named(token, secret) };
      resolve({ status: 200, text: "", said, problem: undefined });
    });
  });
}

/** What node-oauth found of credentials; nothing where it found none. */
function named(token: unknown, secret: unknown): Readonly<Record<string, string>> {
  return {
    ...(typeof token === "string" ? { oauth_token: token } : {}),
    ...(typeof secret === "string" ? { oauth_token_secret: secret } : {}),
  };
}

/** Sets node-oauth up at a server. */
export function nodeOauth(server: { readonly url: string }, options: NodeOauthOptions): NodeOauth {
  const { consumer, signatureMethod = "HMAC-SHA1", callback, paths = OWN_PATHS, method = "POST" } = options;
  const secret = signatureMethod === "RSA-SHA1" ? (pemOf(consumer) ?? "") : consumer.secret;
  const requestUrl = server.url + paths.requestToken;
  const accessUrl = server.url + paths.accessToken;
  const library = new OAuth(requestUrl, accessUrl, consumer.key, secret, "1.0", callback, signatureMethod);
  library.setClientOptions({ requestTokenHttpMethod: method, accessTokenHttpMethod: method, followRedirects: false });
  return {
    requestToken: () => tokenTold((done) => library.getOAuthRequestToken(done)),
    accessToken: (temporary, verifier) =>
      tokenTold((done) => library.getOAuthAccessToken(temporary.token, temporary.secret, verifier, done)),
    get: (url, token) =>
      new Promise((resolve, reject) => {
        library.get(url, token.token, token.secret, (failure, body, response) => {
          if (response === undefined) return reject(failure);
          const challenge = response.headers["www-authenticate"];
          return resolve(readAnswer({ status: response.statusCode ?? 0, text: String(body), challenge }));
        });
      }),
  };
}

/** A request that node-oauth1 is to sign. */
export interface NodeOauth1Options {
  readonly url: string;
  readonly method?: string;
  readonly consumer: Consumer;
  readonly token?: TokenPair;
  readonly signatureMethod?: SignatureMethod;
  readonly place?: "header" | "form" | "query";
  readonly realm?: string;
  /** Further parameters, which are signed as well. */
  readonly params?: Readonly<Record<string, string>>;
}

/** Has node-oauth1 sign a request, and sends it by fetch. */
export async function fetchByNodeOauth1(options: NodeOauth1Options): Promise<Told> {
  const { url, method = "GET", consumer, token, signatureMethod = "HMAC-SHA1", place = "header", realm } = options;
  const privateKey = pemOf(consumer);
  const message = {
    method,
    action: url,
    parameters: Object.entries({ oauth_signature_method: signatureMethod, ...options.params }),
  };
  nodeOauth1.completeRequest(message, {
    consumerKey: consumer.key,
    consumerSecret: consumer.secret,
    ...(token === undefined ? {} : { token: token.token, tokenSecret: token.secret }),
    ...(privateKey === undefined ? {} : { privateKey }),
  });
  const { parameters } = message;
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const response = await fetch(place === "query" ? nodeOauth1.addToURL(url, parameters) : url, {
    method,
    ...(place === "header" ? { headers: { authorization: nodeOauth1.getAuthorizationHeader(realm, parameters) } } : {}),
    ...(place === "form" ? { headers: form, body: nodeOauth1.formEncode(parameters) } : {}),
  });
  const challenge = response.headers.get("www-authenticate") ?? "";
  return readAnswer({ status: response.status, text: await response.text(), challenge });
}
