import type { Context, Middleware } from "koa";
import { fail } from "../protocol/mod.ts";
import { type Access, ANONYMOUS, tokenAccess } from "./access.ts";
import type { AccessToken, TokenReader } from "./access_token.ts";
import { answerError } from "./answer_error.ts";
import { type AudienceOptions, checkAudienceOf } from "./audience.ts";
import { enterDpop, enterSpace, type ProtectionSpace } from "./challenge.ts";
import { checkQuery } from "./check_query.ts";
import { type DpopOptions, findDpop, readProved } from "./dpop.ts";
import { type Bearer, type BearerIn, findBearer } from "./find_bearer.ts";
import type { Person } from "./person.ts";
import type { OriginOf } from "./sent_address.ts";
import { isSameSite } from "./same_site.ts";
import { findSigned, type FoundSigned, type SignedRequestReader } from "./signed_request.ts";

/** How callers are recognised. */
export interface AuthenticateOptions extends AudienceOptions {
  readonly reader: TokenReader;
  /** Name of the protected space in challenges; `api` when not given. */
  readonly realm?: string;
  /** Address of the document that says how to get a token for this resource; it goes into every challenge. @see RFC 9728 5.1 */
  readonly resourceMetadata?: string;
  /** True: the body of a 403 names the scopes that were needed, unless a guard says otherwise. */
  readonly errorResponseWithScopes?: boolean;
  readonly bearerIn?: BearerIn;
  /**
   * How tokens are taken that are bound to a key: by the scheme `DPoP`, with a proof for each request, that is made for
   * this method and address (`origin` says which that is). Without it they are refused. @see RFC 9449 7
   */
  readonly dpop?: DpopOptions | undefined;
  /** Reads requests that are signed by OAuth 1.0a, wherever a bearer token would do. @see RFC 5849 3 */
  readonly signed?: SignedRequestReader | undefined;
  /**
   * The scheme and authority by which clients reach the API, such as `https://api.example`, or what tells it of a
   * request: they sign it. As Koa says when not given, which behind a proxy must be told so (`new Koa({ proxy: true })`).
   *
   * Name it where the same consumers call other APIs as well: who sends a request writes its `Host`, so that without a
   * name what was signed for another API can be brought here.
   */
  readonly origin?: OriginOf;
  /** Bytes of a body that may be signed by its hash (`oauth_body_hash`); 1 MiB when not given. */
  readonly longestSignedBody?: number;
  /** False: who brings no credentials hears of bearer tokens alone, also where there are other ways. */
  readonly offersSigned?: boolean;
  /**
   * Finds the person who is signed in with a browser, for requests without a token.
   *
   * A request that changes something and that another site made the browser send counts as anonymous.
   */
  readonly session?: SessionOf;
}

/** Finds the person who is signed in; undefined or null = nobody is. */
export type SessionOf = (context: Context) => Found | Promise<Found>;

type Found = Person | null | undefined;

/** Bytes. */
const LONGEST_SIGNED_BODY = 1_024 * 1_024;

/**
 * Finds out who calls and puts it on `context.state.access`; beside it, for handlers that look there, the token on
 * `state.auth` and who is behind it on `state.user` (name and subject; `access.account()` looks the whole person up).
 *
 * Without a token the caller is anonymous and goes on, and `state.user` stays what others made of it: what that is good
 * for is for `guard()` to say. A bad token or a wrong signature is answered here, 401 with a challenge; a query that is
 * broken with 400.
 *
 * Where requests may be signed, put it before what parses bodies: a body that is signed is read here, and put back.
 *
 * @see RFC 6750 3, RFC 5849 3.2
 * @throws {TypeError} When `resourceMetadata` is no https or http URL, or `resource` is no absolute URI.
 */
export function authenticate(options: AuthenticateOptions): Middleware {
  const { reader, bearerIn = {}, session, signed, origin, longestSignedBody = LONGEST_SIGNED_BODY } = options;
  const { dpop } = options;
  const space = spaceOf(options);
  const checkAudience = checkAudienceOf(options, reader);

  function accessOfToken(token: AccessToken | undefined, context: Context): Access {
    // Readers of others may say null.
    if (token === undefined || token === null) {
      return fail("invalid_token", "Cannot accept the access token as it is unknown, expired or revoked", {
        rule: "RFC6750-3.1-2",
      });
    }
    checkAudience(token, context);
    return tokenAccess(token, reader);
  }

  function accessWithout(context: Context): Access | Promise<Access> {
    return session === undefined ? ANONYMOUS : sessionAccess(context, session);
  }

  function accessOfSigned({ token }: FoundSigned, context: Context): Access {
    checkAudience(token, context);
    return tokenAccess(token, signed?.account === undefined ? reader : signed);
  }

  function findSignature(context: Context, bearer: Bearer | undefined): ReturnType<typeof findSigned> {
    return signed === undefined
      ? undefined
      : findSigned(context, { signed, origin, bearer, longestBody: longestSignedBody });
  }

  /** The token that is shown with a proof; undefined = none is. */
  function findProof(context: Context, bearer: Bearer | undefined): string | undefined {
    const text = dpop === undefined ? undefined : findDpop(context);
    if (text === undefined) return undefined;
    enterDpop(context);
    return bearer === undefined
      ? text
      : fail("invalid_request", "Cannot accept an access token in two places at once", { rule: "RFC6750-3.1-1" });
  }

  async function accessOfProved(text: string, context: Context): Promise<Access> {
    const token = dpop === undefined ? undefined : await readProved(text, context, { dpop, reader, origin });
    return accessOfToken(token, context);
  }

  return async (context, next) => {
    enterSpace(context, space);
    addVary(context);
    let isSeen = false;
    try {
      const found = findBearer(context, bearerIn);
      const bearer = found instanceof Promise ? await found : found;
      const proved = findProof(context, bearer);
      const looked = proved === undefined ? findSignature(context, bearer) : undefined;
      const signature = looked === undefined ? undefined : await looked;
      // Whose parameters are signed hears of a broken query in the words of OAuth 1.0.
      if (signature === undefined && refusesQuery(context)) return;
      let access: Access;
      if (signature !== undefined) access = accessOfSigned(signature, context);
      else if (proved !== undefined) access = await accessOfProved(proved, context);
      else if (bearer === undefined) access = await accessWithout(context);
      else access = accessOfToken(await reader.read(bearer.text), context);
      enterState(context, access);
      isSeen = bearer?.place === "query" || signature?.inHeader === false;
    } catch (error) {
      answerError(context, error, { challenge: true });
      return;
    }
    await next();
    // Choice: more than RFC 6750 2.3 asks, since whoever keeps the answer keeps the address, and the token in it; and
    // no cache knows that a request is authenticated which does not say so in its header (RFC 5849 4.4).
    if (isSeen) context.set("Cache-Control", "private, no-store");
  };
}

/** The space that the options name, checked. */
function spaceOf(options: AuthenticateOptions): ProtectionSpace {
  const { realm = "api", resourceMetadata, errorResponseWithScopes, signed, dpop } = options;
  const { offersSigned = signed !== undefined } = options;
  const offersDpop = dpop !== undefined && options.offersSigned !== false;
  if (resourceMetadata !== undefined && !isWebAddress(resourceMetadata)) {
    throw new TypeError(`Cannot name '${resourceMetadata}' in challenges as it is no https or http URL`);
  }
  return Object.freeze({ realm, resourceMetadata, errorResponseWithScopes, offersSigned, offersDpop });
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//i.test(text);
}

/** Answers a broken query. Without a challenge, as it is not the credentials that are wrong. */
function refusesQuery(context: Context): boolean {
  try {
    checkQuery(context);
    return false;
  } catch (error) {
    answerError(context, error);
    return true;
  }
}

/** Puts who calls where handlers look: ours, and those that were written for others. */
function enterState(context: Context, access: Access): void {
  const { state } = context;
  state["access"] = access;
  if (access.kind === "anonymous") return;
  if (access.kind === "session") {
    state["user"] = access.account;
    return;
  }
  state["auth"] = access.token;
  // Also where nobody is behind the token: whom others found, say by a cookie, is not who calls.
  state["user"] = access.token.subject;
}

async function sessionAccess(context: Context, session: SessionOf): Promise<Access> {
  if (!isSameSite(context)) return ANONYMOUS;
  const account = await session(context);
  return account === undefined || account === null ? ANONYMOUS : { kind: "session", account };
}

/** Tells caches that the answer is for this caller. */
function addVary(context: Context): void {
  const { res } = context;
  if (!res.hasHeader("Vary")) res.setHeader("Vary", "Authorization");
  else if (res.getHeader("Vary") !== "Authorization") context.vary("Authorization");
}
