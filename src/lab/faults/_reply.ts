import { type Headers, raw, type RawOptions, type Reply } from "../../protocol/mod.ts";

type Members = Readonly<Record<string, unknown>>;

const JSON_TYPE = "application/json";

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The members of an answer that is a JSON object; undefined for any other. */
export function membersOf(reply: Reply): Members | undefined {
  if (reply.kind !== "json") return undefined;
  return isMembers(reply.body) ? reply.body : undefined;
}

/** Members without one of them. */
export function withoutMember(members: Members, name: string): Members {
  return name in members ? Object.fromEntries(Object.entries(members).filter(([each]) => each !== name)) : members;
}

/** The answer with other members; as it was where it is no success, or no JSON object. */
export function withMembers(reply: Reply, change: (members: Members) => Members): Reply {
  const members = membersOf(reply);
  if (members === undefined || (reply.status !== 200 && reply.status !== 201)) return reply;
  const changed = change(members);
  return changed === members ? reply : { kind: "json", status: reply.status, headers: reply.headers, body: changed };
}

/** The text of an answer as it would be sent. */
export function textOf(reply: Reply): string {
  switch (reply.kind) {
    case "json":
      return reply.text ?? JSON.stringify(reply.body);
    case "raw":
      return reply.text;
    case "html":
      return reply.markup;
    case "redirect":
    case "empty":
      return "";
    default:
      return assertNever(reply);
  }
}

/** The answer as it would be sent, late or cut off. */
export function sameButRaw(reply: Reply, options: RawOptions = {}): Reply {
  const { headers = {}, ...rest } = options;
  return raw(reply.status, textOf(reply), {
    headers: { "Content-Type": JSON_TYPE, ...reply.headers, ...headers },
    ...rest,
  });
}

/** A text that says of itself that it is JSON, whether it is or not. */
export function asJson(status: number, text: string, headers: Headers = {}): Reply {
  return raw(status, text, { headers: { "Content-Type": JSON_TYPE, "Cache-Control": "no-store", ...headers } });
}

/** An error as an endpoint of OAuth answers it. @see RFC 6749 5.2 */
export function asError(status: number, members: Members, headers: Headers = {}): Reply {
  return asJson(status, JSON.stringify(members), headers);
}

/** A page of whatever stands before the provider. */
export function asPage(status: number, title: string): Reply {
  const markup = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><p>Try again later.</p></html>`;
  return raw(status, markup, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

function assertNever(reply: never): never {
  throw new TypeError(`Cannot read a reply of the kind ${JSON.stringify(reply)}`);
}
