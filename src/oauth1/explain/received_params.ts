import type { Param, ReceivedRequest } from "../../protocol/mod.ts";
import { parseOauthAuthorization } from "../authorization_header.ts";
import { decodeForm } from "../percent_encoding.ts";
import type { Place } from "../signed_request.ts";

/** A parameter of a request, and where it stood. */
export interface ReceivedParam {
  readonly name: string;
  readonly value: string;
  readonly from: Place;
}

/**
 * All parameters that a request holds, decoded, `oauth_signature` among them: of header, form and query in this order.
 *
 * @throws {OAuthError} `parameter_rejected` when its header field is broken; what else cannot be decoded stands as it was sent.
 */
export function receivedParams({ authorization, form = "", query }: ReceivedRequest): readonly ReceivedParam[] {
  const header = authorization === undefined ? undefined : parseOauthAuthorization(authorization);
  return [
    ...(header?.params ?? []).map(([name, value]): ReceivedParam => ({ name, value, from: "header" })),
    ...rawParams(form).map(decodedFrom("form")),
    ...rawParams(query).map(decodedFrom("query")),
  ];
}

/** Names and values of a query or a form as they were sent. */
export function rawParams(raw: string): readonly Param[] {
  return raw
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals === -1 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}

function decodedFrom(from: Place): (pair: Param) => ReceivedParam {
  return ([name, value]) => ({ name: decodeForm(name) ?? name, value: decodeForm(value) ?? value, from });
}
