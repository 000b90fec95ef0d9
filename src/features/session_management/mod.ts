/**
 * Clients ask in the browser whether a person is still signed in, without a request to this server: a page of ours, which
 * they load in a frame, compares what they were told with a cookie.
 *
 * *Choice*: the cookie follows the name of the session, so that who signs in again as the same person changes nothing.
 * *Choice*: over plain http, where browsers refuse cookies to frames of other sites, only pages of the same site (any
 * port of this machine) learn something; others are told `error`, as they are wherever a browser keeps our cookies.
 * The session's own cookie never goes to frames of other sites, so that a client there asks with `prompt=none` by leading
 * the window here; in a frame it would be told `login_required`.
 * A session that ends elsewhere, or by its age, is not seen until somebody signs in with this browser again.
 *
 * @see OpenID Connect Session Management 1.0
 * @module
 */
import type { Exchange, Feature, Hooks, Settings } from "../../engine/mod.ts";
import { CHECK_SESSION_SCRIPT_HASH, renderCheckSession } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import { browserStateOf, stateOfBrowser, withBrowserState } from "./browser_state.ts";
import { printSessionState } from "./session_state.ts";

/** Pages that may load ours: those on which clients may live. The frame does not know which client loads it. */
function clientPages({ redirectUris }: Pick<Settings, "redirectUris">): readonly string[] {
  return redirectUris.http === "loopback"
    ? ["https:", "http://localhost:*", "http://127.0.0.1:*"]
    : ["https:", "http:"];
}

/** It is the same for everybody, and need not be fetched each time. */
function showCheckSession({ issuer }: Exchange): Reply {
  return html(200, renderCheckSession(), {
    scriptHash: CHECK_SESSION_SCRIPT_HASH,
    frameAncestors: clientPages(issuer.settings),
    headers: { "Cache-Control": "public, max-age=3600" },
  });
}

/** Adds the state to answers to authentication requests, errors as well. @see OpenID Connect Session Management 2 */
const withSessionState: Hooks["authorizeReply"] = (parameters, { exchange, target, approval }) => {
  const { issuer } = exchange;
  const scope = approval?.scope ?? target.askedScope?.split(" ") ?? [];
  if (!scope.includes("openid")) return parameters;
  const state = printSessionState({
    clientId: target.client.clientId,
    redirectUri: target.redirectUri,
    browserState: approval === undefined ? stateOfBrowser(exchange) : browserStateOf(approval.session.sid, issuer),
    salt: issuer.random.token(128),
  });
  return state === undefined ? parameters : [...parameters, ["session_state", state]];
};

/** Session management by a frame. */
export function sessionManagement(): Feature {
  return {
    name: "session_management",
    spec: "OpenID Connect Session Management 1.0",
    endpoints: [
      {
        name: "check_session",
        path: "/check_session",
        methods: ["GET"],
        speaks: "page",
        metadata: "check_session_iframe",
        handle: showCheckSession,
      },
    ],
    hooks: {
      authorizeReply: withSessionState,
      reply: withBrowserState,
    },
  };
}
