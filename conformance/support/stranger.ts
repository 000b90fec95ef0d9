import type { Context } from "mocha";
import { client, SECRET } from "../../test/support/cast.ts";
import { need } from "./suite.ts";
import type { Target, TargetClient } from "./target.ts";

/** Another confidential client of our own server, with the redirect URI of the target's: nothing tells the two apart but who they are. */
export async function stranger(context: Context, target: Target): Promise<TargetClient> {
  const { issuer } = need(context, target.own, "second confidential client");
  const { redirectUri } = target.confidential;
  const { clientId } = await client(issuer, { redirectUris: [redirectUri] });
  return { id: clientId, secret: SECRET, redirectUri };
}
