/**
 * A resource server asks whether a token is alive and what it is good for.
 *
 * Who may ask: a confidential client that proves who it is and for which somebody vouched, or the bearer of a token with
 * the scope `introspection`. A client that may not have that scope hears of its own tokens alone.
 *
 * @see RFC 7662
 * @module
 */
import { authenticateClient, bearerOf, type Exchange, type Feature, refuseClient } from "../../engine/mod.ts";
import { fail, json, NO_STORE, parseToken, printChallenge, printScope, type Reply } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import {
  type AccessTokenRecord,
  findAccessToken,
  findRefreshToken,
  type FoundRefreshToken,
  isLive,
} from "../../tokens/mod.ts";
import { describeIntrospection } from "./describe.ts";

type Members = Readonly<Record<string, unknown>>;

const SCOPE = "introspection";
const INACTIVE: Members = Object.freeze({ active: false });

/** Who asks. */
interface Asker {
  readonly client: ClientRecord | undefined;
  /** Whether it hears of the tokens of other clients: whoever registers an application need not be trusted with that. */
  readonly hearsOfAll: boolean;
}

/** A client that was registered for no scope in particular may have all. */
function mayHaveScope({ scope }: ClientRecord): boolean {
  return scope === undefined || scope.includes(SCOPE);
}

/** Who asks: a client, which may bear a token instead of proving who it is. Refuses who may not. @see RFC 7662 2.1 */
async function authorize(exchange: Exchange): Promise<Asker> {
  const header = exchange.request.header("authorization");
  if (header === undefined || header.slice(0, 7).toLowerCase() !== "bearer ") {
    const client = await authenticateClient(exchange, exchange.request.form);
    if (client.type === "confidential" && client.isUnverified !== true)
      return { client, hearsOfAll: mayHaveScope(client) };
    if (client.isUnverified === true)
      refuseClient(exchange, "Cannot introspect as a client for which nobody vouched", "RFC7662-2.1-2");
    refuseClient(exchange, "Cannot introspect as a public client: authenticate as a confidential one", "RFC7662-2.1-2");
  }
  const bearer = await bearerOf(exchange);
  if (bearer === undefined || !bearer.record.scope.includes(SCOPE)) {
    fail("insufficient_scope", `Cannot introspect as the access token lacks the scope '${SCOPE}'`, {
      rule: "RFC7662-2.1-2",
      status: 403,
      headers: { "WWW-Authenticate": printChallenge("Bearer", { error: "insufficient_scope", scope: SCOPE }) },
    });
  }
  return { client: await exchange.issuer.clients.findByNumber(bearer.record.client), hearsOfAll: true };
}

/** Whether a token of a client is not to be told of, as if it were dead. @see RFC 7662 2.2 */
function isHidden(client: number, asker: Asker): boolean {
  return !asker.hearsOfAll && asker.client?.id !== client;
}

/** Without spreads, as this runs with each request; JSON leaves out what is undefined. */
async function describeAccessToken(record: AccessTokenRecord, { issuer }: Exchange): Promise<Members> {
  const found = issuer.clients.findByNumber(record.client);
  const client = found instanceof Promise ? await found : found;
  // The client was deleted, and with it all that it held.
  if (client === undefined) return INACTIVE;
  const { subject } = record;
  return {
    active: true,
    scope: printScope(record.scope),
    client_id: client.clientId,
    username: subject?.username,
    token_type: "Bearer",
    exp: record.expiresAt,
    iat: record.issuedAt,
    sub: subject?.sub ?? client.clientId,
    iss: issuer.url,
  };
}

async function describeRefreshToken({ family, place }: FoundRefreshToken, exchange: Exchange): Promise<Members> {
  const { issuer } = exchange;
  if (place !== "current" || !isLive(family, issuer.clock)) return INACTIVE;
  const clientId = (await issuer.clients.findByNumber(family.client))?.clientId;
  const account = family.accountId === undefined ? undefined : await issuer.durable.accounts.find(family.accountId);
  if (clientId === undefined || account?.isActive === false) return INACTIVE;
  return {
    active: true,
    scope: printScope(family.scope),
    client_id: clientId,
    ...(account === undefined ? {} : { username: account.username, sub: account.sub }),
    token_type: "refresh_token",
    ...(family.expiresAt === undefined ? {} : { exp: family.expiresAt }),
    iat: family.rotatedAt ?? family.createdAt,
    iss: issuer.url,
  };
}

async function handleIntrospection(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const asker = await authorize(exchange);
  const text = request.form.require("token", { rule: "RFC7662-2.1-1" });
  if (parseToken(text, "rt") !== undefined) {
    const found = await findRefreshToken(text, issuer.durable);
    const isTold = found !== undefined && !isHidden(found.family.client, asker);
    const body = isTold ? await describeRefreshToken(found, exchange) : INACTIVE;
    return json(200, await issuer.hooks.introspection(body, { exchange }), NO_STORE);
  }
  const found = await findAccessToken(text, issuer);
  if (found === undefined || isHidden(found.record.client, asker))
    return json(200, await issuer.hooks.introspection(INACTIVE, { exchange }), NO_STORE);
  const body = await describeAccessToken(found.record, exchange);
  const { record } = found;
  const { client } = asker;
  const asked = client === undefined ? { exchange, record } : { exchange, record, client };
  return json(200, await issuer.hooks.introspection(body, asked), NO_STORE);
}

/** Token introspection. */
export function introspection(): Feature {
  return {
    name: "introspection",
    spec: "RFC 7662",
    endpoints: [
      {
        name: "introspection",
        path: "/introspect",
        aliases: ["introspect"],
        methods: ["POST"],
        speaks: "json",
        metadata: "introspection_endpoint",
        describe: describeIntrospection,
        handle: handleIntrospection,
      },
    ],
    hooks: {
      metadata: ({ features }) => ({
        introspection_endpoint_auth_methods_supported: features.flatMap(({ clientAuth = [] }) =>
          clientAuth.filter(({ proves }) => proves).map(({ name }) => name),
        ),
      }),
    },
  };
}
