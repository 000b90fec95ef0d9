import { raw, type RawOptions, type RawReply, type Reply } from "../../protocol/mod.ts";

type Members = Readonly<Record<string, unknown>>;

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The same answer with other members in its JSON body; undefined leaves a member out. An answer that has no JSON object
 * is answered as it is, also where nothing is changed.
 */
export function withBody(reply: Reply, change: (body: Members) => Members): Reply {
  if (reply.kind !== "json") return reply;
  let body: unknown;
  try {
    body = reply.text === undefined ? reply.body : JSON.parse(reply.text);
  } catch {
    return reply;
  }
  if (!isMembers(body)) return reply;
  const changed = change(body);
  if (changed === body) return reply;
  const { text: _text, ...rest } = reply;
  return { ...rest, body: changed };
}

/** The same answer that sends the browser to another address; one that sends it nowhere is answered as it is. */
export function withAddress(reply: Reply, change: (address: URL) => URL): Reply {
  if (reply.kind !== "redirect") return reply;
  const before = new URL(reply.location, "http://relative.invalid");
  // An address of the issuer's own pages is none of the client's.
  if (before.host === "relative.invalid") return reply;
  const location = change(before).href;
  return location === reply.location ? reply : { ...reply, location };
}

function typed(reply: Reply): RawReply {
  const { status, headers } = reply;
  switch (reply.kind) {
    case "json": {
      const text = reply.text ?? JSON.stringify(reply.body);
      return raw(status, text, { headers: { "Content-Type": "application/json", ...headers } });
    }
    case "html":
      return raw(status, reply.markup, { headers: { "Content-Type": "text/html; charset=utf-8", ...headers } });
    case "redirect":
      return raw(status, "", { headers: { ...headers, Location: reply.location } });
    case "empty":
      return raw(status, "", { headers });
    case "raw":
      return reply;
    default:
      return assertNever(reply);
  }
}

/** The same answer as it is written, so that it can be written otherwise: later, cut off, or with another body. */
export function asRaw(reply: Reply, options: Pick<RawOptions, "after" | "drops"> = {}): RawReply {
  const { cookies } = reply;
  return { ...typed(reply), ...(cookies === undefined ? {} : { cookies }), ...options };
}

function assertNever(reply: never): never {
  throw new TypeError(`Cannot write a reply of the kind ${JSON.stringify(reply)}`);
}
