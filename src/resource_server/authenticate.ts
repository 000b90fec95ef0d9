import type { Context, Middleware } from "koa";
import { fail } from "../protocol/mod.ts";
import type { AccountRecord } from "../stores/mod.ts";
import { type Access, ANONYMOUS, tokenAccess } from "./access.ts";
import type { AccessToken, TokenReader } from "./access_token.ts";
import { answerError } from "./answer_error.ts";
import { type Bearer, type BearerIn, findBearer } from "./find_bearer.ts";
import { isSameSite } from "./same_site.ts";

/** How callers are recognised. */
export interface AuthenticateOptions {
  readonly reader: TokenReader;
  /** Name of the protected space in challenges; `api` when not given. */
  readonly realm?: string;
  readonly bearerIn?: BearerIn;
  /**
   * Finds the person who is signed in with a browser, for requests without a token.
   *
   * A request that changes something and that another site made the browser send counts as anonymous.
   */
  readonly session?: (context: Context) => Promise<AccountRecord | undefined>;
}

/**
 * Finds out who calls and puts it on `context.state.access`.
 *
 * Without a token the caller is anonymous and goes on: what that is good for is for `guard()` to say. A bad token is
 * answered here, 401 with a challenge.
 *
 * @see RFC 6750 3
 */
export function authenticate(options: AuthenticateOptions): Middleware {
  const { reader, realm = "api", bearerIn = {}, session } = options;

  function accessWithout(context: Context): Access | Promise<Access> {
    return session === undefined ? ANONYMOUS : sessionAccess(context, session);
  }

  return async (context, next) => {
    context.state["realm"] = realm;
    addVary(context);
    let bearer: Bearer | undefined;
    try {
      const found = findBearer(context, bearerIn);
      bearer = found instanceof Promise ? await found : found;
      context.state["access"] =
        bearer === undefined ? await accessWithout(context) : accessOfToken(await reader.read(bearer.text), reader);
    } catch (error) {
      answerError(context, error, { challenge: true });
      return;
    }
    await next();
    // Choice: more than RFC 6750 2.3 asks, since whoever keeps the answer keeps the address, and the token in it.
    if (bearer?.place === "query") context.set("Cache-Control", "private, no-store");
  };
}

function accessOfToken(token: AccessToken | undefined, reader: TokenReader): Access {
  if (token !== undefined) return tokenAccess(token, reader);
  return fail("invalid_token", "Cannot accept the access token as it is unknown, expired or revoked", {
    rule: "RFC6750-3.1-2",
  });
}

async function sessionAccess(
  context: Context,
  session: (context: Context) => Promise<AccountRecord | undefined>,
): Promise<Access> {
  if (!isSameSite(context)) return ANONYMOUS;
  const account = await session(context);
  return account === undefined ? ANONYMOUS : { kind: "session", account };
}

/** Tells caches that the answer is for this caller. */
function addVary(context: Context): void {
  const { res } = context;
  if (!res.hasHeader("Vary")) res.setHeader("Vary", "Authorization");
  else if (res.getHeader("Vary") !== "Authorization") context.vary("Authorization");
}
