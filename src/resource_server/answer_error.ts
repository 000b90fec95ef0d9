import type { Context } from "koa";
import { OAuthError, ruleUrl } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { challengeFor } from "./challenge.ts";
import { writeRefusal } from "./write_refusal.ts";

/** How an error is told. */
export interface AnswerErrorOptions {
  /** True: a challenge goes along with every status but 5xx, as the credentials are what is wrong. */
  readonly challenge?: boolean;
}

/** Seconds after which a caller may try again. */
const RETRY_AFTER = "2";

/**
 * Answers with what went wrong, as JSON: a refusal in its own words, 503 when a store is away, else 500 that shows
 * nothing of the inside. What is not the caller's mistake goes to the application's `error` event.
 *
 * What the application threw by Koa's `context.throw()` to tell the caller goes on to Koa, which tells them.
 *
 * @see RFC 6750 3
 */
export function answerError(context: Context, thrown: unknown, options: AnswerErrorOptions = {}): void {
  if (isForCaller(thrown)) throw thrown;
  const error = thrown instanceof OAuthError ? thrown : serverError(thrown, context);
  const url = error.rule === undefined ? undefined : ruleUrl(error.rule);
  const challenge = isChallenged(error, options)
    ? challengeFor(context, { error: error.code, description: error.description })
    : undefined;
  writeRefusal(context, {
    status: error.status,
    headers: { ...error.headers, ...(challenge === undefined ? {} : { "WWW-Authenticate": challenge }) },
    body: {
      error: error.code,
      error_description: error.description,
      ...(url === undefined ? {} : { error_uri: url }),
      ...error.extra,
    },
  });
}

/** Whether it is an error that Koa shows: of the caller's mistakes, and what the application says may be seen. */
function isForCaller(thrown: unknown): thrown is Error {
  return thrown instanceof Error && "expose" in thrown && thrown.expose === true && "status" in thrown;
}

function isChallenged(error: OAuthError, { challenge = false }: AnswerErrorOptions): boolean {
  if (error.code === "invalid_token" || error.code === "insufficient_scope") return true;
  return challenge && error.status < 500;
}

function serverError(thrown: unknown, context: Context): OAuthError {
  // Koa's own listener of this event refuses what is not an Error.
  const cause =
    thrown instanceof Error
      ? thrown
      : new TypeError("Cannot answer as a middleware threw what is no Error", { cause: thrown });
  context.app.emit("error", cause, context);
  if (cause instanceof StoreUnavailable) {
    return new OAuthError("temporarily_unavailable", "Cannot answer now: try again in a few seconds", {
      headers: { "Retry-After": RETRY_AFTER },
      cause,
    });
  }
  return new OAuthError("server_error", "Cannot answer because of a mistake in the server", { cause });
}
