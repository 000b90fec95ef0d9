/** The client credentials grant: a program calls an API in its own name. */
import { clientCredentialsGrant, fetchProtectedResource, tokenIntrospection } from "openid-client";
import { connect, MACHINE, SERVER } from "./_settings.ts";

const server = await connect(MACHINE.id, MACHINE.secret);
const tokens = await clientCredentialsGrant(server, { scope: "read" });
console.log("Got a token that lives", tokens.expires_in, "seconds with the scope", tokens.scope);

const answer = await fetchProtectedResource(server, tokens.access_token, new URL("/api/", SERVER), "GET");
console.log("The API says", answer.status, await answer.text());

console.log("The server says of the token", await tokenIntrospection(server, tokens.access_token));
