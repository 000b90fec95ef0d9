import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { patiently } from "./http.ts";
import { endpointOf } from "./metadata.ts";
import { asClient, type Tokens } from "./token.ts";

/** Revokes what the client holds. @see RFC 7009 2 */
export async function revoke(client: Ready, { accessToken, refreshToken }: Tokens): Promise<void> {
  const { checks, http, metadata } = client;
  const url = endpointOf(metadata, "revocation_endpoint");
  const hint = refreshToken === undefined ? "access_token" : "refresh_token";
  const form = asClient(client, { token: refreshToken ?? accessToken, token_type_hint: hint });
  const answer = checks.on("revocation_retried") ? await patiently(client, url, form) : await http(url, form);
  if (answer.status !== 200 && checks.on("revocation_retried")) throw new Refused(`not revoked: ${answer.status}`);
}
