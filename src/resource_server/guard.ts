import type { Context, Middleware } from "koa";
import { parseScope, printScope, ruleUrl, type Scope } from "../protocol/mod.ts";
import { type Access, accessOf } from "./access.ts";
import { answerError } from "./answer_error.ts";
import { challengeFor, challengesFor, spaceMet } from "./challenge.ts";
import type { Permission, Verdict } from "./permission.ts";
import { type Refusal, writeRefusal } from "./write_refusal.ts";

/** How refusals are told. */
export interface GuardOptions {
  /** True: the body of a 403 names the scopes that were needed, as `required_scopes`; as `authenticate()` says when not given. */
  readonly errorResponseWithScopes?: boolean;
}

/**
 * Lets those through whom a permission allows; `authenticate()` comes before it.
 *
 * Others are refused: anonymous callers with 401 and a challenge that names no error, as they did nothing wrong yet;
 * known ones with 403, and for a token with `insufficient_scope` and the scope that is needed. Credentials of a kind
 * that is not ours are refused as a person's are.
 *
 * @see RFC 6750 3.1
 * @throws {TypeError} When `authenticate()` did not run before.
 */
export function guard(permission: Permission, options: GuardOptions = {}): Middleware {
  return async (context, next) => {
    const access = accessOf(context);
    let verdict: Verdict;
    try {
      const judged = permission(access, context);
      verdict = judged instanceof Promise ? await judged : judged;
    } catch (error) {
      answerError(context, error);
      return;
    }
    if (verdict.allowed) await next();
    else writeRefusal(context, refusalFor(access, context, whatToTell(context, { ...options, scope: verdict.scope })));
  };
}

interface RefusalOptions extends Required<GuardOptions> {
  /** Printed; undefined = no scope would help. */
  readonly scope: string | undefined;
}

function whatToTell(
  context: Context,
  { scope, ...options }: GuardOptions & { readonly scope: Scope | undefined },
): RefusalOptions {
  const { errorResponseWithScopes = spaceMet(context).errorResponseWithScopes === true } = options;
  return { errorResponseWithScopes, scope: legalScope(scope) };
}

function refusalFor(access: Access, context: Context, options: RefusalOptions): Refusal {
  switch (access.kind) {
    case "anonymous":
      return {
        status: 401,
        headers: { "WWW-Authenticate": challengesFor(context) },
        body: { error_description: "Cannot answer without an access token: send one in the Authorization header" },
      };
    case "token":
      return tokenRefusal(context, options);
    case "session":
      return otherRefusal(context, { ...options, description: "Cannot do this for the person who is signed in" });
    default:
      return otherRefusal(context, { ...options, description: "Cannot do this with credentials of this kind" });
  }
}

function otherRefusal(
  context: Context,
  { description, ...options }: RefusalOptions & { readonly description: string },
): Refusal {
  return {
    status: 403,
    headers: { "WWW-Authenticate": challengeFor(context, { scope: options.scope }) },
    body: { error: "access_denied", error_description: description, ...requiredScopes(options) },
  };
}

function tokenRefusal(context: Context, options: RefusalOptions): Refusal {
  const { scope } = options;
  const error = "insufficient_scope";
  const description =
    scope === undefined
      ? "Cannot do this for the bearer of this access token"
      : `Cannot do this as the access token lacks a scope of '${scope}'`;
  return {
    status: 403,
    headers: { "WWW-Authenticate": challengeFor(context, { error, description, scope }) },
    body: {
      error,
      error_description: description,
      error_uri: ruleUrl("RFC6750-3.1-3"),
      ...requiredScopes(options),
    },
  };
}

function requiredScopes({ scope, errorResponseWithScopes }: RefusalOptions): Readonly<Record<string, unknown>> {
  return errorResponseWithScopes && scope !== undefined ? { required_scopes: parseScope(scope) } : {};
}

/** A scope that was worked out from a request may hold anything; what no scope may hold is not repeated. */
function legalScope(scope: Scope | undefined): string | undefined {
  if (scope === undefined || scope.length === 0) return undefined;
  const text = printScope(scope);
  try {
    parseScope(text);
    return text;
  } catch {
    return undefined;
  }
}
