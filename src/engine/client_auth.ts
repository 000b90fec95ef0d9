import { fail, OAuthError, type Params } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import type { Exchange } from "./exchange.ts";
import type { Fields } from "./operation.ts";

/** What a request claims about its client, before it is checked. */
export interface ClientClaim {
  readonly clientId: string;
  /** Whether the claim is true. */
  check(client: ClientRecord, exchange: Exchange): Promise<boolean> | boolean;
}

/** One way in which clients authenticate. @see RFC 6749 2.3, RFC 7591 2 token_endpoint_auth_method */
export interface ClientAuthMethod {
  /** As registered: `client_secret_basic`. */
  readonly name: string;
  /** True: it proves who the client is. */
  readonly proves: boolean;
  /** The rule by which a request that uses another way beside it gets invalid_client; invalid_request without one. */
  readonly mixedRule?: string;
  /** Challenge of a 401, for methods that live in the Authorization header. */
  readonly challenge?: string;
  /** What it sends in a form, for the OpenAPI document. */
  readonly fields?: Fields;
  /** Reads the request; undefined when it does not use this method. Throws OAuthError when it does so badly. */
  read(exchange: Exchange, form: Params): ClientClaim | undefined;
  /** Whether a client may use it that named no method when it was registered. */
  fits(client: ClientRecord): boolean;
}

/** Refuses a client with a 401 that says how to do better. @see RFC 6749 5.2 */
export function refuseClient(exchange: Exchange, description: string, rule = "RFC6749-5.2-2"): never {
  return fail("invalid_client", description, { rule, status: 401, headers: challengeOf(exchange) });
}

/** A 401 says how to do better, whichever way was tried. @see RFC 9110 11.6.1 */
function challengeOf(exchange: Exchange): Readonly<Record<string, string>> {
  const challenge = exchange.issuer.clientAuth.find((method) => method.challenge !== undefined)?.challenge;
  return challenge === undefined ? {} : { "WWW-Authenticate": challenge };
}

interface Attempt {
  readonly method: ClientAuthMethod;
  readonly claim: ClientClaim;
}

/** A claim that cannot be read is answered as one that is wrong. */
function readClaim(method: ClientAuthMethod, exchange: Exchange, form: Params): ClientClaim | undefined {
  try {
    return method.read(exchange, form);
  } catch (error) {
    if (error instanceof OAuthError && error.code === "invalid_client")
      return refuseClient(exchange, error.description, error.rule);
    throw error;
  }
}

/** @see RFC 6749 2.3, RFC 7521 4.2.1 */
function refuseTwoWays(exchange: Exchange, one: ClientAuthMethod, other: ClientAuthMethod): never {
  const description = `Cannot accept two ways of client authentication at once: ${one.name} and ${other.name}`;
  const rule = one.mixedRule ?? other.mixedRule;
  if (rule !== undefined) return refuseClient(exchange, description, rule);
  return fail("invalid_request", description, { rule: "RFC6749-2.3-1" });
}

/** Picks the one method that a request uses; a bare `client_id` beside a proof only repeats who the client is. */
function oneAttempt(exchange: Exchange, form: Params): Attempt {
  let attempt: Attempt | undefined;
  let another: Attempt | undefined;
  for (const method of exchange.issuer.clientAuth) {
    const claim = readClaim(method, exchange, form);
    if (claim === undefined) continue;
    if (attempt === undefined || (method.proves && !attempt.method.proves)) {
      attempt = { method, claim };
      another = undefined;
    } else if (method.proves === attempt.method.proves) {
      another ??= { method, claim };
    }
  }
  if (attempt === undefined) {
    return refuseClient(
      exchange,
      "Cannot tell which client asks as the request names none: authenticate with HTTP Basic, or send client_id",
      "RFC6749-3.2.1-1",
    );
  }
  if (another !== undefined) return refuseTwoWays(exchange, attempt.method, another.method);
  const claimed = form.get("client_id");
  if (claimed !== undefined && claimed !== attempt.claim.clientId) {
    fail("invalid_request", "Cannot accept a client_id in the body that differs from the authenticated client", {
      rule: "RFC6749-2.3-1",
    });
  }
  return attempt;
}

/** Whether a client registered for a method, or may use it because it registered for none. */
function isRegisteredFor(client: ClientRecord, method: ClientAuthMethod): boolean {
  return client.authMethod === undefined
    ? method.fits(client)
    : client.authMethod === method.name || (client.type === "public" && method.fits(client));
}

/**
 * Finds out which client asks, and whether it is the one.
 *
 * @see RFC 6749 2.3, 3.2.1
 */
export async function authenticateClient(exchange: Exchange, form: Params): Promise<ClientRecord> {
  const { method, claim } = oneAttempt(exchange, form);
  // It waits only where it must: for a client that is not kept, and for a secret that is hashed slowly.
  const found = exchange.issuer.clients.find(claim.clientId);
  const client = found instanceof Promise ? await found : found;
  if (client === undefined) return refuseClient(exchange, "Cannot authenticate the client as it is not registered");
  if (!isRegisteredFor(client, method)) {
    return refuseClient(
      exchange,
      `Cannot authenticate the client by ${method.name} as it is registered for another method`,
    );
  }
  // A client without a proof to give (a public one) claims no more than its id.
  if (client.type !== "confidential") return client;
  const checked = claim.check(client, exchange);
  if (checked instanceof Promise ? await checked : checked) return client;
  return refuseClient(exchange, "Cannot authenticate the client as its credentials are wrong or have expired");
}
