import type { AuthorizationRequest, Exchange, Hooks, ResponseWord } from "../engine/mod.ts";
import { OAUTH1_GRANT } from "../clients/mod.ts";
import type { Seconds } from "../platform/mod.ts";
import { fail, Params, printScope, redirect, type Reply, type WireRequest } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { modeFor, OAUTH1_MODES } from "./answer_modes.ts";
import { decide, type FoundTemporary, findTemporary } from "./temporary_credentials.ts";
import { drawVerifier, verifierDigest } from "./verifier.ts";

/** The response type under which the spine answers temporary credentials; no client asks for it by name. */
const WORD = "oauth1";

const START_AGAIN = "go back to the application and start again";

/** Whether a request at an address that OAuth 2.0 has as well is for temporary credentials. */
export function isForTemporary(request: Pick<WireRequest, "query">): boolean {
  try {
    // Read here: what cannot be read is for the other endpoint to refuse.
    const { query } = request;
    return query.has("oauth_token") && !query.has("client_id");
  } catch {
    return false;
  }
}

/**
 * The request as the spine answers it: all of it comes from what the consumer signed. The token is the state, which
 * comes back whatever the answer is.
 */
function paramsOf({ text, record }: FoundTemporary, { clientId }: ClientRecord): Params {
  return Params.of([
    ["client_id", clientId],
    ["redirect_uri", record.callback],
    ["response_type", WORD],
    ["response_mode", modeFor(record.callback).name],
    ["scope", printScope(record.scope)],
    ["state", text],
  ]);
}

async function findRequest(
  text: string,
  { issuer }: Exchange,
): Promise<{ readonly found: FoundTemporary; readonly params: Params } | undefined> {
  const { ephemeral, clock, clients } = issuer;
  const found = await findTemporary(text, { ephemeral, now: clock.now() });
  const client = found === undefined ? undefined : await clients.findByNumber(found.record.client);
  return found === undefined || client === undefined ? undefined : { found, params: paramsOf(found, client) };
}

/** Temporary credentials that wait for somebody's decision, as the request that they stand for. */
async function loadRequest(text: string, exchange: Exchange): Promise<Params> {
  const request = await findRequest(text, exchange);
  if (request === undefined)
    return fail("token_rejected", `Cannot go on as this request is unknown or took too long: ${START_AGAIN}`, {
      rule: "RFC5849-2.2-2",
      status: 400,
    });
  if (request.found.decision !== undefined)
    return fail("token_used", `Cannot go on as this request was answered already: ${START_AGAIN}`, {
      rule: "RFC5849-2-1",
      status: 400,
    });
  return request.params;
}

function refuseAnswered(): never {
  return fail("token_used", `Cannot answer this request as it was answered already: ${START_AGAIN}`, {
    rule: "RFC5849-2-1",
    status: 409,
  });
}

/**
 * The address to which a consumer sends a person: the same pages as of OAuth 2.0 ask them.
 *
 * @see RFC 5849 2.2
 */
export async function handleOauth1Authorize(exchange: Exchange): Promise<Reply> {
  const text = exchange.request.query.require("oauth_token", { rule: "RFC5849-2.2-2" });
  await loadRequest(text, exchange);
  return redirect(`${exchange.issuer.base}/authorize?oauth_token=${encodeURIComponent(text)}`);
}

/** Nobody but {@link authorizeParams} puts such a request together: whatever else looks like one is refused here. */
async function checkRequest({ exchange, target, params, responseWords }: AuthorizationRequest): Promise<void> {
  const isOurs = OAUTH1_MODES.includes(target.mode) || responseWords.some(({ name }) => name === WORD);
  if (!isOurs) return;
  const request = await findRequest(target.state ?? "", exchange);
  if (request?.params.toString() !== params.toString())
    fail("invalid_request", `Cannot go on as no consumer asked for this, or it took too long: ${START_AGAIN}`, {
      rule: "RFC5849-2.2-2",
      status: 403,
    });
}

/** Ends temporary credentials that a person refused. */
async function refuse(text: string, exchange: Exchange): Promise<void> {
  const { ephemeral, clock } = exchange.issuer;
  const now = clock.now();
  const found = await findTemporary(text, { ephemeral, now });
  if (found !== undefined && !(await decide(found, { allowed: false }, { ephemeral, now }))) refuseAnswered();
}

/** What the authorization endpoint of the spine asks of this feature. */
export const OAUTH1_AUTHORIZE_HOOKS: Partial<Hooks> = {
  // Whatever else stands beside the token cannot widen what was asked for.
  authorizeParams: (params, exchange) =>
    params.has("oauth_token") && !params.has("client_id")
      ? loadRequest(params.require("oauth_token"), exchange)
      : params,
  checkAuthorize: checkRequest,
  async authorizeReply(parameters, { exchange, target, approval }) {
    const isRefused = parameters.some(([name, value]) => name === "error" && value === "access_denied");
    if (isRefused && approval === undefined && OAUTH1_MODES.includes(target.mode))
      await refuse(target.state ?? "", exchange);
    return parameters;
  },
};

/** The response word that makes a verifier. @see RFC 5849 2.2 */
export function verifierWord({ tokenLifetime }: { readonly tokenLifetime?: Seconds }): ResponseWord {
  return {
    name: WORD,
    grantType: OAUTH1_GRANT,
    frontChannel: false,
    alone: true,
    inner: true,
    lasts: tokenLifetime === undefined ? {} : { lifetime: tokenLifetime },
    async produce({ request: { exchange, target, client }, subject: { accountId }, scope }) {
      const { ephemeral, clock, random, formKey, hooks } = exchange.issuer;
      const now = clock.now();
      const found = await findTemporary(target.state ?? "", { ephemeral, now });
      if (found === undefined) return refuseAnswered();
      const verifier = drawVerifier(found.record.callback, random);
      const kept = verifierDigest(verifier, { key: formKey, temporary: found.text });
      const decision = { allowed: true, accountId, scope, verifier: kept } as const;
      if (!(await decide(found, decision, { ephemeral, now }))) return refuseAnswered();
      await hooks.happened(
        { name: "code.issued", client: client.id, accountId, family: found.tag, detail: { grantType: OAUTH1_GRANT } },
        exchange,
      );
      return [
        ["oauth_verifier", verifier],
        ["client_name", client.name],
      ];
    },
  };
}
