import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { membersOf, patiently } from "./http.ts";
import type { Person } from "./id_token.ts";
import { takeApart } from "./jwt.ts";
import { endpointOf } from "./metadata.ts";
import { checkSignature, type SignatureChecks } from "./signature.ts";

type Members = Readonly<Record<string, unknown>>;

const SIGNED: SignatureChecks = {
  signature: "userinfo_signature",
  none: "userinfo_signature",
  alg: "userinfo_signature",
};

/** @see OpenID Connect Core 5.3.2 */
async function signedClaims(text: string, client: Ready): Promise<Members> {
  const { checks, config } = client;
  const token = takeApart(text);
  await checkSignature(token, client, SIGNED);
  const { iss, aud } = token.claims;
  checks.demand("userinfo_signature", () => iss === undefined || iss === config.issuer);
  checks.demand(
    "userinfo_signature",
    () => aud === undefined || aud === config.client_id || (Array.isArray(aud) && aud.includes(config.client_id)),
  );
  return token.claims;
}

/** Asks who the person is, and makes sure that it is the same. */
export async function askUserinfo(client: Ready, accessToken: string, { sub }: Person): Promise<void> {
  const { checks, metadata } = client;
  const url = new URL(endpointOf(metadata, "userinfo_endpoint"));
  if (!checks.on("token_not_in_query")) url.searchParams.set("access_token", accessToken);
  const headers = checks.on("token_not_in_query") ? { authorization: `Bearer ${accessToken}` } : {};
  const answer = await patiently(client, url.href, { headers });
  if (answer.status !== 200) throw new Refused(`UserInfo says ${answer.status}`);
  const isSigned = /^application\/jwt\b/i.test(answer.headers.get("content-type") ?? "");
  const claims = isSigned ? await signedClaims(answer.text, client) : membersOf(answer, checks);
  checks.demand("userinfo_sub", () => typeof claims["sub"] === "string" && claims["sub"] === sub);
}
