import { registeredRedirectUri } from "../../clients/mod.ts";
import type { Exchange, RedirectTarget, ResponseMode } from "../../engine/mod.ts";
import { fail, isWildcardUri, type Params } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";

async function clientOf(params: Params, { issuer }: Exchange): Promise<ClientRecord> {
  const clientId = params.require("client_id", { rule: "RFC6749-4.1.1-2" });
  const client = await issuer.clients.find(clientId);
  return (
    client ??
    fail("invalid_request", "Cannot find out which application asks as its client_id is not registered here", {
      rule: "RFC6749-4.1.2.1-1",
    })
  );
}

interface AskedUri {
  readonly asked: string | undefined;
  readonly client: ClientRecord;
}

function redirectUriOf({ asked, client }: AskedUri, { issuer }: Exchange): string {
  if (asked !== undefined) {
    return (
      registeredRedirectUri(client, asked, issuer.settings.redirectUris) ??
      fail(
        "invalid_request",
        "Cannot send the browser back as the redirect_uri is not one that the application registered",
        {
          rule: "RFC6749-3.1.2.3-2",
        },
      )
    );
  }
  const [only, ...others] = client.redirectUris;
  if (only === undefined || others.length > 0 || isWildcardUri(only)) {
    return fail(
      "invalid_request",
      "Cannot send the browser back as the request names no redirect_uri and the application did not register exactly one",
      {
        rule: "RFC6749-3.1.2.3-1",
      },
    );
  }
  return only;
}

/** Words of a response type that may be answered, without judging it: only to know where errors belong. */
function isFrontChannel(responseType: string, { issuer }: Exchange): boolean {
  return responseType.split(" ").some((word) => issuer.responseWords.get(word)?.frontChannel === true);
}

function modeCalled(name: string, { issuer }: Exchange): ResponseMode {
  const mode = issuer.responseModes.get(name);
  if (mode === undefined) throw new TypeError(`Cannot answer as the response mode '${name}' is not composed`);
  return mode;
}

/** A value that is asked for once, or undefined when it is missing or comes twice: that is judged later. */
function single(params: Params, name: string): string | undefined {
  const values = params.all(name);
  return values.length === 1 && values[0] !== "" ? values[0] : undefined;
}

/** The default mode, and the one asked for where there is such a one. @see Multiple Response Types 2.1 */
function modeOf(params: Params, { client, exchange }: { readonly client: ClientRecord; readonly exchange: Exchange }) {
  const front = isFrontChannel(single(params, "response_type") ?? "", exchange);
  const asked =
    exchange.issuer.responseModes.get(single(params, "response_mode") ?? "") ?? modeCalled("query", exchange);
  const instead = front ? asked.insteadForTokens?.(client) : undefined;
  return instead === undefined ? asked : modeCalled(instead.mode, exchange);
}

/**
 * Finds out where the answer goes: a registered client, and a redirect URI that it registered.
 *
 * Until this has succeeded nothing is sent anywhere, and errors are pages.
 *
 * @see RFC 6749 3.1.2.4, 4.1.2.1
 */
export async function address(params: Params, exchange: Exchange): Promise<RedirectTarget> {
  const client = await clientOf(params, exchange);
  const askedRedirectUri = params.get("redirect_uri");
  const askedScope = single(params, "scope");
  const mode = modeOf(params, { client, exchange });
  return {
    client,
    redirectUri:
      mode.here === true ? exchange.issuer.url : redirectUriOf({ asked: askedRedirectUri, client }, exchange),
    askedRedirectUri,
    mode,
    state: single(params, "state"),
    ...(askedScope === undefined ? {} : { askedScope }),
  };
}
