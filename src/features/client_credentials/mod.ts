/**
 * Client credentials: a confidential client acts for itself. No person, no refresh token, and one write.
 *
 * @see RFC 6749 4.4
 * @module
 */
import { type Feature, type Grant, lifetimeFor, scopeAsked } from "../../engine/mod.ts";
import { fail } from "../../protocol/mod.ts";

const NO_BINDINGS = Object.freeze({});

/** There is nothing to use up: whoever asks has proved to be the client. */
function claim(): boolean {
  return true;
}

async function lost(): Promise<never> {
  return fail("server_error", "Cannot issue the token");
}

const GRANT: Grant = {
  type: "client_credentials",
  publicClients: false,
  fields: { scope: { says: "What is asked for, separated by spaces" } },
  load({ exchange, client, params }) {
    const { settings } = exchange.issuer;
    return {
      entitlement: {
        client,
        scope: scopeAsked(params.get("scope"), client, settings),
        accessLifetime: lifetimeFor(client, settings),
        refresh: { kind: "none" },
        bindings: NO_BINDINGS,
      },
      bindings: NO_BINDINGS,
      claim,
      lost,
    };
  },
};

/** The client credentials grant. */
export function clientCredentials(): Feature {
  return { name: "client_credentials", spec: "RFC 6749 4.4", grants: [GRANT] };
}
