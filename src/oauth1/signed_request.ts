import type { Instant } from "../platform/mod.ts";
import { fail, type Param, type ReceivedRequest } from "../protocol/mod.ts";
import { isOauthAuthorization, parseOauthAuthorization } from "./authorization_header.ts";
import { decodeForm } from "./percent_encoding.ts";
import { refuseAbsent, refuseParameter } from "./problems.ts";

/** Where the protocol parameters stood. @see RFC 5849 3.5 */
export type Place = "header" | "form" | "query";

/** A request that says by whom it is signed, and how; whether that is true is another question. */
export interface SignedRequest {
  readonly method: string;
  readonly origin: string;
  /** As it was sent. */
  readonly path: string;
  readonly realm?: string;
  readonly place: Place;
  readonly consumerKey: string;
  /** Absent as well where it is empty. @see RFC 5849 2.1 */
  readonly token?: string;
  readonly signatureMethod: string;
  readonly signature: string;
  readonly timestamp?: Instant;
  readonly nonce?: string;
  readonly callback?: string;
  readonly verifier?: string;
  readonly bodyHash?: string;
  readonly body: string | Uint8Array;
  /** Whether the body is a form, whose fields are signed themselves. */
  readonly isForm: boolean;
  /** All that is signed, decoded: of header, form and query in this order. */
  readonly params: readonly Param[];
}

const MOST_PARAMS = 200;
/** Digits of milliseconds, so that whoever counts those is told so. */
const LONGEST_TIMESTAMP = 13;
const PREFIX = "oauth_";
const MARKS = ["oauth_consumer_key", "oauth_signature", "oauth_signature_method"];

/** Characters that the value of a protocol parameter may have; a signature of RSA with 8192 bits has 1,368. */
const LONGEST: Readonly<Record<string, number>> = {
  oauth_consumer_key: 255,
  oauth_token: 255,
  oauth_signature_method: 64,
  oauth_signature: 2000,
  oauth_nonce: 255,
  oauth_callback: 2000,
  oauth_verifier: 255,
  oauth_body_hash: 128,
};

/**
 * Whether a request wants to be read as one of OAuth 1.0: by the scheme of its header field, or by a consumer key or a
 * signature in its form or its query.
 *
 * @see RFC 5849 3.5
 *
 * @example A token alone is no signature
 * ```ts
 * const request = { authorization: undefined, form: undefined };
 * assert.isFalse(isSigned({ ...request, query: "oauth_token=abc" }));
 * assert.isTrue(isSigned({ ...request, query: "a=b&oauth_signature=abc" }));
 * ```
 */
export function isSigned(request: Pick<ReceivedRequest, "authorization" | "query" | "form">): boolean {
  const { authorization, query, form } = request;
  if (authorization !== undefined && isOauthAuthorization(authorization)) return true;
  return hasMark(query) || (form !== undefined && hasMark(form));
}

/**
 * Reads what a signed request says.
 *
 * Choice: protocol parameters without a value count as left out; what is signed holds them all the same.
 *
 * @see RFC 5849 3.1, 3.2, 3.5
 * @throws {OAuthError} `parameter_absent`, `parameter_rejected` (unreadable, repeated, in several places, too long, too
 * many) and `version_rejected`, all 400.
 *
 * @example A request of two legs
 * ```ts
 * const signed = readSigned({
 *   method: "GET",
 *   origin: "https://api.test",
 *   path: "/",
 *   query: "oauth_consumer_key=key&oauth_signature_method=PLAINTEXT&oauth_signature=secret%26",
 *   authorization: undefined,
 *   form: undefined,
 *   body: "",
 *   secure: true,
 * });
 * assert.equal(signed.signature, "secret&");
 * ```
 */
export function readSigned(received: ReceivedRequest): SignedRequest {
  const { method, origin, path, authorization, form, query, body } = received;
  const header = authorization === undefined ? undefined : parseOauthAuthorization(authorization);
  const sources: Readonly<Record<Place, readonly Param[]>> = {
    header: header?.params ?? [],
    form: form === undefined ? [] : readForm(form),
    query: readForm(query),
  };
  const all = [...sources.header, ...sources.form, ...sources.query];
  if (all.length > MOST_PARAMS) refuseCrowd();
  const place = placeOf(sources);
  const own = protocolParameters(sources[place]);
  checkVersion(own.get("oauth_version"));
  checkPresent(own);
  checkValues(own);
  const timestamp = own.get("oauth_timestamp");
  return {
    method,
    origin,
    path,
    body,
    place,
    isForm: form !== undefined,
    consumerKey: own.get("oauth_consumer_key") ?? "",
    signatureMethod: own.get("oauth_signature_method") ?? "",
    signature: own.get("oauth_signature") ?? "",
    params: all.filter(([name]) => name !== "oauth_signature"),
    ...(header?.realm === undefined ? {} : { realm: header.realm }),
    ...(timestamp === undefined ? {} : { timestamp: parseTimestamp(timestamp) }),
    ...optional("token", own.get("oauth_token")),
    ...optional("nonce", own.get("oauth_nonce")),
    ...optional("callback", own.get("oauth_callback")),
    ...optional("verifier", own.get("oauth_verifier")),
    ...optional("bodyHash", own.get("oauth_body_hash")),
  };
}

function optional<N extends string>(name: N, value: string | undefined): { readonly [K in N]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in N]: string });
}

/** Whether raw parameters hold a name that stands in signed requests alone; nothing is decoded for that. */
function hasMark(raw: string): boolean {
  return raw.includes(PREFIX) && MARKS.some((name) => hasName(raw, name));
}

function hasName(raw: string, name: string): boolean {
  for (let at = raw.indexOf(name); at !== -1; at = raw.indexOf(name, at + 1)) {
    const next = raw[at + name.length];
    if ((at === 0 || raw[at - 1] === "&") && (next === undefined || next === "=" || next === "&")) return true;
  }
  return false;
}

/** The parameters of a query or a form, the empty and the repeated ones too, without going on when they are too many. */
function readForm(raw: string): readonly Param[] {
  const params: Param[] = [];
  for (let start = 0, end = 0; start < raw.length; start = end + 1) {
    const mark = raw.indexOf("&", start);
    end = mark === -1 ? raw.length : mark;
    if (end === start) continue;
    if (params.length === MOST_PARAMS) refuseCrowd();
    params.push(readPair(raw.slice(start, end)));
  }
  return params;
}

function readPair(pair: string): Param {
  const equals = pair.indexOf("=");
  const name = decodeForm(equals === -1 ? pair : pair.slice(0, equals));
  const value = equals === -1 ? "" : decodeForm(pair.slice(equals + 1));
  if (name === undefined || value === undefined) {
    refuseParameter(name, { as: "its parameters are not form-encoded UTF-8", rule: "RFC5849-3.4.1.3.1-6" });
  }
  return [name, value];
}

/** The one place where protocol parameters stand. @see RFC 5849 3.5 */
function placeOf(sources: Readonly<Record<Place, readonly Param[]>>): Place {
  const places = (["header", "form", "query"] as const).filter((place) =>
    sources[place].some(([name]) => name.startsWith(PREFIX)),
  );
  const [place = "header", other] = places;
  if (other === undefined) return place;
  const [name] = sources[other].find(([each]) => each.startsWith(PREFIX)) ?? [];
  return refuseParameter(name, {
    as: `parameters that begin with oauth_ stand in its ${place} and in its ${other}`,
    rule: "RFC5849-3.5-1",
  });
}

/** The protocol parameters that have a value, by name. */
function protocolParameters(params: readonly Param[]): ReadonlyMap<string, string> {
  const seen = new Set<string>();
  const own = new Map<string, string>();
  for (const [name, value] of params) {
    if (!name.startsWith(PREFIX)) continue;
    if (seen.has(name)) {
      refuseParameter(name, { as: "it repeats a parameter that begins with oauth_", rule: "RFC5849-3.1-9" });
    }
    seen.add(name);
    if (value !== "") own.set(name, value);
  }
  return own;
}

function checkVersion(version: string | undefined): void {
  if (version === undefined || version === "1.0") return;
  fail("version_rejected", "Cannot read the signed request as its oauth_version is not '1.0'", {
    rule: "RFC5849-3.2-6",
    extra: { oauth_acceptable_versions: "1.0-1.0" },
  });
}

const REQUIRED = [
  ["oauth_consumer_key", "RFC5849-3.1-2"],
  ["oauth_signature_method", "RFC5849-3.1-4"],
  ["oauth_signature", "RFC5849-3.1-10"],
  ["oauth_timestamp", "RFC5849-3.1-5"],
  ["oauth_nonce", "RFC5849-3.1-6"],
] as const;

/** What PLAINTEXT can do without. @see RFC 5849 3.1 */
const OF_SIGNATURES: ReadonlySet<string> = new Set(["oauth_timestamp", "oauth_nonce"]);

function checkPresent(own: ReadonlyMap<string, string>): void {
  const isPlain = own.get("oauth_signature_method") === "PLAINTEXT";
  const absent = REQUIRED.filter(([name]) => !own.has(name) && !(isPlain && OF_SIGNATURES.has(name)));
  const [first] = absent;
  if (first !== undefined) {
    refuseAbsent(
      absent.map(([name]) => name),
      { rule: first[1] },
    );
  }
}

function checkValues(own: ReadonlyMap<string, string>): void {
  for (const [name, value] of own) {
    const longest = LONGEST[name];
    if (longest !== undefined && (value.length > longest || !isPrintable(value))) {
      refuseParameter(name, {
        as: `${name} is not a text of 1 to ${longest} printable characters`,
        rule: name === "oauth_nonce" ? "RFC5849-3.2-16" : "RFC5849-3.2-9",
      });
    }
  }
}

/** Whether text is free of control characters (C0, DEL, C1), which no store and no log need see. */
function isPrintable(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return false;
  }
  return true;
}

function parseTimestamp(text: string): Instant {
  const isWhole = text.length <= LONGEST_TIMESTAMP && /^[0-9]+$/.test(text);
  if (!isWhole || Number(text) === 0) {
    refuseParameter("oauth_timestamp", {
      as: `oauth_timestamp is not a positive whole number of at most ${LONGEST_TIMESTAMP} digits`,
      rule: "RFC5849-3.3-1",
    });
  }
  return Number(text);
}

function refuseCrowd(): never {
  return refuseParameter(undefined, {
    as: `it has more than '${MOST_PARAMS}' parameters`,
    rule: "RFC5849-4.10-2",
  });
}
