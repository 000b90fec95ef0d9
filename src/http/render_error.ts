import { type Endpoint, type Exchange, wantsPage } from "../engine/mod.ts";
import { renderProblem } from "../pages/mod.ts";
import { TooBusy } from "../platform/mod.ts";
import { html, json, NO_STORE, OAuthError, type Reply, ruleUrl, withHeaders } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";

/** Seconds after which a client may try again. */
const RETRY_AFTER = "2";

function serverError(error: unknown, exchange: Exchange): OAuthError {
  if (error instanceof StoreUnavailable || error instanceof TooBusy) {
    exchange.log.warn("Cannot serve a request now", { trace: exchange.trace, cause: error });
    return new OAuthError("temporarily_unavailable", "Cannot answer now: try again in a few seconds", {
      status: 503,
      headers: { "Retry-After": RETRY_AFTER },
      cause: error,
    });
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

function asJson(error: OAuthError): Reply {
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

/**
 * What a client or a person is told of an error: what went wrong and what to do, and never how it looks inside.
 *
 * @see RFC 6749 5.2, RFC 6750 3
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
  const isPage = speaks === "page" || (speaks === "either" && wantsPage(exchange.request));
  const reply = isPage ? asPage(error, exchange) : asJson(error);
  const named = withHeaders(reply, { "Trace-Id": exchange.trace, ...error.headers });
  return exchange.issuer.hooks.errorReply(named, { exchange, error });
}
