/**
 * The shortest way to call a protected API: get a token with a user's name and password, then use it.
 *
 * Start the server with `npm start`, then run `npm run example`. The values below are those of its demonstration
 * set-up; put your own in their place, or give them in the environment.
 */
import {
  allowInsecureRequests,
  discovery,
  fetchProtectedResource,
  genericGrantRequest,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from "openid-client";

const SERVER = process.env["ISSUER"] ?? "http://localhost:8000";
const CLIENT_ID = process.env["CLIENT_ID"] ?? "demo-confidential";
const CLIENT_SECRET = process.env["CLIENT_SECRET"] ?? "demo-confidential-secret";
const USERNAME = process.env["EXAMPLE_USERNAME"] ?? "alice";
const PASSWORD = process.env["EXAMPLE_PASSWORD"] ?? "wonderland-2026";

try {
  const server = await discovery(new URL(SERVER), CLIENT_ID, CLIENT_SECRET, undefined, {
    algorithm: "oauth2",
    // Plain http is fine on one's own machine alone.
    execute: [allowInsecureRequests],
  });
  const tokens = await genericGrantRequest(server, "password", { username: USERNAME, password: PASSWORD });
  const response = await fetchProtectedResource(server, tokens.access_token, new URL("/api/users/", SERVER), "GET");
  console.log(response.status, await response.text());
} catch (error) {
  // When either call fails the server's answer says why: print its status and its body.
  if (error instanceof ResponseBodyError) console.error(error.status, JSON.stringify(error.cause));
  else if (error instanceof WWWAuthenticateChallengeError) console.error(error.status, await error.response.text());
  else console.error(error);
  process.exitCode = 1;
}
