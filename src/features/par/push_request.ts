import { authenticateClient, type Exchange } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { fail, json, NO_STORE, Params, type Reply } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { storePushed } from "./pushed_request.ts";

/** Judges an authorization request as the authorization endpoint would before it shows anybody a page. */
export type JudgeRequest = (params: Params, exchange: Exchange) => Promise<unknown>;

/** What is done with pushed requests. */
export interface PushRequestOptions {
  /** How long a request may wait to be used. */
  readonly lifetime: Seconds;
  readonly judge: JudgeRequest;
}

/** Parameters that prove who the client is, and are no part of what it asks for. @see RFC 9126 2.1 */
function credentialNames({ issuer }: Exchange): ReadonlySet<string> {
  const names = new Set(issuer.clientAuth.flatMap(({ fields = {} }) => Object.keys(fields)));
  names.delete("client_id");
  return names;
}

/**
 * The parameters of the authorization request that was pushed.
 *
 * Of one in a request object nothing else counts; the client, which authenticated, need not be named beside it.
 *
 * @see RFC 9126 2.1, 3
 */
function requestIn(form: Params, exchange: Exchange, client: ClientRecord): Params {
  if (form.has("request_uri"))
    return fail("invalid_request", "Cannot push a request that has a request_uri: push what it stands for", {
      rule: "RFC9126-2.1-1",
    });
  const request = form.get("request");
  if (request !== undefined)
    return Params.of([
      ["client_id", client.clientId],
      ["request", request],
    ]);
  // Also what keeps a request of OAuth 1.0a, which names no client, from being pushed.
  form.require("client_id", { rule: "RFC9126-2.1-2" });
  const credentials = credentialNames(exchange);
  return Params.of(form.entries().filter(([name]) => !credentials.has(name)));
}

/**
 * The pushed authorization request endpoint: judges a request and keeps it, so that the browser carries no more than a
 * name of it.
 *
 * @see RFC 9126 2
 */
export async function pushRequest(exchange: Exchange, { lifetime, judge }: PushRequestOptions): Promise<Reply> {
  const { issuer, request } = exchange;
  const client = await authenticateClient(exchange, request.form);
  const params = requestIn(request.form, exchange, client);
  await judge(params, exchange);
  const requestUri = await storePushed(issuer, { client: client.id, params, lifetime });
  await issuer.hooks.happened({ name: "request.pushed", client: client.id }, exchange);
  return json(201, { request_uri: requestUri, expires_in: lifetime }, NO_STORE);
}
