import { createHmac, createSign } from "node:crypto";
import { unguessable } from "./authorize.ts";
import { Refused } from "../refused.ts";
import type { Client } from "./client.ts";

type Pair = readonly [name: string, value: string];

/** A token of OAuth 1.0a, temporary or not. */
export interface Credential {
  readonly token: string;
  readonly secret: string;
}

/** @see RFC 5849 3.6 */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** As forms are encoded, which is a mistake here. */
function formEncode(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** @see RFC 5849 3.4.1.3.2 */
function normalised(pairs: readonly Pair[], encode: (text: string) => string): string {
  return pairs
    .map(([name, value]): Pair => [encode(name), encode(value)])
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

const HASHES: Readonly<Record<string, string>> = {
  "HMAC-SHA1": "sha1",
  "HMAC-SHA256": "sha256",
  "RSA-SHA1": "RSA-SHA1",
  "RSA-SHA256": "RSA-SHA256",
};

function signed(
  method: string,
  base: string,
  { consumer, token }: { readonly consumer: string; readonly token: string },
) {
  const key = `${percentEncode(consumer)}&${percentEncode(token)}`;
  const hash = HASHES[method];
  if (method === "PLAINTEXT") return key;
  if (hash === undefined) throw new Refused(`Cannot sign by '${method}'`);
  if (method.startsWith("RSA")) return createSign(hash).update(base).sign(consumer, "base64");
  return createHmac(hash, key).update(base).digest("base64");
}

/** What a request is signed with. */
export interface SignOptions {
  readonly method: string;
  readonly credential?: Credential;
  /** Further parameters of the protocol. */
  readonly oauth?: Readonly<Record<string, string>>;
}

/** The header field that signs a request without a body. @see RFC 5849 3.5.1 */
export function authorizationOf(client: Client, address: string, options: SignOptions): string {
  const { checks, config } = client;
  const { method, credential, oauth = {} } = options;
  const encode = checks.on("oauth1_encoding") ? percentEncode : formEncode;
  const signatureMethod = config.signature_method ?? "HMAC-SHA1";
  const now = Math.floor(Date.now() / 1000);
  const own: readonly Pair[] = Object.entries({
    oauth_consumer_key: config.client_id,
    oauth_nonce: checks.on("oauth1_nonce") ? unguessable() : "the-same-nonce-each-time",
    oauth_signature_method: signatureMethod,
    oauth_timestamp: String(checks.on("oauth1_nonce") ? now : now - (now % 100)),
    oauth_version: "1.0",
    ...(credential === undefined ? {} : { oauth_token: credential.token }),
    ...oauth,
  });
  const url = new URL(address);
  const all: readonly Pair[] = [...own, ...url.searchParams];
  const base = [method, percentEncode(`${url.origin}${url.pathname}`), percentEncode(normalised(all, encode))].join(
    "&",
  );
  const secret = checks.on("oauth1_secret") ? (credential?.secret ?? "") : "";
  const signature = signed(signatureMethod, base, { consumer: config.client_secret ?? "", token: secret });
  const fields: readonly Pair[] = [...own, ["oauth_signature", signature]];
  return `OAuth ${fields.map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`).join(", ")}`;
}
