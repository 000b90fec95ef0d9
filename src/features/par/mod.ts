/**
 * Pushed authorization requests: a client sends its request to the server itself, and the browser carries a name of it.
 *
 * The request is judged when it is pushed, by the same code as at the authorization endpoint, and judged again there, as
 * the client or the settings may have changed since. It lies in the ephemeral store under the digest of its name, bound
 * to its client, and is taken out by one atomic command.
 *
 * *Decisions 2026-11-22*: a name holds once; who reloads the address of the authorization endpoint begins again, while
 * the pages that follow can be reloaded. Redirect URIs have to be registered, for clients that authenticate as well.
 * Whatever stands beside the name at the authorization endpoint, or beside a request object that is pushed, is not looked
 * at. A request object has to hold when it is pushed and when it is used.
 *
 * @see RFC 9126
 * @module
 */
import { type Exchange, type Feature, flagField } from "../../engine/mod.ts";
import { describePushedRequest } from "./describe.ts";
import { pushRequest, type PushRequestOptions } from "./push_request.ts";
import { readPushed, type ReadPushedOptions } from "./read_pushed.ts";

/** Options of the feature. */
export interface ParOptions extends PushRequestOptions, ReadPushedOptions {}

/** Pushed authorization requests. */
export function par(options: ParOptions): Feature {
  // What is being pushed passes the same hook as what was, and is not to have been pushed itself.
  const pushing = new WeakSet<Exchange>();
  return {
    name: "par",
    spec: "RFC 9126",
    endpoints: [
      {
        name: "pushed_authorization_request",
        path: "/par",
        methods: ["POST"],
        speaks: "json",
        cors: "client",
        metadata: "pushed_authorization_request_endpoint",
        throttle: "token",
        describe: describePushedRequest,
        handle(exchange) {
          pushing.add(exchange);
          return pushRequest(exchange, options);
        },
      },
    ],
    clientMetadata: [
      flagField(
        "require_pushed_authorization_requests",
        "Whether it may ask for authorization by pushed requests alone",
      ),
    ],
    fields: { authorize: { request_uri: { says: "The name of a request that was pushed" } } },
    hooks: {
      authorizeParams: (params, exchange) => (pushing.has(exchange) ? params : readPushed(params, exchange, options)),
      metadata: () => ({ require_pushed_authorization_requests: options.required }),
    },
  };
}
