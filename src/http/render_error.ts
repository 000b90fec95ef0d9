import { type Endpoint, type Exchange, wantsPage } from "../engine/mod.ts";
import { renderProblem } from "../pages/mod.ts";
import { TooBusy } from "../platform/mod.ts";
import {
  form,
  html,
  json,
  NO_STORE,
  OAuthError,
  printOauthChallenge,
  type Reply,
  ruleUrl,
  withHeaders,
} from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";

/** Seconds after which a client may try again. */
const RETRY_AFTER = "2";

/** What is said as long as the server lacks something or has too much to do; undefined = that is not what was thrown. */
export function busyError(thrown: unknown): OAuthError | undefined {
  if (!(thrown instanceof StoreUnavailable) && !(thrown instanceof TooBusy)) return undefined;
  return new OAuthError("temporarily_unavailable", "Cannot answer now: try again in a few seconds", {
    status: 503,
    headers: { "Retry-After": RETRY_AFTER },
    cause: thrown,
  });
}

function serverError(error: unknown, exchange: Exchange): OAuthError {
  const busy = busyError(error);
  if (busy !== undefined) {
    exchange.log.warn("Cannot serve a request now", { trace: exchange.trace, cause: error });
    return busy;
  }
  exchange.log.error("Cannot serve a request because of a mistake in the server", {
    trace: exchange.trace,
    cause: error,
  });
  return new OAuthError(
    "server_error",
    `Cannot answer because of a mistake in the server; its log has it under '${exchange.trace}'`,
    { status: 500, cause: error },
  );
}

/** An error as JSON, without its header fields. @see RFC 6749 5.2 */
export function asJson(error: OAuthError): Reply {
  const url = error.rule === undefined ? undefined : ruleUrl(error.rule);
  return json(
    error.status,
    {
      error: error.code,
      error_description: error.description,
      ...(url === undefined ? {} : { error_uri: url }),
      ...error.extra,
    },
    NO_STORE,
  );
}

function asPage(error: OAuthError, { issuer, trace }: Exchange): Reply {
  const url = error.rule === undefined ? undefined : ruleUrl(error.rule);
  return html(
    error.status,
    renderProblem({
      base: issuer.base,
      status: error.status,
      error: error.code,
      description: error.description,
      ...(error.rule === undefined || url === undefined ? {} : { rule: { id: error.rule, url } }),
      trace,
    }),
  );
}

/** Refusals that have no word of their own in the convention, in its words. */
function problemOf({ code }: OAuthError): string {
  return code === "invalid_request" ? "parameter_rejected" : code;
}

/** @see RFC 5849 3.2, OAuth Problem Reporting (2008) */
function asOauth1(error: OAuthError, { issuer }: Exchange): Reply {
  const said = { oauth_problem: problemOf(error), oauth_problem_advice: error.description };
  // Not in the header field: what explains a signature may be longer than any server takes there.
  const challenge =
    error.status === 400 || error.status === 401
      ? {
          "WWW-Authenticate": printOauthChallenge({
            realm: issuer.url,
            problem: said.oauth_problem,
            advice: said.oauth_problem_advice,
          }),
        }
      : {};
  return form(error.status, { ...said, ...error.extra }, { ...NO_STORE, ...challenge });
}

function rendered(error: OAuthError, exchange: Exchange, speaks: Endpoint["speaks"]): Reply {
  if (speaks === "oauth1") return asOauth1(error, exchange);
  const isPage = speaks === "page" || (speaks === "either" && wantsPage(exchange.request));
  return isPage ? asPage(error, exchange) : asJson(error);
}

/**
 * What a client or a person is told of an error: what went wrong and what to do, and never how it looks inside.
 *
 * @see RFC 6749 5.2, RFC 6750 3, RFC 5849 3.2
 */
export function renderError(thrown: unknown, exchange: Exchange, speaks: Endpoint["speaks"]): Reply {
  const error = thrown instanceof OAuthError ? thrown : serverError(thrown, exchange);
  if (error.status < 500) {
    exchange.log.info("Refused a request", {
      trace: exchange.trace,
      path: exchange.request.path,
      error: error.code,
      rule: error.rule,
      description: error.description,
    });
  }
  const reply = rendered(error, exchange, speaks);
  const named = withHeaders(reply, { "Trace-Id": exchange.trace, ...error.headers });
  return exchange.issuer.hooks.errorReply(named, { exchange, error });
}
