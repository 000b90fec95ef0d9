import { type Exchange, subjectFor } from "../../engine/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import type { AccessTokenRecord } from "../../tokens/mod.ts";

type Members = Readonly<Record<string, unknown>>;

/** An answer about a token, and the token where it is an access token. */
interface Introspected {
  readonly exchange: Exchange;
  readonly record?: AccessTokenRecord;
}

/** The client that an answer about a token is about. */
function clientOf(
  { client_id: clientId }: Members,
  { exchange: { issuer }, record }: Introspected,
): Promise<ClientRecord | undefined> | ClientRecord | undefined {
  if (record !== undefined) return issuer.clients.findByNumber(record.client);
  return typeof clientId === "string" ? issuer.clients.find(clientId) : undefined;
}

function namedFor(client: ClientRecord | undefined, body: Members, { exchange: { issuer } }: Introspected): Members {
  if (client?.metadata["subject_type"] !== "pairwise") return body;
  const { username: _username, ...rest } = body;
  return { ...rest, sub: subjectFor(client, String(body["sub"]), issuer) };
}

/**
 * Names the person as the token's client knows them; their user name would tell pairwise identifiers apart no more.
 *
 * @see OpenID Connect Core 8.1, RFC 7662 2.2
 */
export function withOwnSubject(body: Members, context: Introspected): Promise<Members> | Members {
  // Without a user name the token is the client's own, and its subject the client.
  if (body["active"] !== true || body["username"] === undefined) return body;
  const client = clientOf(body, context);
  return client instanceof Promise
    ? client.then((found) => namedFor(found, body, context))
    : namedFor(client, body, context);
}
