import type { Exchange } from "../../engine/mod.ts";
import { fail, namesPushedRequest, Params } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { claimPushed, findPushed } from "./pushed_request.ts";

/** Why a request_uri cannot be read, whatever the reason: who guesses learns nothing. */
function refuseUri(rule: string): never {
  return fail(
    "invalid_request_uri",
    "Cannot read the request as its request_uri was used before, has expired, or belongs to no request of this application",
    { rule },
  );
}

/** Uses up the request that a client pushed. */
async function redeem(requestUri: string, client: ClientRecord, { issuer }: Exchange): Promise<Params> {
  const found = await findPushed(requestUri, issuer);
  if (found === undefined) return refuseUri("RFC9126-4-5");
  if (found.client !== client.id) return refuseUri("RFC9126-2.2-5");
  if (!(await claimPushed(requestUri, issuer))) return refuseUri("RFC9126-4-2");
  return Params.parse(found.params);
}

/** What a server demands. */
export interface ReadPushedOptions {
  /** Whether every request of every client has to be pushed. */
  readonly required: boolean;
}

function checkNotRequired({ metadata }: ClientRecord, { required }: ReadPushedOptions): void {
  if (!required && metadata["require_pushed_authorization_requests"] !== true) return;
  const who = required ? "this server takes" : "the application registered to send";
  fail(
    "invalid_request",
    `Cannot take the request as it was not pushed, and ${who} no others: send it to the pushed authorization request endpoint first`,
    { rule: "RFC9126-4-4" },
  );
}

/**
 * The parameters of an authorization request: those that were pushed, where its request_uri names such a request, and
 * else those that are there.
 *
 * Whatever stands beside the request_uri is not looked at, as the client pushed what it wants. A request whose client is
 * not known comes back as it is: whoever looks for its address says so.
 *
 * @see RFC 9126 4
 * @throws {OAuthError} invalid_request_uri; invalid_request where it had to be pushed and was not.
 */
export async function readPushed(params: Params, exchange: Exchange, options: ReadPushedOptions): Promise<Params> {
  const clientId = params.get("client_id");
  const client = clientId === undefined ? undefined : await exchange.issuer.clients.find(clientId);
  if (client === undefined) return params;
  const requestUri = params.get("request_uri");
  if (requestUri === undefined || !namesPushedRequest(requestUri)) {
    checkNotRequired(client, options);
    return params;
  }
  if (params.has("request"))
    return fail("invalid_request", "Cannot read the request as it has both request and request_uri", {
      rule: "RFC9101-5-2",
    });
  return redeem(requestUri, client, exchange);
}
