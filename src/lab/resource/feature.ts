/**
 * An API that the tokens of a throwaway issuer open, so that a client has something to do with them.
 *
 * It tells by itself where it is described, so that a client can begin here and know no issuer yet.
 *
 * @see RFC 6750 2, 3
 * @see RFC 9728
 * @module
 */
import {
  bearerOf,
  documentAnswer,
  type Endpoint,
  type Exchange,
  type Feature,
  type Issuer,
  type Members,
} from "../../engine/mod.ts";
import {
  endpointUrl,
  fail,
  json,
  NO_STORE,
  parseBearer,
  printChallenge,
  printResourceMetadata,
  printScope,
  type ReceivedRequest,
  type Reply,
  resourceMetadataUrl,
  type Scope,
} from "../../protocol/mod.ts";
import { digest } from "../../platform/mod.ts";
import { countKind } from "../../stores/mod.ts";
import type { AccessTokenRecord } from "../../tokens/mod.ts";
import { originOf } from "../journal/place_of.ts";
import { knownFromToken } from "../misbehaviour/known.ts";
import { learn } from "../misbehaviour/notes.ts";

/** What a request that was signed by OAuth 1.0a stands for. */
export interface SignedAccessPort {
  readonly scope: Scope;
  readonly clientId: string;
  /** The person; undefined = the consumer itself. */
  readonly subject?: { readonly sub: string; readonly username: string };
}

/** Reads requests that are signed by OAuth 1.0a. */
export interface SignedReaderPort {
  isSigned(request: Pick<ReceivedRequest, "authorization" | "query" | "form">): boolean;
  /** Throws the problems of OAuth 1.0a. */
  read(request: ReceivedRequest): Promise<SignedAccessPort>;
}

/** Options of {@link labResource}. */
export interface LabResourceOptions {
  /** Undefined = no signed request is taken. */
  readonly signed?: SignedReaderPort;
  /** How often an access token opens it, so that a client must refresh; as often as it likes when not given. */
  readonly tokenUses?: number;
}

/** How often a token opened the resource. */
const USES = countKind("lru");

/** Which of these scopes opens the resource for a method, the one to ask for first. */
function scopesFor(method: string): readonly [string, ...string[]] {
  return method === "POST" ? ["write"] : ["read", "openid"];
}

const PATH = "/resource";

/** The name of the resource of an issuer. */
function nameOf({ url }: Pick<Issuer, "url">): string {
  return endpointUrl(url, PATH);
}

/** A challenge that says where the resource is described. @see RFC 9728 5.1 */
function challenge(
  { issuer }: Exchange,
  params: Readonly<Record<string, string>>,
): { readonly "WWW-Authenticate": string } {
  const metadata = { resource_metadata: resourceMetadataUrl(nameOf(issuer)) };
  return { "WWW-Authenticate": printChallenge("Bearer", { ...params, ...metadata }) };
}

/** Sees that a scope opens the resource. @see RFC 6750 3.1 */
function checkScope(scope: Scope, exchange: Exchange): void {
  const { method } = exchange.request;
  const [first, ...others] = scopesFor(method);
  if ([first, ...others].some((name) => scope.includes(name))) return;
  const description = `Cannot answer ${method} here as the token lacks the scope '${first}'`;
  fail("insufficient_scope", description, {
    rule: "RFC6750-3.1-3",
    status: 403,
    headers: challenge(exchange, { error: "insufficient_scope", error_description: description, scope: first }),
  });
}

function opened({ request: { method } }: Exchange, { scope, clientId, subject }: SignedAccessPort): Reply {
  const whose: Members = subject === undefined ? {} : { sub: subject.sub, username: subject.username };
  return json(200, { resource: "opened", method, client_id: clientId, scope: printScope(scope), ...whose }, NO_STORE);
}

/** Sees that a token was not used too often; it is then answered as one that has expired. */
async function checkUses(exchange: Exchange, record: AccessTokenRecord, most: number): Promise<void> {
  const { issuer, request } = exchange;
  const { ephemeral, clock } = issuer;
  const text = parseBearer(request.header("authorization") ?? "") ?? request.form.get("access_token") ?? "";
  const ttl = Math.max(1, record.expiresAt - clock.now());
  if ((await ephemeral.count(USES, { key: digest(text), ttl })) <= most) return;
  const description = "Cannot open the resource as the access token has expired";
  fail("invalid_token", description, {
    rule: "RFC6750-3.1-2",
    status: 401,
    headers: challenge(exchange, { error: "invalid_token", error_description: description }),
  });
}

async function handleBearer(exchange: Exchange, { tokenUses }: LabResourceOptions): Promise<Reply> {
  const found = await bearerOf(exchange, { form: true, resource: nameOf(exchange.issuer) });
  if (found === undefined) {
    return fail("invalid_token", "Cannot open the resource as the request has no access token in its header", {
      rule: "RFC6750-3-1",
      status: 401,
      headers: challenge(exchange, { scope: scopesFor(exchange.request.method)[0] }),
    });
  }
  const { record } = found;
  const client = await exchange.issuer.clients.findByNumber(record.client);
  learn(exchange, { clientId: client?.clientId, ...knownFromToken(record) });
  checkScope(record.scope, exchange);
  if (tokenUses !== undefined) await checkUses(exchange, record, tokenUses);
  return opened(exchange, { ...record, clientId: client?.clientId ?? "" });
}

/** A request as its consumer signed it. @see RFC 5849 3.4.1 */
function receivedAt({ issuer, request }: Exchange): ReceivedRequest {
  const { method, path, search, body, secure, address } = request;
  return {
    method,
    path,
    body,
    secure,
    address,
    query: search,
    origin: originOf(issuer),
    host: request.header("host"),
    authorization: request.header("authorization"),
    form: body === "" ? undefined : body,
  };
}

async function handleSigned(exchange: Exchange, reader: SignedReaderPort): Promise<Reply> {
  const access = await reader.read(receivedAt(exchange));
  learn(exchange, { clientId: access.clientId, scope: access.scope });
  checkScope(access.scope, exchange);
  return opened(exchange, access);
}

/** The same address for requests that are signed, which are refused in the words of OAuth 1.0a. */
function signedResource(reader: SignedReaderPort): Endpoint {
  return {
    ...RESOURCE,
    name: "signed_resource",
    speaks: "oauth1",
    answersWhen(request) {
      const { search: query, body } = request;
      const authorization = request.header("authorization");
      return reader.isSigned({ authorization, query, form: body === "" ? undefined : body });
    },
    handle: (exchange) => handleSigned(exchange, reader),
  };
}

/** Where everything of the resource is the same. */
const RESOURCE = {
  path: PATH,
  methods: ["GET", "POST"],
  takes: "either",
  cors: "client",
} as const satisfies Partial<Endpoint>;

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

/** What the resource says of itself. @see RFC 9728 2, 3.1 */
const DESCRIPTION: Endpoint = {
  name: "lab_resource_metadata",
  path: `${WELL_KNOWN}${PATH}`,
  below: PATH,
  wellKnown: true,
  methods: ["GET"],
  speaks: "json",
  cors: "open",
  handle: documentAnswer((issuer) =>
    printResourceMetadata({
      resource: nameOf(issuer),
      authorizationServers: [issuer.url],
      scopesSupported: ["read", "write"].filter((scope) => issuer.settings.scopes.has(scope)),
      bearerMethodsSupported: ["header", "body"],
      resourceName: "What the lab has to open",
    }),
  ),
};

/** An API that the tokens of a throwaway issuer open: `/resource`, to read with `read` or `openid`, to write with `write`. */
export function labResource(options: LabResourceOptions = {}): Feature {
  const { signed } = options;
  return {
    name: "lab_resource",
    spec: "RFC 6750",
    endpoints: [
      { ...RESOURCE, name: "resource", speaks: "bearer", handle: (exchange) => handleBearer(exchange, options) },
      DESCRIPTION,
      ...(signed === undefined ? [] : [signedResource(signed)]),
    ],
  };
}
