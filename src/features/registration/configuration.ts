import { prepareClient } from "../../clients/mod.ts";
import type { Exchange } from "../../engine/mod.ts";
import { type Digest, digest, sameBytes } from "../../platform/mod.ts";
import { empty, fail, json, mintToken, NO_STORE, parseToken, type Reply } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { removeClient } from "../../tokens/mod.ts";
import { demandToken, refuseToken, tokenIn } from "./bearer.ts";
import { type Document, memberOf, readDocument } from "./document.ts";
import { clientInformation } from "./information.ts";
import type { RegistrationOptions } from "./options.ts";
import { policyFor } from "./policy.ts";
import { readClient } from "./read_client.ts";

/** A client that came back with its registration access token. */
interface Owner {
  readonly client: ClientRecord;
  readonly token: string;
  readonly registration: Digest;
}

/** One answer for a client that is not there and for a token that is not its own. @see RFC 7592 2 */
function refuseStranger(): never {
  return refuseToken("Cannot accept the registration access token as it is not that of such a client", "RFC7592-2-2");
}

/** As it stands in the path: ids that were made here need no encoding. */
function clientIdIn({ request: { path } }: Exchange): string {
  return path.replace(/\/$/, "").split("/").at(-1) ?? "";
}

/** Compared with when there is nothing to compare with. */
const NOBODY = digest("");

/** Read from the database itself: what was changed a moment ago elsewhere holds. */
async function ownerOf(exchange: Exchange): Promise<Owner> {
  const token = tokenIn(exchange);
  if (token === undefined) return demandToken("the registration access token", "RFC7592-2-2");
  const registration = digest(token);
  const client = await exchange.issuer.durable.clients.find(clientIdIn(exchange));
  const isOwn = sameBytes(client?.registrationDigest ?? NOBODY, registration);
  if (client?.registrationDigest === undefined || !isOwn || parseToken(token, "ra") === undefined)
    return refuseStranger();
  return { client, token, registration };
}

/** Members of an answer that are no metadata, and may not come back. @see RFC 7592 2.2 */
const NOT_SENT = [
  "registration_access_token",
  "registration_client_uri",
  "client_secret_expires_at",
  "client_id_issued_at",
] as const;

async function checkUpdate(document: Document, client: ClientRecord, { issuer, request }: Exchange): Promise<void> {
  const sent = NOT_SENT.find((name) => memberOf(document, name) !== undefined);
  if (sent !== undefined) fail("invalid_request", `Cannot take ${sent} in an update`, { rule: "RFC7592-2.2-1" });
  if (memberOf(document, "client_id") !== client.clientId)
    fail("invalid_request", "Cannot update the client as client_id in the body is not its own", {
      rule: "RFC7592-2.2-2",
    });
  const secret = memberOf(document, "client_secret");
  if (secret === undefined) return;
  const presented = { now: issuer.clock.now(), from: request.address };
  if (typeof secret === "string" && (await issuer.secrets.matches(client, secret, presented))) return;
  fail("invalid_request", "Cannot update the client as client_secret is not the present one: leave it out", {
    rule: "RFC7592-2.2-3",
  });
}

/** @see RFC 7592 2.1, OpenID Connect Dynamic Client Registration 4 */
async function readRegistration(exchange: Exchange): Promise<Reply> {
  const { client, token } = await ownerOf(exchange);
  return json(200, clientInformation(client, { issuer: exchange.issuer, token }), NO_STORE);
}

/** Replaces all that is registered, and the registration access token. @see RFC 7592 2.2 */
async function replaceRegistration(exchange: Exchange, { statementIssuers }: RegistrationOptions): Promise<Reply> {
  const { issuer, request } = exchange;
  const { client: before, registration } = await ownerOf(exchange);
  const document = readDocument(request);
  await checkUpdate(document, before, exchange);
  const policy = policyFor(issuer, { isUnverified: before.isUnverified === true });
  const input = await readClient(document, { issuer, policy, clientId: before.clientId, statementIssuers });
  const prepared = await prepareClient(input, { ...issuer, policy, now: issuer.clock.now(), before });
  const token = mintToken("ra", issuer);
  const { name, type, secrets, grantTypes, redirectUris, scope, authMethod, metadata, updatedAt } = prepared.client;
  // Secrets that serve on are not written again: the operator may be replacing them at this very moment.
  const given = secrets === before.secrets ? {} : { secrets };
  const written = { name, type, ...given, grantTypes, redirectUris, scope, authMethod, metadata, updatedAt };
  const client = await issuer.durable.clients.changeRegistered(before.id, {
    registration,
    changes: { ...written, registrationDigest: digest(token) },
  });
  // Somebody with the same token was faster, and it is dead now.
  if (client === undefined) return refuseStranger();
  await issuer.clients.changed(client);
  await issuer.hooks.happened({ name: "client.changed", client: client.id }, exchange);
  return json(200, clientInformation(client, { issuer, token, clientSecret: prepared.clientSecret }), NO_STORE);
}

/**
 * Removes a client with all that it holds.
 *
 * The registration access token works until the end, so that who was told of a failure can try again.
 *
 * @see RFC 7592 2.3
 */
async function removeRegistration(exchange: Exchange): Promise<Reply> {
  const { issuer } = exchange;
  const { client, registration } = await ownerOf(exchange);
  const { durable, settings } = issuer;
  const ended = await removeClient(client, {
    ...issuer,
    longestAccessToken: settings.longestAccessToken,
    change: (changes) => durable.clients.changeRegistered(client.id, { registration, changes }),
  });
  if (ended === undefined) return refuseStranger();
  await issuer.hooks.happened({ name: "client.removed", client: client.id }, exchange);
  return empty(204, NO_STORE);
}

/** A client reads, replaces or removes what is registered of it. @see RFC 7592 2 */
export function handleConfiguration(exchange: Exchange, options: RegistrationOptions): Promise<Reply> {
  const { method } = exchange.request;
  if (method === "PUT") return replaceRegistration(exchange, options);
  return method === "DELETE" ? removeRegistration(exchange) : readRegistration(exchange);
}
