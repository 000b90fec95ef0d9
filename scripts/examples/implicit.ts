/**
 * The implicit grant: the token comes back in the fragment of the redirect, which only the page that the browser lands
 * on can read. It is here for those who must test or leave it; use the authorization code instead (RFC 9700 2.1.2).
 * The demonstration has no client for it; register one first:
 *
 *   npx touchstone createapplication public implicit --client-id demo-implicit --redirect-uris http://127.0.0.1/callback
 *
 * openid-client does not speak plain OAuth 2.0 implicit, so the address is built and read by hand.
 */
import { createServer } from "node:http";
import { fetchProtectedResource, None, randomState } from "openid-client";
import { connect, SERVER } from "./_settings.ts";

const CLIENT_ID = process.env["IMPLICIT_ID"] ?? "demo-implicit";
const server = await connect(CLIENT_ID, undefined, None());
const state = randomState();

/** Runs in the browser: hands the fragment to us, as a single-page application would keep it to itself. */
const PAGE = `<!doctype html><title>Done</title><p>Done: go back to the terminal.</p>
<script>fetch("/fragment?" + location.hash.slice(1))</script>`;

const listener = createServer();
await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
const address = listener.address();
const port = typeof address === "object" && address !== null ? address.port : 0;
const redirectUri = `http://127.0.0.1:${port}/callback`;

const url = new URL(server.serverMetadata().authorization_endpoint ?? "");
url.search = new URLSearchParams({
  response_type: "token",
  client_id: CLIENT_ID,
  redirect_uri: redirectUri,
  scope: "read",
  state,
}).toString();
console.log(`Open this address and sign in:\n${url.href}`);

const fragment = await new Promise<URLSearchParams>((resolve) => {
  listener.on("request", (request, response) => {
    const asked = new URL(request.url ?? "/", redirectUri);
    response.writeHead(200, { "Content-Type": "text/html", Connection: "close" }).end(PAGE);
    if (asked.pathname === "/fragment") resolve(asked.searchParams);
  });
});
listener.close();

if (fragment.get("state") !== state) throw new Error("Cannot trust the answer as its state is not ours");
const answer = await fetchProtectedResource(
  server,
  fragment.get("access_token") ?? "",
  new URL("/api/users/", SERVER),
  "GET",
);
console.log(answer.status, await answer.text());
