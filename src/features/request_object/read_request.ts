import { type Exchange, RequestRefused } from "../../engine/mod.ts";
import { checkClaims, fail, OAuthError, type Params } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { assemble } from "./assemble.ts";
import { openObject, type OpenedObject, refuseJwt, refuseObject } from "./open_object.ts";
import type { RequestObjectOptions } from "./options.ts";
import { fetchObject, type FetchedObject } from "./request_uri.ts";

/** What is known where a request object is judged. */
interface Context {
  /** The parameters beside the object. */
  readonly params: Params;
  readonly client: ClientRecord;
  readonly exchange: Exchange;
  readonly options: RequestObjectOptions;
  readonly signedOnly: boolean;
}

function isSignedOnly({ metadata }: ClientRecord, { signedOnly }: RequestObjectOptions): boolean {
  return signedOnly || metadata["require_signed_request_object"] === true;
}

/** A request object as it came: by value, or by reference and then fetched. */
interface Found {
  readonly text: string;
  readonly fetched?: FetchedObject;
}

/** The request object of a request; undefined when it has none. */
async function objectOf({ params, client, exchange, options }: Context): Promise<Found | undefined> {
  const value = params.get("request");
  const uri = params.get("request_uri");
  if (value !== undefined && uri !== undefined)
    return fail("invalid_request", "Cannot read the request as it has both request and request_uri", {
      rule: "RFC9101-5-2",
    });
  if (value !== undefined && !options.taken)
    return fail("request_not_supported", "Cannot read the request as request objects are not taken here", {
      rule: "OIDC-6.1-1",
    });
  if (value !== undefined) return { text: value };
  if (uri === undefined) return undefined;
  if (!options.taken || options.byReference === "off")
    return fail("request_uri_not_supported", "Cannot read the request as request_uri is not taken here", {
      rule: "OIDC-6.2-1",
    });
  const fetched = await fetchObject(uri, client, exchange);
  // files end in a line break
  return { text: fetched.content.trim(), fetched };
}

/**
 * Checks that an object was made by this client for this server.
 *
 * @see OpenID Connect Core 6.1, RFC 9101 4, 5
 */
function checkParties({ claims }: OpenedObject, { client, exchange }: Context, isWhole: boolean): void {
  const { iss, aud, sub, client_id: clientId } = claims;
  if (clientId === undefined ? isWhole : clientId !== client.clientId)
    refuseObject("its client_id is not the one beside it", { rule: "RFC9101-5-3" });
  // the other way round an assertion by which the client authenticates would pass for a request
  if (sub === client.clientId) refuseObject("its sub is the application itself", { rule: "RFC9101-10.8-1" });
  if (iss !== undefined && iss !== client.clientId)
    refuseObject("its iss is not the application", { rule: "RFC9101-4-5" });
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (aud !== undefined && !named.includes(exchange.issuer.url))
    refuseObject("its aud is not this server", { rule: "RFC9101-4-5" });
}

function checkTime({ claims }: OpenedObject, { issuer }: Exchange): void {
  try {
    checkClaims(claims, { now: issuer.clock.now(), mayLast: true });
  } catch (error) {
    refuseJwt(error);
  }
}

/** Checks what it says, once it is known where the answer goes. */
function checkContent(object: OpenedObject, { params, exchange }: Context, fillsIn: boolean): void {
  const { request, request_uri: uri, response_type: responseType } = object.claims;
  if (request !== undefined || uri !== undefined)
    refuseObject("there is a request or a request_uri inside of it", { rule: "RFC9101-4-2" });
  if (fillsIn && responseType !== undefined && responseType !== params.get("response_type"))
    refuseObject("its response_type is not the one beside it", { rule: "OIDC-6.1-2" });
  checkTime(object, exchange);
}

/**
 * Whether parameters beside the object count: not for who keeps to RFC 9101, which shows by its type, by what the client
 * registered, or by a request that could not stand without the object, as it has no response_type of its own.
 */
function mayFillIn({ typ }: OpenedObject, { params, signedOnly }: Context): boolean {
  return !signedOnly && typ !== "oauth-authz-req+jwt" && params.has("response_type");
}

async function readObject(context: Context): Promise<Params> {
  const found = await objectOf(context);
  const { params, client, exchange, signedOnly } = context;
  if (found === undefined) {
    if (!signedOnly) return params;
    return fail("invalid_request", "Cannot take the request as it is not a signed request object, which it has to be", {
      rule: context.options.signedOnly ? "RFC9101-10.5-2" : "RFC9101-10.5-1",
    });
  }
  const object = await openObject(found.text, { client, exchange, signedOnly, fetched: found.fetched });
  const fillsIn = mayFillIn(object, context);
  checkParties(object, context, !fillsIn);
  const asked = assemble(object, { outside: params, fillsIn });
  try {
    checkContent(object, context, fillsIn);
  } catch (error) {
    if (error instanceof OAuthError) throw new RequestRefused(error, asked);
    throw error;
  }
  return asked;
}

/**
 * The parameters of an authorization request, whether they stand in its query or inside of a request object.
 *
 * A request whose client is not known comes back as it is: it has no address, and whoever looks for one says so.
 *
 * @see OpenID Connect Core 6, RFC 9101
 * @throws {OAuthError} When the object is refused and nothing inside of it may be believed.
 * @throws {RequestRefused} When it is refused and its own parameters say where the answer belongs.
 */
export async function readRequest(params: Params, exchange: Exchange, options: RequestObjectOptions): Promise<Params> {
  const clientId = params.get("client_id");
  const client = clientId === undefined ? undefined : await exchange.issuer.clients.find(clientId);
  if (client === undefined) return params;
  return readObject({ params, client, exchange, options, signedOnly: isSignedOnly(client, options) });
}
