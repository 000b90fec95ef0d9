import { STATUS_CODES } from "node:http";
import { VERSION } from "../../platform/mod.ts";
import type { JournalEntry, Parameter } from "./entry.ts";
import { withoutUserCodes } from "./user_codes.ts";

/** A name and a value, as HAR has headers and parameters. */
interface Named {
  readonly name: string;
  readonly value: string;
}

function named(pairs: Iterable<Parameter>): readonly Named[] {
  return [...pairs].map(([name, value]) => ({ name, value }));
}

function encoded(pairs: readonly Parameter[]): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
}

function urlOf({ url, query, fragment = [] }: JournalEntry): string {
  const search = query.length === 0 ? "" : `?${encoded(query)}`;
  return `${url}${search}${fragment.length === 0 ? "" : `#${encoded(fragment)}`}`;
}

/** What was sent in the body. @see HAR 1.2 postData */
function postDataOf({ form, body, headers }: JournalEntry): { readonly postData?: unknown } {
  const { "content-type": type = "application/x-www-form-urlencoded" } = headers;
  if (body !== undefined) return { postData: { mimeType: "application/json", params: [], text: textOf(body) } };
  return form.length === 0 ? {} : { postData: { mimeType: type, params: named(form), text: encoded(form) } };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function requestOf(entry: JournalEntry): unknown {
  return {
    method: entry.method,
    url: urlOf(entry),
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: named(Object.entries(entry.headers)),
    queryString: named(entry.query),
    ...postDataOf(entry),
    headersSize: -1,
    bodySize: -1,
  };
}

function responseOf({ status, reply_headers: headers, reply, dropped }: JournalEntry): unknown {
  const text = reply === undefined ? "" : textOf(reply);
  return {
    status,
    statusText: STATUS_CODES[status] ?? "",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: named(Object.entries(headers)),
    content: { size: Buffer.byteLength(text), mimeType: headers["content-type"] ?? "", text },
    redirectURL: headers["location"] ?? "",
    headersSize: -1,
    bodySize: -1,
    ...(dropped === undefined ? {} : { comment: "The connection was dropped" }),
  };
}

/** What HAR has no member for, in words. */
function commentOf({ place, faults, rule, broken }: JournalEntry): string {
  return [
    place,
    ...(faults.length === 0 ? [] : [`faults: ${faults.join(", ")}`]),
    ...(rule === undefined ? [] : [`refused for ${rule}`]),
    ...(broken === undefined ? [] : [`the fault ${broken} is broken`]),
  ].join("; ");
}

/**
 * A journal as a HAR document, which the developer tools of browsers open: what is secret is left out of it as of the
 * journal.
 *
 * @see HAR 1.2
 */
export function harOf(entries: readonly JournalEntry[]): unknown {
  return {
    log: {
      version: "1.2",
      creator: { name: "Touchstone", version: VERSION },
      pages: [],
      entries: withoutUserCodes(entries).map((entry) => ({
        startedDateTime: new Date(entry.at).toISOString(),
        time: entry.took,
        request: requestOf(entry),
        response: responseOf(entry),
        cache: {},
        timings: { send: 0, wait: entry.took, receive: 0 },
        comment: commentOf(entry),
      })),
    },
  };
}
