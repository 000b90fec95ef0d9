import { type AuthorizationRequest, type Exchange, RequestRefused } from "../../engine/mod.ts";
import type { Params } from "../../protocol/mod.ts";
import { address } from "./address.ts";
import { validate } from "./validate.ts";

/**
 * Judges an authorization request that did not come by the browser, as far as nobody has to be asked.
 *
 * @see RFC 9126 2.1
 * @throws {OAuthError} Whatever is wrong with it, also where the authorization endpoint would show a page.
 */
export async function judgeRequest(params: Params, exchange: Exchange): Promise<AuthorizationRequest> {
  try {
    const read = await exchange.issuer.hooks.authorizeParams(params, exchange);
    return await validate(read, await address(read, exchange), exchange);
  } catch (error) {
    throw error instanceof RequestRefused ? error.error : error;
  }
}
