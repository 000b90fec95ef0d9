import { createHmac } from "node:crypto";
import type { Param, ReceivedRequest } from "../../protocol/mod.ts";
import { printOauthAuthorization } from "../authorization_header.ts";
import { findSignatureMethod, type SharedSecrets, type VerifyingKey } from "../signature_methods.ts";
import { readSigned } from "../signed_request.ts";
import type { Trial } from "./trial.ts";

/** What the consumer and its token share with the server, with characters that have to be encoded. */
export const SECRETS: SharedSecrets = { consumerSecret: "kd94 hf93&k423", tokenSecret: "pfkk/dhi9sl3r4s00" };

/** A request before it is signed. */
export interface Sent {
  readonly method?: string;
  /** Scheme and authority; what the server takes for its own name. */
  readonly origin?: string;
  readonly path?: string;
  readonly query?: string;
  readonly form?: string;
  /** Another body. */
  readonly body?: string;
  readonly realm?: string;
  /** Changes to the protocol parameters; undefined leaves one out. */
  readonly params?: Readonly<Record<string, string | undefined>>;
}

/** How a client signs; what is not said it does right, and by hand. */
export interface Signer {
  readonly method?: string;
  readonly uri?: string;
  /** What it signs of all that it sends. */
  readonly picks?: (params: readonly Param[]) => readonly Param[];
  readonly encode?: (text: string) => string;
  readonly encodeAgain?: (text: string) => string;
  readonly sorts?: (params: readonly Param[]) => readonly Param[];
  /** Changes the base string when it is made. */
  readonly base?: (base: string) => string;
  readonly key?: (secrets: SharedSecrets) => string;
  readonly hash?: string;
  readonly writes?: (mac: Buffer) => string;
  /** Makes the whole signature. */
  readonly signs?: (base: string) => string;
}

/** RFC 5849 3.6 by the table of what may stand bare. */
export function encoded(text: string): string {
  return Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[\w.~-]/.test(character) ? character : `%${Buffer.from([byte]).toString("hex").toUpperCase()}`;
  }).join("");
}

function decodedForm(text: string): readonly Param[] {
  return [...new URLSearchParams(text)];
}

function sorted(params: readonly Param[]): readonly Param[] {
  return params.toSorted((one, other) => Buffer.compare(Buffer.from(one.join("\0")), Buffer.from(other.join("\0"))));
}

const SENT = {
  oauth_consumer_key: "dpf43f3p2l4k3l03",
  oauth_token: "nnch734d00sl2jdk",
  oauth_nonce: "kllo9940pd9333jh",
  oauth_timestamp: "1191242096",
  oauth_signature_method: "HMAC-SHA1",
};

function protocolParams(sent: Sent): readonly Param[] {
  const all = { ...SENT, ...sent.params };
  return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** What a client signs, by its own lights. */
export function baseOf(sent: Sent, signer: Signer = {}): string {
  const { method = "GET", origin = "https://photos.example.net", path = "/photos", query = "", form = "" } = sent;
  const { encode = encoded, encodeAgain = encoded, sorts = sorted, picks = (all) => all } = signer;
  const all = [...protocolParams(sent), ...decodedForm(form), ...decodedForm(query)];
  const pairs = sorts(picks(all).map(([name, value]) => [encode(name), encode(value)]));
  const joined = pairs.map((pair) => pair.join("=")).join("&");
  return [signer.method ?? method, encodeAgain(signer.uri ?? origin + path), encodeAgain(joined)].join("&");
}

function signatureBy(sent: Sent, signer: Signer): string {
  const base = (signer.base ?? String)(baseOf(sent, signer));
  if (signer.signs !== undefined) return signer.signs(base);
  const { hash = "sha1", key = rightKey, writes = (mac) => mac.toString("base64") } = signer;
  return writes(createHmac(hash, key(SECRETS)).update(base).digest());
}

/** RFC 5849 3.4.2. */
export function rightKey({ consumerSecret, tokenSecret }: SharedSecrets): string {
  return `${encoded(consumerSecret)}&${encoded(tokenSecret)}`;
}

/** What the server receives of a client that signs in its own way. */
export function receivedFrom(sent: Sent, signer: Signer = {}): ReceivedRequest {
  const { method = "GET", origin = "https://photos.example.net", path = "/photos", query = "", realm } = sent;
  const params: readonly Param[] = [...protocolParams(sent), ["oauth_signature", signatureBy(sent, signer)]];
  return {
    method,
    origin,
    path,
    query,
    authorization: printOauthAuthorization({ params, ...(realm === undefined ? {} : { realm }) }),
    form: sent.form,
    body: sent.form ?? sent.body ?? "",
    secure: true,
  };
}

/** The same, as it is tried. */
export function trialOf(received: ReceivedRequest, keys: readonly VerifyingKey[] = [SECRETS]): Trial {
  const signed = readSigned(received);
  const method = findSignatureMethod(signed.signatureMethod);
  if (method === undefined) throw new TypeError("Cannot try a method that there is not");
  return { received, signed, method, keys };
}
