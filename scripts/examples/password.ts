/** The password grant, and then a refresh: for scripts that hold a person's password anyway. */
import { genericGrantRequest, refreshTokenGrant, tokenRevocation } from "openid-client";
import { CONFIDENTIAL, connect, PERSON } from "./_settings.ts";

const server = await connect(CONFIDENTIAL.id, CONFIDENTIAL.secret);
const first = await genericGrantRequest(server, "password", { ...PERSON, scope: "read" });
console.log("Got a token with the scope", first.scope);

const second = await refreshTokenGrant(server, first.refresh_token ?? "");
console.log("Refreshed; the refresh token changed:", second.refresh_token !== first.refresh_token);

await tokenRevocation(server, second.refresh_token ?? "");
console.log("Revoked: neither token works any more");
