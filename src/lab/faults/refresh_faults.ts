import { isRefresh } from "./_grant.ts";
import { asError, asJson, asPage, sameButRaw, withoutMember } from "./_reply.ts";
import type { Fault } from "./fault.ts";

type Parts = Pick<Fault, "tokenReply" | "reply" | "keeps">;

function refresh(name: string, says: string, parts: Parts): Fault {
  return { name: `refresh_${name}`, place: "token", says, when: isRefresh, ...parts };
}

/** What can be wrong about the answer to a refresh. */
export const REFRESH_FAULTS: readonly Fault[] = [
  refresh("reply_no_refresh_token", "The answer to a refresh has no new refresh token", {
    tokenReply: (body) => withoutMember(body, "refresh_token"),
  }),
  refresh("reply_lost", "The refresh is done, and the connection is dropped before its answer", {
    reply: (reply) => sameButRaw(reply, { drops: "before_head" }),
  }),
  refresh("reply_slow", "The answer to a refresh takes a second", {
    reply: (reply) => sameButRaw(reply, { after: 1_000 }),
  }),
  refresh("refused", "The refresh token is refused with invalid_grant", {
    keeps: true,
    reply: () => asError(400, { error: "invalid_grant", error_description: "Cannot refresh as the token has ended" }),
  }),
  refresh("unavailable", "A refresh is answered 503, to be tried again after a second", {
    keeps: true,
    reply: () => asError(503, { error: "temporarily_unavailable" }, { "Retry-After": "1" }),
  }),
  {
    name: "refresh_expires_in_tiny",
    place: "token",
    says: "The access token lives for one second",
    tokenReply: (body) => ({ ...body, expires_in: 1 }),
  },
  refresh("reply_malformed", "The answer to a refresh ends in the middle of its JSON, and nothing was refreshed", {
    keeps: true,
    reply: () => asJson(200, '{"access_token":"half-of-a-token","token_type":"Bearer","refresh_token":"half-of-a'),
  }),
  refresh("reply_no_access_token", "The answer to a refresh has no access token, and nothing was refreshed", {
    keeps: true,
    reply: () => asJson(200, '{"token_type":"Bearer","expires_in":3600,"refresh_token":""}'),
  }),
  refresh("reply_page", "The answer to a refresh is a web page, and nothing was refreshed", {
    keeps: true,
    reply: () => asPage(200, "Sign in"),
  }),
  refresh("reply_scope_narrower", "The answer to a refresh names less scope than was granted at first", {
    tokenReply: (body) => ({ ...body, scope: "openid" }),
  }),
];
