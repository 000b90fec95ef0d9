import { Refused } from "../refused.ts";
import type { Authorized } from "./authorize.ts";
import type { Ready } from "./client.ts";
import { requestTokens, TokenError, type Tokens } from "./token.ts";

/** How often somebody who does not know that a code is used up sends it. */
const STUBBORN = 5;

function paramsOf(
  { code = "", verifier }: Authorized,
  { checks, config, resource }: Ready,
): Readonly<Record<string, string>> {
  const sent = checks.on("pkce_sent") && verifier !== undefined;
  return {
    grant_type: "authorization_code",
    code,
    redirect_uri: config.redirect_uri,
    ...(resource === undefined ? {} : { resource }),
    ...(sent ? { code_verifier: verifier } : {}),
  };
}

/** Turns a code into tokens. @see RFC 6749 4.1.3 */
export async function redeem(authorized: Authorized, client: Ready): Promise<Tokens> {
  const { checks } = client;
  const params = paramsOf(authorized, client);
  if (authorized.code === undefined) {
    const accessToken = authorized.params.get("access_token");
    if (accessToken === null) throw new Refused("the answer has no code");
    return { accessToken };
  }
  for (let tries = 1; ; tries += 1) {
    try {
      const tokens = await requestTokens(client, params);
      if (authorized.again === true) await requestTokens(client, params).catch(() => undefined);
      return tokens;
    } catch (thrown) {
      if (checks.on("code_once") || !(thrown instanceof TokenError) || tries === STUBBORN) throw thrown;
    }
  }
}
