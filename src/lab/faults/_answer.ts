import type { Reply } from "../../protocol/mod.ts";

type Parameters = Readonly<Record<string, string>>;

/** An error in the place of what was answered: whose answer it is stays. @see RFC 6749 4.1.2.1 */
export function refusalOf({ state, iss }: Parameters, error: Parameters): Parameters {
  return { ...error, ...(state === undefined ? {} : { state }), ...(iss === undefined ? {} : { iss }) };
}

/** The answer with another address of the client, where it is sent by a redirect. */
export function withQuery(reply: Reply, change: (url: URL) => void): Reply {
  if (reply.kind !== "redirect" || !URL.canParse(reply.location)) return reply;
  const url = new URL(reply.location);
  change(url);
  return url.href === new URL(reply.location).href ? reply : { ...reply, location: url.href };
}
