import { s256 } from "../../src/protocol/mod.ts";
import type { LabServer, MadeIssuer } from "./lab_server.ts";
import { visitor } from "./visitor.ts";

/** Posts a form to an endpoint of a throwaway issuer, at one of several servers, as its first client. */
export async function postForm(
  server: LabServer,
  made: MadeIssuer,
  { path, form }: { readonly path: string; readonly form: Readonly<Record<string, string>> },
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  const { client_id, client_secret = "" } = made.clients[0]!;
  const response = await fetch(`${server.base}${new URL(made.issuer).pathname}${path}`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString("base64")}` },
    body: new URLSearchParams(form),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
}

/** A token that the first client gets for itself. */
export async function ownToken(server: LabServer, made: MadeIssuer): Promise<string> {
  const { body } = await postForm(server, made, { path: "/token", form: { grant_type: "client_credentials" } });
  return String(body["access_token"]);
}

/** What introspection says of a token. */
export async function introspected(server: LabServer, made: MadeIssuer, token: string) {
  const { body } = await postForm(server, made, { path: "/introspect", form: { token } });
  return body;
}

const VERIFIER = "a-verifier-that-is-long-enough-for-every-server-there-is";
const REDIRECT = "http://127.0.0.1:4567/cb";

/**
 * Walks the authorization code flow of the first client as the first person, and answers the token response.
 *
 * @throws {TypeError} When a page has no form to go on with.
 */
export async function walkCodeFlow(server: LabServer, made: MadeIssuer, scope = "read") {
  const { client_id } = made.clients[0]!;
  const { username, password } = made.users[0]!;
  const { pathname } = new URL(made.issuer);
  const request = new URLSearchParams({
    client_id,
    scope,
    response_type: "code",
    redirect_uri: REDIRECT,
    state: "of-this-flow",
    code_challenge: s256(VERIFIER),
    code_challenge_method: "S256",
  });
  const browser = visitor(server.base);
  let seen = await browser.go(`${pathname}/authorize?${request.toString()}`);
  while (!seen.url.href.startsWith(REDIRECT))
    seen = await browser.submit(seen, {
      fill: seen.text.includes('name="password"') ? { username, password } : { action: "allow" },
    });
  const code = seen.url.searchParams.get("code") ?? "";
  const form = { grant_type: "authorization_code", code, redirect_uri: REDIRECT, code_verifier: VERIFIER };
  return (await postForm(server, made, { path: "/token", form })).body;
}
