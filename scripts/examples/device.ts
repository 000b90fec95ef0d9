/**
 * The device authorization grant (RFC 8628), as a television does it: it shows a short code, the person types it in on
 * another device, and the television polls until they have decided.
 */
import { fetchProtectedResource, initiateDeviceAuthorization, None, pollDeviceAuthorizationGrant } from "openid-client";
import { connect, PUBLIC_ID, SERVER } from "./_settings.ts";

const server = await connect(PUBLIC_ID, undefined, None());
const told = await initiateDeviceAuthorization(server, { scope: "read" });
console.log(`Open ${told.verification_uri} and type ${told.user_code}`);
console.log(`or open ${told.verification_uri_complete ?? told.verification_uri} and compare the code.`);

// It waits between polls, longer after each slow_down, and gives up when the code expires.
const tokens = await pollDeviceAuthorizationGrant(server, told);
const answer = await fetchProtectedResource(server, tokens.access_token, new URL("/api/users/", SERVER), "GET");
console.log(answer.status, await answer.text());
