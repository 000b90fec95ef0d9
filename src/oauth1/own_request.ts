import type { ReceivedRequest } from "../protocol/mod.ts";
import type { Exchange } from "../engine/mod.ts";
import { publicOrigin } from "./public_origin.ts";

/**
 * A request at an endpoint of the issuer, as its consumer signed it. Bodies of these endpoints are forms or nothing.
 *
 * @see RFC 5849 3.4.1
 */
export function receivedAt({ issuer, request }: Exchange): ReceivedRequest {
  const { method, path, search, body, secure, address } = request;
  const host = request.header("host");
  return {
    method,
    path,
    query: search,
    body,
    secure,
    address,
    host,
    origin: publicOrigin(issuer.url, { host }),
    authorization: request.header("authorization"),
    form: body === "" ? undefined : body,
  };
}
