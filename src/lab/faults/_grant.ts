import type { Exchange } from "../../engine/mod.ts";

const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

function grantTypeOf({ request }: Exchange): string | null {
  return new URLSearchParams(request.body).get("grant_type");
}

/** Whether a token request is a refresh. @see RFC 6749 6 */
export function isRefresh(exchange: Exchange): boolean {
  return grantTypeOf(exchange) === "refresh_token";
}

/** Whether a token request is the poll of a device. @see RFC 8628 3.4 */
export function isPoll(exchange: Exchange): boolean {
  return grantTypeOf(exchange) === DEVICE;
}
