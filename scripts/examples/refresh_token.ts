/** Refresh token rotation: each refresh token works once, and one that is used twice ends all of them. */
import { genericGrantRequest, refreshTokenGrant, ResponseBodyError, tokenIntrospection } from "openid-client";
import { CONFIDENTIAL, connect, PERSON } from "./_settings.ts";

const server = await connect(CONFIDENTIAL.id, CONFIDENTIAL.secret);
const stolen = await genericGrantRequest(server, "password", PERSON);
const fresh = await refreshTokenGrant(server, stolen.refresh_token ?? "");

try {
  await refreshTokenGrant(server, stolen.refresh_token ?? "");
} catch (error) {
  if (!(error instanceof ResponseBodyError)) throw error;
  console.log("The second use was refused:", error.error, "-", error.error_description);
}

const { active } = await tokenIntrospection(server, fresh.access_token);
console.log("The token that the first use gave is active:", active);
