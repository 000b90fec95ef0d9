import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { askResource } from "./resource.ts";
import { requestTokens, type Tokens } from "./token.ts";

const STUBBORN = 8;

/** A machine's token, used as long as it lives, for two requests. @see RFC 6749 4.4 */
export async function byClientCredentials(client: Ready): Promise<void> {
  const { checks, config } = client;
  let kept: Tokens | undefined;

  async function token(): Promise<string> {
    const expires = kept?.expiresAt;
    const expired = expires !== undefined && expires <= performance.now();
    if (kept === undefined || expired || !checks.on("token_cached"))
      kept = await requestTokens(client, { grant_type: "client_credentials", scope: config.scope });
    return kept.accessToken;
  }

  async function get(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const { status } = await askResource(client, await token());
      if (status === 200) return;
      const most = checks.on("resource_bounded") ? 2 : STUBBORN;
      if (status !== 401 || tries === most) throw new Refused(`the resource says ${status}`);
      kept = undefined;
    }
  }

  await get();
  await get();
}
