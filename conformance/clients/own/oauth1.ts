import { Refused } from "../refused.ts";
import type { Client } from "./client.ts";
import type { Answer } from "./http.ts";
import { authorizationOf, type Credential, type SignOptions } from "./oauth1_signature.ts";

const STUBBORN = 6;

/** What somebody who was late, or whose nonce was drawn before, may set right by signing anew. */
const AGAIN = /^(nonce_used|timestamp_refused)$/;

function problemOf(answer: Answer): string | undefined {
  const field = answer.headers.get("www-authenticate") ?? "";
  const inHeader = /oauth_problem="?([^",\s]+)/.exec(field)?.[1];
  return inHeader ?? new URLSearchParams(answer.text).get("oauth_problem") ?? undefined;
}

/** Sends a signed request; once more where it is only a matter of a fresh signature. */
async function ask(client: Client, url: string, options: SignOptions): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const headers = { authorization: authorizationOf(client, url, options), accept: "*/*" };
    const answer = await client.http(url, { method: options.method, headers });
    const problem = problemOf(answer);
    const most = client.checks.on("oauth1_once_more") ? 2 : STUBBORN;
    if (problem === undefined || !AGAIN.test(problem) || tries === most) return answer;
  }
}

function credentialIn(
  answer: Answer,
  { checks }: Client,
): { readonly credential: Credential; readonly form: URLSearchParams } {
  if (answer.status !== 200) throw new Refused(`no credential: ${problemOf(answer) ?? answer.status}`);
  const form = new URLSearchParams(answer.text);
  const token = form.get("oauth_token") ?? "";
  const secret = form.get("oauth_token_secret") ?? "";
  checks.demand("oauth1_reply", () => token !== "" && form.has("oauth_token_secret"));
  return { credential: { token, secret }, form };
}

function addressOf(url: string | undefined): string {
  if (url === undefined) throw new TypeError("Cannot go on without the three addresses");
  return url;
}

/** Has the person allow it, and takes the verifier. @see RFC 5849 2.2 */
async function allowed(client: Client, { token }: Credential): Promise<string> {
  const { around, checks, config } = client;
  const door = await around.door(config.redirect_uri);
  const url = new URL(addressOf(config.authorize_url));
  url.searchParams.set("oauth_token", token);
  around.print(url.href);
  const arrival = await door.next();
  const verifier = arrival.params.get("oauth_verifier") ?? "";
  try {
    checks.demand("oauth1_token_compared", () => arrival.params.get("oauth_token") === token);
    checks.demand("oauth1_verifier", () => verifier !== "");
    arrival.answer(200);
  } catch (thrown) {
    arrival.answer(400);
    throw thrown;
  }
  return verifier;
}

/** Three legs, and a signed request. @see RFC 5849 2 */
export async function byOauth1(client: Client): Promise<void> {
  const { checks, config } = client;
  const asked = await ask(client, addressOf(config.request_token_url), {
    method: "POST",
    oauth: { oauth_callback: config.redirect_uri },
  });
  const { credential, form } = credentialIn(asked, client);
  checks.demand("callback_confirmed", () => form.get("oauth_callback_confirmed") === "true");
  const verifier = await allowed(client, credential);
  const given = await ask(client, addressOf(config.access_token_url), {
    method: "POST",
    credential,
    oauth: verifier === "" ? {} : { oauth_verifier: verifier },
  });
  const token = credentialIn(given, client).credential;
  const answer = await ask(client, config.resource, { method: "GET", credential: token });
  if (answer.status !== 200) throw new Refused(`the resource says ${answer.status}`);
}
