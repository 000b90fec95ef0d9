import { Refused } from "../refused.ts";
import type { Client } from "./client.ts";
import { type Answer, objectOf, patiently } from "./http.ts";

const ISSUER_RELATION = "http://openid.net/specs/connect/1.0/issuer";

/** What somebody typed, as the resource that is asked about. @see OpenID Connect Discovery 2.1.2 */
function resourceOf(typed: string, { checks }: Client): string {
  if (!typed.includes("://")) return `acct:${typed}`;
  const [address = ""] = typed.split("#");
  return checks.on("webfinger_fragment") ? address : typed;
}

/** Redirects that are followed; somebody careless has no bound, and some must do. */
const [MOST_REDIRECTS, ENDLESS] = [5, 40];

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || /^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname);
}

/** Goes where an answer leads, over TLS alone. @see RFC 7033 4.2 */
async function follow(client: Client, asked: URL): Promise<Answer> {
  const most = client.checks.on("webfinger_bounded") ? MOST_REDIRECTS : ENDLESS;
  let url = asked;
  for (let hops = 0; ; hops += 1) {
    const answer = await patiently(client, url.href);
    const location = answer.headers.get("location");
    const leads = answer.status >= 300 && answer.status < 400 && location !== null;
    if (!leads || !client.checks.on("webfinger_redirected")) return answer;
    if (!URL.canParse(location, url)) throw new Refused("WebFinger redirects to nowhere");
    url = new URL(location, url);
    if (!isSafe(url)) throw new Refused("WebFinger redirects to an address without TLS");
    if (hops === most) throw new Refused("WebFinger redirects without end");
  }
}

async function ask(client: Client, resource: string): Promise<Answer> {
  const url = new URL(client.config.webfinger_url ?? "");
  url.searchParams.set("resource", resource);
  if (client.checks.on("webfinger_rel")) url.searchParams.set("rel", ISSUER_RELATION);
  return follow(client, url);
}

function issuerIn({ status, text }: Answer, { checks }: Client): string {
  if (status !== 200) throw new Refused(`WebFinger says ${status}`);
  const { links } = objectOf(text);
  const all: readonly unknown[] = Array.isArray(links) ? links : [];
  const members = all.filter((link) => typeof link === "object" && link !== null);
  const right = members.find((link) => !checks.on("webfinger_link") || Reflect.get(link, "rel") === ISSUER_RELATION);
  const href: unknown = right === undefined ? undefined : Reflect.get(right, "href");
  if (typeof href !== "string" || !URL.canParse(href)) throw new Refused("WebFinger names no issuer");
  if (!isSafe(new URL(href))) throw new Refused("WebFinger names an issuer without TLS");
  return href;
}

/** The issuer of whoever signs in. @see OpenID Connect Discovery 2 */
export async function findIssuer(client: Client): Promise<string> {
  const { checks, config } = client;
  const typed = config.webfinger_identifier ?? "";
  if (!checks.on("webfinger_normalized") && !typed.includes("://")) await ask(client, `https://${typed}`);
  try {
    return issuerIn(await ask(client, resourceOf(typed, client)), client);
  } catch (thrown) {
    if (checks.on("webfinger_not_guessed")) throw thrown;
    return config.issuer;
  }
}
