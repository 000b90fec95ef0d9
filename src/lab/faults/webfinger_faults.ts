import type { Exchange } from "../../engine/mod.ts";
import { raw, type Reply } from "../../protocol/mod.ts";
import { asError, asJson, membersOf, textOf, withMembers } from "./_reply.ts";
import type { Fault } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;

const TYPE = { "Content-Type": "application/jrd+json" };

function linksIn({ links }: Members): readonly Members[] {
  return Array.isArray(links) ? links.filter((link) => typeof link === "object" && link !== null) : [];
}

/** Says something else of the issuer. */
function pointing(change: (href: string) => string): (members: Members) => Members {
  return (members) => ({
    ...members,
    links: linksIn(members).map((link) => Object.assign({}, link, { href: change(String(link["href"])) })),
  });
}

/** Whether an answer tells where somebody signs in. */
function isFound(reply: Reply): boolean {
  const members = membersOf(reply);
  return reply.status === 200 && members !== undefined && linksIn(members).length > 0;
}

const MEMBERS: Readonly<Record<string, { readonly says: string; readonly change: (members: Members) => Members }>> = {
  other_issuer: {
    says: "The issuer of the link has a slash at its end that the issuer of its metadata does not have",
    change: pointing((href) => `${href}/`),
  },
  http_href: {
    says: "The issuer of the link is http, though it has https",
    change: pointing((href) => href.replace(/^https:/, "http:")),
  },
  other_rel_first: {
    says: "Before the link of the issuer there is one of another relation, to another address",
    change: (members) => ({
      ...members,
      links: [
        { rel: "http://webfinger.net/rel/profile-page", href: "https://elsewhere.example/" },
        ...linksIn(members),
      ],
    }),
  },
  no_link: {
    says: "There is no link of an issuer",
    change: (members) => ({ ...members, links: [] }),
  },
  extra: {
    says: "The answer has aliases, properties and members that nobody knows",
    change: (members) => ({
      touchstone_extra: { deep: [1, null] },
      aliases: ["https://elsewhere.example/alias"],
      properties: { "https://elsewhere.example/property": null },
      ...members,
    }),
  },
};

const REPLIES: Readonly<Record<string, { readonly says: string; readonly change: (reply: Reply) => Reply }>> = {
  "404": { says: "Nothing is known of who was asked about", change: () => asError(404, { error: "not_found" }) },
  broken_json: {
    says: "The answer ends in the middle of its JSON",
    change: (reply) => asJson(200, textOf(reply).slice(0, -10), TYPE),
  },
};

/** The address that was asked, under the scheme of the issuer or another. */
function askedAddress({ issuer, request }: Exchange): URL {
  const address = new URL(request.path, issuer.url);
  address.search = request.search;
  return address;
}

function redirectTo({ href }: URL): Reply {
  return raw(307, "", { headers: { Location: href } });
}

/** Tells a question that was sent on from one that was not. */
const HOP = "hop";

/** The address where the answer is; none for a question that was sent there already. */
function nextHop(exchange: Exchange): URL | undefined {
  const address = askedAddress(exchange);
  if (address.searchParams.has(HOP)) return undefined;
  address.searchParams.set(HOP, "1");
  return address;
}

function sentOn(reply: Reply, exchange: Exchange): Reply {
  const address = nextHop(exchange);
  return address === undefined ? reply : redirectTo(address);
}

/** The same address without TLS; no news where there is none anyway. */
function withoutTls(reply: Reply, exchange: Exchange): Reply {
  const address = nextHop(exchange);
  if (address?.protocol !== "https:") return reply;
  address.protocol = "http:";
  return redirectTo(address);
}

const REDIRECTS: Readonly<
  Record<string, { readonly says: string; readonly change: (reply: Reply, exchange: Exchange) => Reply }>
> = {
  redirect: {
    says: "The answer is a redirect (307) to where it is, with the same question and over TLS",
    change: sentOn,
  },
  redirect_http: {
    says: "The answer is a redirect (307) to an address without TLS, though the one that was asked has it",
    change: withoutTls,
  },
  redirect_loop: {
    says: "Each answer is a redirect (307) to the address that was asked, without end",
    change: (_reply, exchange) => redirectTo(askedAddress(exchange)),
  },
};

/** Whether the change is one: http is no news of an issuer that has no https. */
function changed(reply: Reply, change: (members: Members) => Members): Reply {
  const wrong = withMembers(reply, change);
  return textOf(wrong) === textOf(reply) ? reply : wrong;
}

/** What can be wrong about the way from a person's address to the issuer. @see OpenID Connect Discovery 2, RFC 7033 4.4 */
export const WEBFINGER_FAULTS: readonly Fault[] = [
  ...Object.entries(MEMBERS).map(([name, { says, change }]): Fault => ({
    name: `webfinger_${name}`,
    place: "webfinger",
    says,
    reply: (reply) => (isFound(reply) ? changed(reply, change) : reply),
  })),
  ...Object.entries(REPLIES).map(([name, { says, change }]): Fault => ({
    name: `webfinger_${name}`,
    place: "webfinger",
    says,
    reply: (reply) => (isFound(reply) ? change(reply) : reply),
  })),
  ...Object.entries(REDIRECTS).map(([name, { says, change }]): Fault => ({
    name: `webfinger_${name}`,
    place: "webfinger",
    says,
    reply: (reply, { exchange }) => (isFound(reply) ? change(reply, exchange) : reply),
  })),
];
