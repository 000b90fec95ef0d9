/**
 * The authorization code grant with PKCE, as a program on one's own machine does it (RFC 8252): it listens on a port of
 * the loopback address, sends the person to the browser, and gets the code back.
 */
import { createServer } from "node:http";
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  fetchProtectedResource,
  None,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { connect, PUBLIC_ID, SERVER } from "./_settings.ts";

const server = await connect(PUBLIC_ID, undefined, None());
const codeVerifier = randomPKCECodeVerifier();
const state = randomState();

const listener = createServer();
await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
const address = listener.address();
const port = typeof address === "object" && address !== null ? address.port : 0;
const redirectUri = `http://127.0.0.1:${port}/callback`;

const url = buildAuthorizationUrl(server, {
  redirect_uri: redirectUri,
  scope: "read",
  state,
  code_challenge: await calculatePKCECodeChallenge(codeVerifier),
  code_challenge_method: "S256",
});
console.log(`Open this address and sign in:\n${url.href}`);

const callback = await new Promise<URL>((resolve) => {
  listener.on("request", (request, response) => {
    const asked = new URL(request.url ?? "/", redirectUri);
    if (asked.pathname !== "/callback") {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, { "Content-Type": "text/plain", Connection: "close" })
      .end("Done: go back to the terminal.");
    resolve(asked);
  });
});
listener.close();

const tokens = await authorizationCodeGrant(server, callback, { pkceCodeVerifier: codeVerifier, expectedState: state });
const answer = await fetchProtectedResource(server, tokens.access_token, new URL("/api/users/", SERVER), "GET");
console.log(answer.status, await answer.text());
