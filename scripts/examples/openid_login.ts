/**
 * OpenID Connect, as an application with a login button does it: discovery, a code with PKCE, state and nonce, the ID
 * token, UserInfo, and the logout that brings the person back here.
 */
import { createServer, type IncomingMessage } from "node:http";
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { OPENID_ID, SERVER } from "./_settings.ts";

const PORT = Number(process.env["OPENID_PORT"] ?? "3000");
const HERE = `http://127.0.0.1:${PORT}/`;

const listener = createServer();
await new Promise<void>((resolve) => listener.listen(PORT, "127.0.0.1", resolve));

/** Waits until the browser opens one of our addresses, and says something to the person. */
function opened(path: string, says: string): Promise<URL> {
  return new Promise((resolve) => {
    listener.on("request", function hear(request: IncomingMessage, response) {
      const asked = new URL(request.url ?? "/", HERE);
      if (asked.pathname !== path) return;
      listener.off("request", hear);
      response.writeHead(200, { "Content-Type": "text/plain", Connection: "close" }).end(says);
      resolve(asked);
    });
  });
}

// http is for servers on one's own machine
const config = await discovery(new URL(SERVER), OPENID_ID, undefined, None(), { execute: [allowInsecureRequests] });

const pkceCodeVerifier = randomPKCECodeVerifier();
const [expectedState, expectedNonce] = [randomState(), randomNonce()];
const login = buildAuthorizationUrl(config, {
  redirect_uri: `${HERE}callback`,
  scope: "openid profile email",
  state: expectedState,
  nonce: expectedNonce,
  code_challenge: await calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: "S256",
});
console.log(`Open this address and sign in:\n${login.href}`);

const callback = await opened("/callback", "You are signed in: go back to the terminal.");
const tokens = await authorizationCodeGrant(config, callback, {
  pkceCodeVerifier,
  expectedState,
  expectedNonce,
  idTokenExpected: true,
});
const { sub = "", auth_time: authTime = 0 } = tokens.claims() ?? {};
console.log(`The ID token says: sub ${sub}, signed in at ${new Date(authTime * 1_000).toISOString()}`);

const { name, email } = await fetchUserInfo(config, tokens.access_token, sub);
console.log(`UserInfo says: ${name ?? "no name"}, ${email ?? "no address"}`);

const logout = buildEndSessionUrl(config, {
  id_token_hint: tokens.id_token ?? "",
  post_logout_redirect_uri: HERE,
  state: expectedState,
});
console.log(`Open this address to log out:\n${logout.href}`);

const returned = await opened("/", "You are logged out: go back to the terminal.");
console.log(`Logged out, and back with the right state: ${returned.searchParams.get("state") === expectedState}`);
listener.close();
