import type { IncomingMessage } from "node:http";
import type { Context } from "koa";
import { fail, type ReceivedRequest } from "../protocol/mod.ts";
import { isCompressed, isForm } from "./_form.ts";
import type { AccessToken, TokenReader } from "./access_token.ts";
import type { Bearer } from "./find_bearer.ts";
import { peekBody } from "./peek_body.ts";
import { type OriginOf, originOf, targetOf } from "./sent_address.ts";

/**
 * Turns a signed request into what it stands for: OAuth 1.0a of an issuer in the same process, where the secrets are by
 * which requests are signed.
 */
export interface SignedRequestReader {
  /** Whether a request wants to be read as a signed one. It is asked often, and must not cost anything. */
  isSigned(request: Pick<ReceivedRequest, "authorization" | "query" | "form">): boolean;
  /** Throws the problems of OAuth 1.0a, and `StoreUnavailable` when it cannot tell now. */
  read(request: ReceivedRequest): Promise<AccessToken>;
  /** Finds the person that a token stands for; the reader of bearer tokens does where it is left out. */
  account?: NonNullable<TokenReader["account"]>;
}

/** How signed requests are told from others. */
export interface FindSignedOptions {
  readonly signed: SignedRequestReader;
  readonly origin: OriginOf | undefined;
  /** Bytes of a body that is hashed. */
  readonly longestBody: number;
  /** What the request brings beside. */
  readonly bearer: Bearer | undefined;
}

/** A request whose signature is right. */
export interface FoundSigned {
  readonly token: AccessToken;
  /** Whether it says so in the header, where caches see it. */
  readonly inHeader: boolean;
}

/** Bytes. */
const LONGEST_FORM = 64 * 1_024;
const SMALL_O = 0x6f;

/**
 * Finds what a signed request stands for; undefined when it is none. It waits, and looks into a body, only where a
 * request may be signed: the bearer of a token in the header costs a look at a letter and at the address.
 *
 * @see RFC 5849 3.5
 * @throws {OAuthError} The problems of OAuth 1.0a, and `invalid_request` where a bearer token stands beside a signature.
 */
export function findSigned(context: Context, options: FindSignedOptions): undefined | Promise<FoundSigned | undefined> {
  return mayBeSigned(context, options) ? readOnce(context, options) : undefined;
}

/** What was found in a request, and by whom. */
interface Reading {
  readonly by: SignedRequestReader;
  readonly found: Promise<FoundSigned | undefined>;
}

const readings = new WeakMap<IncomingMessage, Reading>();

/** A nonce works once, so that a request that is authenticated twice, for all routes and for one, is read once. */
function readOnce(context: Context, options: FindSignedOptions): Promise<FoundSigned | undefined> {
  const known = readings.get(context.req);
  if (known?.by === options.signed) return known.found;
  const found = readSigned(context, options);
  readings.set(context.req, { by: options.signed, found });
  return found;
}

function mayBeSigned(context: Context, { bearer }: FindSignedOptions): boolean {
  const { headers, url = "" } = context.req;
  const { authorization } = headers;
  if (authorization !== undefined && beginsWithO(authorization)) return true;
  if (url.includes("oauth_")) return true;
  return bearer === undefined && isForm(context);
}

function beginsWithO(text: string): boolean {
  return (text.charCodeAt(0) | 0x20) === SMALL_O;
}

async function readSigned(context: Context, options: FindSignedOptions): Promise<FoundSigned | undefined> {
  const { signed, origin, bearer } = options;
  const { authorization, host } = context.req.headers;
  const { path, query } = targetOf(context);
  const isSure = signed.isSigned({ authorization, query, form: undefined });
  if (bearer !== undefined) {
    if (isSure) refuseBoth();
    return undefined;
  }
  const form = isForm(context) ? await readForm(context, { isSure }) : undefined;
  if (!isSure && (form === undefined || !signed.isSigned({ authorization, query, form }))) return undefined;
  const sentTo = originOf(context, origin);
  const body = form ?? (hasBodyHash(authorization, query) ? await readBody(context, options) : "");
  const token = await signed.read({
    method: context.method,
    origin: sentTo,
    host,
    path,
    query,
    authorization,
    form,
    body,
    secure: /^https:/i.test(sentTo),
    address: context.ip,
  });
  return { token, inHeader: authorization !== undefined && beginsWithO(authorization) };
}

function refuseBoth(): never {
  fail("invalid_request", "Cannot accept an access token and a signature of OAuth 1.0 at once", {
    rule: "RFC6750-3.1-1",
  });
}

/** A body that is no form is signed by its hash alone. @see OAuth Request Body Hash 3 */
function hasBodyHash(authorization: string | undefined, query: string): boolean {
  return [authorization ?? "", query].some((text) => text.includes("oauth_body_hash"));
}

/**
 * The text of a form. Where it is not sure that the request is signed, a form that cannot be read is left to whoever it
 * is for.
 */
async function readForm(context: Context, { isSure }: { readonly isSure: boolean }): Promise<string | undefined> {
  const { rawBody } = context.request;
  if (typeof rawBody === "string") return rawBody;
  if (!isSure && (isCompressed(context) || context.req.readableEnded)) return undefined;
  checkEncoding(context);
  const bytes = await peekBody(context.req, { longest: LONGEST_FORM });
  if (bytes === undefined) {
    const isTouched = context.req.headers["content-length"] === undefined;
    // What was begun and is read to its end by nobody blocks the connection.
    if (isSure || isTouched) context.res.setHeader("Connection", "close");
    if (isSure) refuseLong(LONGEST_FORM);
  }
  // What is not ASCII is refused by who reads it.
  return bytes === undefined ? undefined : Buffer.from(bytes).toString("latin1");
}

async function readBody(context: Context, { longestBody }: FindSignedOptions): Promise<string | Uint8Array> {
  const { rawBody } = context.request;
  if (typeof rawBody === "string") return rawBody;
  checkEncoding(context);
  const bytes = await peekBody(context.req, { longest: longestBody });
  if (bytes !== undefined) return bytes;
  context.res.setHeader("Connection", "close");
  return refuseLong(longestBody);
}

/** Nobody can tell whether a client signed what it sent, or what it packed. */
function checkEncoding(context: Context): void {
  if (!isCompressed(context)) return;
  fail("parameter_rejected", "Cannot check the signature of a compressed body: send it without Content-Encoding", {
    rule: "RFC5849-3.4.1.3.1-3",
    status: 415,
  });
}

function refuseLong(longest: number): never {
  fail("parameter_rejected", `Cannot check the signature of a body of more than ${longest} bytes`, {
    rule: "RFC5849-4.10-2",
    status: 413,
  });
}
