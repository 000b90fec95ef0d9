import type { Client, Ready } from "./client.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { Refused } from "../refused.ts";
import { type Answer, patiently } from "./http.ts";

/** Who asks for a resource; `bound` says that its tokens are. */
type Asking = Client & Pick<Ready, "bound">;

/** What a resource said. */
export interface ResourceAnswer {
  readonly status: number;
  readonly challenge?: Challenge;
  /** It demands something else than a token, as far as this client understands. */
  readonly demandsOther?: true;
}

function challengeOf(answer: Answer, { checks }: Client): Challenge | undefined {
  const scheme = checks.on("challenge_any_case") ? /^bearer$/i : /^Bearer$/;
  return parseChallenges(answer.headers.get("www-authenticate")).find((one) => scheme.test(one.scheme));
}

/** Asks for a resource with a token. @see RFC 6750 2.1 */
export async function askResource(client: Asking, token: string, method = "GET"): Promise<ResourceAnswer> {
  const { checks, config } = client;
  const url = new URL(config.resource);
  if (!checks.on("token_not_in_query")) url.searchParams.set("access_token", token);
  const inForm = method === "POST" && !checks.on("token_in_header");
  const bearer = checks.on("token_not_in_query") && !inForm;
  const scheme = client.bound === true && checks.on("dpop_scheme") ? "DPoP" : "Bearer";
  const answer = await patiently(client, url.href, {
    method,
    ...(bearer ? { headers: { authorization: `${scheme} ${token}` } } : {}),
    ...(inForm ? { form: new URLSearchParams({ access_token: token }) } : {}),
  });
  const challenge = challengeOf(answer, client);
  if (challenge !== undefined) return { status: answer.status, challenge };
  return { status: answer.status, ...(answer.headers.has("www-authenticate") ? { demandsOther: true } : {}) };
}

/** How often somebody who does not listen asks. */
const STUBBORN = 8;

/** Asks for a resource that must answer. */
export async function getResource(client: Asking, token: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const { status } = await askResource(client, token);
    if (status >= 200 && status < 300) return;
    if (client.checks.on("resource_bounded") || tries === STUBBORN) throw new Refused(`the resource says ${status}`);
  }
}
