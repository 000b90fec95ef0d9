import { checkGrantType } from "../../clients/mod.ts";
import {
  askable,
  type AuthorizationRequest,
  type Exchange,
  type RedirectTarget,
  type ResponseWord,
  scopeAsked,
} from "../../engine/mod.ts";
import { fail, type Params, parseResponseType, printResponseType } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";

/** Those that a client may ask for. */
function namesOf(known: ReadonlyMap<string, { readonly name: string; readonly inner?: true }>): string {
  return askable(known.values())
    .map(({ name }) => name)
    .join(", ");
}

function wordsOf(params: Params, exchange: Exchange, target: RedirectTarget): readonly ResponseWord[] {
  const asked = params.get("response_type");
  if (asked === undefined)
    return fail("invalid_request", "Cannot answer the request as it has no response_type", { rule: "RFC6749-3.1.1-1" });
  const words = parseResponseType(asked).map(
    (word) =>
      exchange.issuer.responseWords.get(word) ??
      fail(
        "unsupported_response_type",
        `Cannot answer with the response type asked for: use one of ${namesOf(exchange.issuer.responseWords)}`,
        {
          rule: "RFC6749-3.1.1-2",
        },
      ),
  );
  if (words.length > 1 && words.some(({ alone }) => alone === true)) {
    fail("unsupported_response_type", "Cannot answer with a response type in which 'none' stands beside another word", {
      rule: "RFC6749-3.1.1-2",
    });
  }
  for (const word of words) checkGrantType(target.client, word.grantType);
  checkResponseType(words, target.client);
  return words;
}

/**
 * A client that registered response types gets no other; one that registered none is bound by its grants alone. What no
 * request may name cannot be registered either.
 */
function checkResponseType(words: readonly ResponseWord[], client: ClientRecord): void {
  const { response_types: registered } = client.metadata;
  if (!Array.isArray(registered) || words.some(({ inner }) => inner === true)) return;
  const asked = printResponseType(words.map(({ name }) => name));
  if (registered.includes(asked)) return;
  fail("unauthorized_client", `Cannot answer with the response type '${asked}' as the client did not register it`, {
    rule: "RFC7591-2-6",
  });
}

interface Answering {
  readonly exchange: Exchange;
  readonly client: ClientRecord;
  readonly words: readonly ResponseWord[];
}

function checkMode(params: Params, { exchange, client, words }: Answering): void {
  const asked = params.get("response_mode");
  if (asked === undefined) return;
  const mode = exchange.issuer.responseModes.get(asked);
  if (mode === undefined) {
    return fail(
      "invalid_request",
      `Cannot answer in the response_mode asked for: use one of ${namesOf(exchange.issuer.responseModes)}`,
    );
  }
  if (mode.usual === true || !words.some((word) => word.frontChannel)) return;
  const instead = mode.insteadForTokens?.(client);
  if (instead === undefined) return;
  fail("invalid_request", `Cannot send a token in a query: use the response_mode ${instead.mode} or form_post`, {
    rule: instead.rule,
  });
}

/**
 * Judges a request whose answer has an address.
 *
 * @see RFC 6749 4.1.1, 4.2.1
 */
export async function validate(
  params: Params,
  target: RedirectTarget,
  exchange: Exchange,
): Promise<AuthorizationRequest> {
  // Read for the sake of its errors: a state that comes twice cannot be given back.
  params.get("state");
  const responseWords = wordsOf(params, exchange, target);
  const { client } = target;
  checkMode(params, { exchange, client, words: responseWords });
  const scope = scopeAsked(params.get("scope"), client, exchange.issuer.settings);
  const asked = { exchange, target, client, params, responseWords, scope };
  const request: AuthorizationRequest = { ...asked, permissions: exchange.issuer.hooks.permissions(scope, asked) };
  await exchange.issuer.hooks.checkAuthorize(request);
  return request;
}
