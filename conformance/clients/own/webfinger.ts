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

async function ask(client: Client, resource: string): Promise<Answer> {
  const url = new URL(client.config.webfinger_url ?? "");
  url.searchParams.set("resource", resource);
  if (client.checks.on("webfinger_rel")) url.searchParams.set("rel", ISSUER_RELATION);
  return patiently(client, url.href);
}

function issuerIn({ status, text }: Answer, { checks }: Client): string {
  if (status !== 200) throw new Refused(`WebFinger says ${status}`);
  const { links } = objectOf(text);
  const all: readonly unknown[] = Array.isArray(links) ? links : [];
  const members = all.filter((link) => typeof link === "object" && link !== null);
  const right = members.find((link) => !checks.on("webfinger_link") || Reflect.get(link, "rel") === ISSUER_RELATION);
  const href: unknown = right === undefined ? undefined : Reflect.get(right, "href");
  if (typeof href !== "string" || !URL.canParse(href)) throw new Refused("WebFinger names no issuer");
  const { protocol, hostname } = new URL(href);
  if (protocol !== "https:" && !/^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname))
    throw new Refused("WebFinger names an issuer without TLS");
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
