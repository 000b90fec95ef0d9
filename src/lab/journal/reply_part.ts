import type { HtmlReply, JsonReply, RawReply, Reply } from "../../protocol/mod.ts";
import type { JournalEntry } from "./entry.ts";
import type { Mark } from "./marks.ts";
import { isJsonType, pick, redactAddress, redactBody, redactJson, redactText, toldJwt } from "./redact.ts";

/** What of an entry tells of the answer. */
export type ReplyPart = Pick<JournalEntry, "status" | "reply_headers" | "reply" | "dropped">;

const SHOWN = ["content-type", "cache-control", "pragma", "www-authenticate", "retry-after", "allow"];

function headersOf(reply: Reply, mark: Mark): Readonly<Record<string, string>> {
  const { location, "dpop-nonce": nonce } = pick(reply.headers, ["location", "dpop-nonce"]);
  const to = reply.kind === "redirect" ? reply.location : location;
  return {
    ...(reply.kind === "json" ? { "content-type": "application/json" } : {}),
    ...(reply.kind === "html" ? { "content-type": "text/html; charset=utf-8" } : {}),
    ...pick(reply.headers, SHOWN),
    // equal nonces share a mark, by which one is found in the proof that has it
    ...(nonce === undefined ? {} : { "dpop-nonce": mark(nonce) }),
    ...(to === undefined ? {} : { location: redactAddress(to, mark) }),
  };
}

/** A page is for a person, and holds forms that nobody else should send: its name must do. */
function pageOf({ markup }: Pick<HtmlReply, "markup">): string {
  const [, title = "without a title"] = /<title[^>]*>([^<]*)/i.exec(markup) ?? [];
  return `[page: ${title.trim()}]`;
}

function saidInJson({ body, text, headers }: JsonReply, mark: Mark): unknown {
  if (text === undefined) return redactJson(body, mark);
  const { "content-type": type = "application/json" } = pick(headers, ["content-type"]);
  if (type.startsWith("application/jwt")) return toldJwt(text, mark);
  return isJsonType(type) ? redactBody(text, mark) : redactText(text, mark);
}

function saidRaw({ text, headers }: RawReply, mark: Mark): unknown {
  if (text === "") return undefined;
  const { "content-type": type = "" } = pick(headers, ["content-type"]);
  return isJsonType(type) ? redactBody(text, mark) : redactText(text, mark);
}

function saidIn(reply: Reply, mark: Mark): unknown {
  switch (reply.kind) {
    case "json":
      return saidInJson(reply, mark);
    case "html":
      return pageOf(reply);
    case "raw":
      return saidRaw(reply, mark);
    case "redirect":
    case "empty":
      return undefined;
    default:
      return assertNever(reply);
  }
}

/** An answer as it is written down. */
export function replyPart(reply: Reply, mark: Mark): ReplyPart {
  const said = saidIn(reply, mark);
  const isDropped = reply.kind === "raw" && reply.drops !== undefined;
  return {
    status: reply.status,
    reply_headers: headersOf(reply, mark),
    ...(said === undefined ? {} : { reply: said }),
    ...(isDropped ? { dropped: true } : {}),
  };
}

/** Milliseconds that an answer waits before it is sent. */
export function waitOf(reply: Reply): number {
  return reply.kind === "raw" ? (reply.after ?? 0) : 0;
}

function assertNever(reply: never): never {
  throw new TypeError(`Cannot write down a reply of the kind ${JSON.stringify(reply)}`);
}
