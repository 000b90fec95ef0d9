/**
 * A client gives a token back.
 *
 * All tokens of one authorization end together: an access token takes its refresh token along, and the reverse.
 *
 * @see RFC 7009
 * @module
 */
import { authenticateClient, type Exchange, type Feature } from "../../engine/mod.ts";
import { empty, fail, NO_STORE, parseToken, type Reply } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { findIssuedAccessToken, findRefreshToken, isLive, revokeAccessToken, revokeFamily } from "../../tokens/mod.ts";
import { describeRevocation } from "./describe.ts";

/**
 * What was revoked, for the audit log; undefined when there was nothing to revoke.
 *
 * What was revoked before is revoked again: that time may have failed half-way, and the client tries again until it
 * is told that all is done.
 */
async function revoke(text: string, client: ClientRecord, { issuer }: Exchange): Promise<string | undefined> {
  const options = { ...issuer, longestAccessToken: issuer.settings.longestAccessToken };
  // The token's own prefix says what it is: a wrong token_type_hint cannot mislead.
  if (parseToken(text, "at") !== undefined) {
    const found = await findIssuedAccessToken(text, issuer);
    if (found === undefined) return undefined;
    checkOwner(found.record.client, client);
    await revokeAccessToken(found, options);
    return found.isRevoked ? undefined : found.tag;
  }
  const found = await findRefreshToken(text, issuer.durable);
  if (found === undefined) return undefined;
  checkOwner(found.family.client, client);
  await revokeFamily(found.tag, options);
  return isLive(found.family, issuer.clock) ? found.tag : undefined;
}

function checkOwner(owner: number, client: ClientRecord): void {
  if (owner !== client.id) {
    fail("invalid_grant", "Cannot revoke the token as it was issued to another client", { rule: "RFC7009-2.1-3" });
  }
}

async function handleRevocation(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const client = await authenticateClient(exchange, request.form);
  const family = await revoke(request.form.require("token", { rule: "RFC7009-2.1-1" }), client, exchange);
  if (family !== undefined) await issuer.hooks.happened({ name: "token.revoked", client: client.id, family }, exchange);
  return empty(200, NO_STORE);
}

/** Token revocation. */
export function revocation(): Feature {
  return {
    name: "revocation",
    spec: "RFC 7009",
    endpoints: [
      {
        name: "revocation",
        path: "/revoke",
        aliases: ["revoke_token", "revoke"],
        methods: ["POST"],
        speaks: "json",
        cors: "client",
        metadata: "revocation_endpoint",
        describe: describeRevocation,
        handle: handleRevocation,
      },
    ],
    hooks: {
      metadata: ({ features }) => ({
        revocation_endpoint_auth_methods_supported: features.flatMap(({ clientAuth = [] }) =>
          clientAuth.map(({ name }) => name),
        ),
      }),
    },
  };
}
