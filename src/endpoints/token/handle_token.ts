import { authenticateClient, type Exchange, type Grant, issueTokens, tokenBody } from "../../engine/mod.ts";
import { fail, json, NO_STORE, type Reply } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { checkGrantType } from "../../clients/mod.ts";

/** Finds the grant that a client asked for and may use. @see RFC 6749 5.2 */
function grantFor(grantType: string, { issuer }: Exchange, client: ClientRecord): Grant {
  const grant = issuer.grants.get(grantType);
  if (grant === undefined) {
    return fail(
      "unsupported_grant_type",
      `Cannot issue a token as this server does not have the grant type asked for: use one of ${[...issuer.grants.keys()].join(", ")}`,
      {
        rule: "RFC6749-5.2-1",
      },
    );
  }
  checkGrantType(client, grantType);
  if (client.type === "public" && !grant.publicClients) {
    fail("unauthorized_client", `Cannot use the grant type '${grantType}' as a public client cannot prove who it is`, {
      rule: "RFC6749-4.4-1",
    });
  }
  return grant;
}

/**
 * The token endpoint.
 *
 * @see RFC 6749 3.2
 */
export async function handleToken(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const params = request.form;
  const grantType = params.require("grant_type", { rule: "RFC6749-5.2-1" });
  const client = await authenticateClient(exchange, params);
  const grant = grantFor(grantType, exchange, client);
  const proof = issuer.hooks.proveSender({ exchange, client, params });
  const sender = proof instanceof Promise ? await proof : proof;
  const loaded = grant.load({ exchange, client, params, sender });
  const redeemable = loaded instanceof Promise ? await loaded : loaded;
  const redemption = { exchange, client, params, sender, redeemable };
  await issuer.hooks.checkRedemption(redemption);
  const draft = await issueTokens(redeemable.entitlement, {
    exchange,
    sender,
    params,
    claim(paper) {
      return redeemable.claim(paper);
    },
  });
  if (draft === undefined) return redeemable.lost();
  const refined = issuer.hooks.tokenReply(tokenBody(draft, draft.record.scope), redemption);
  const body = refined instanceof Promise ? await refined : refined;
  const { subject } = redeemable.entitlement;
  await issuer.hooks.happened(
    {
      name: grantType === "refresh_token" ? "token.refreshed" : "token.issued",
      client: client.id,
      ...(subject === undefined ? {} : { accountId: subject.accountId }),
      family: draft.tag,
      detail: { grantType },
    },
    exchange,
  );
  return json(200, body, NO_STORE);
}
