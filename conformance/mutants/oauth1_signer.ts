import type { IncomingMessage } from "node:http";
import type { Issuer } from "../../src/engine/mod.ts";
import { parseOauthAuthorization, tokenSecretOf } from "../../src/oauth1/mod.ts";
import { SECRET } from "../../test/support/cast.ts";
import { ALL_METHODS, type SignatureMethod, signRequest } from "../../test/support/oauth1.ts";
import type { Mutant } from "./mutant.ts";

/** What a mutant has become of a request before anything reads it. */
export type Incoming = NonNullable<Mutant["incoming"]>;

/** The protocol parameters of a request of OAuth 1.0a, by name. */
export type ProtocolParams = ReadonlyMap<string, string>;

/** The protocol parameters of a header or of a query; the last where one is repeated. */
export function protocolParams({ headers, url = "" }: IncomingMessage): ProtocolParams {
  if (headers.authorization !== undefined) return new Map(parseOauthAuthorization(headers.authorization)?.params);
  const [, query = ""] = url.split("?");
  return new Map(Array.from(new URLSearchParams(query)).filter(([name]) => name.startsWith("oauth_")));
}

/** Whether a name is that of a signature method. */
export function isKnown(method: string | undefined): method is SignatureMethod {
  return ALL_METHODS.some((known) => known === method);
}

/** The address without protocol parameters, as somebody signs it who has them elsewhere. */
function bare(request: IncomingMessage, { url }: Issuer): string {
  const address = new URL(request.url ?? "", url);
  const kept = address.search.slice(1).split("&");
  address.search = kept.filter((pair) => pair !== "" && !pair.startsWith("oauth_")).join("&");
  return address.href;
}

/** Changes what a request of a consumer says, and signs it anew in its stead; what needs no change is left alone. */
export function forgiving(change: (params: ProtocolParams) => Readonly<Record<string, string | undefined>>): Incoming {
  return (request, issuer) => {
    const params = protocolParams(request);
    const changes = change(params);
    if (!params.has("oauth_consumer_key") || Object.keys(changes).length === 0) return;
    const said: Readonly<Record<string, string | undefined>> = {
      oauth_version: undefined,
      oauth_nonce: undefined,
      oauth_timestamp: undefined,
      ...Object.fromEntries(params),
      ...changes,
      oauth_signature: undefined,
    };
    const { oauth_token: token, oauth_signature_method: named, oauth_consumer_key: key = "" } = said;
    // nobody but the consumer can sign by RSA
    const signatureMethod = isKnown(named) && !named.startsWith("RSA-") ? named : "HMAC-SHA1";
    const signed = signRequest({
      method: request.method ?? "GET",
      url: bare(request, issuer),
      consumer: { key, secret: SECRET },
      ...(token === undefined ? {} : { token: { token, secret: tokenSecretOf(token, issuer) } }),
      place: request.headers.authorization === undefined ? "query" : "header",
      params: { ...said, oauth_signature_method: signatureMethod },
    });
    const { pathname, search } = new URL(signed.url);
    request.url = pathname + search;
    const { authorization } = signed.headers;
    if (authorization !== undefined) request.headers.authorization = authorization;
  };
}

/** Makes the signature wrong of each request that is so. */
export function unforgiving(isSo: (request: IncomingMessage) => boolean): Incoming {
  return (request) => {
    if (!isSo(request)) return;
    const { headers, url = "" } = request;
    request.url = url.replace(/oauth_signature=[^&]*/, "oauth_signature=AAAA");
    if (headers.authorization !== undefined)
      headers.authorization = headers.authorization.replace(/oauth_signature="[^"]*"/, 'oauth_signature="AAAA"');
  };
}
