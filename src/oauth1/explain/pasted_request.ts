import type { ReceivedRequest } from "../../protocol/mod.ts";

/** A request as somebody copied it from a log, with what a server would not see. */
export interface PastedRequest {
  readonly received: ReceivedRequest;
  /** What follows a `#` in its address. */
  readonly fragment?: string;
}

/** How a request is read that somebody pasted. */
export interface ParsePastedOptions {
  /** Scheme and authority, whatever the request says. */
  readonly origin?: string;
  /** The same where the request line has none; those of the Host header when not given. */
  readonly originFor?: (host: string | undefined) => string;
}

/** A text that is no request; the message is a sentence for who pasted it. */
export class PasteRefused extends Error {
  override readonly name = "PasteRefused";
}

/** Characters of a request that may be pasted. */
export const LONGEST_PASTE = 65_536;

const REQUEST_LINE = /^([A-Za-z]{1,20}) +(\S+)(?: +HTTP\/\d(?:\.\d)?)?$/;
const ORIGIN = /^(https?:\/\/(?:\[[^\]/?#]*\](?::\d*)?|[^/?#[\]]+))(.*)$/i;
const FORM = /^application\/x-www-form-urlencoded(?:\s*;|\s*$)/i;

/**
 * Reads a request that somebody pasted: request line, header fields, an empty line, the body; as it goes over the wire,
 * or as `curl -v` and the logs of proxies print it, with `> ` in front of each line.
 *
 * @see RFC 9112 2.1
 * @throws {PasteRefused} When it is no such thing.
 *
 * @example As it goes over the wire
 * ```ts
 * const { received } = parsePasted("GET /photos?size=big HTTP/1.1\nHost: api.test\n", { origin: "https://api.test" });
 * assert.deepInclude(received, { method: "GET", path: "/photos", query: "size=big", origin: "https://api.test" });
 * ```
 */
export function parsePasted(text: string, options: ParsePastedOptions = {}): PastedRequest {
  if (text.length > LONGEST_PASTE) refuse(`it has more than ${LONGEST_PASTE} characters`);
  const { head, body } = split(linesOf(text));
  const [line = "", ...fields] = head;
  const [method, target] = requestLine(line);
  const headers = headersOf(fields);
  const host = headers.get("host");
  const address = addressOf(target, { ...options, host });
  const isForm = FORM.test(headers.get("content-type") ?? "") && body !== "";
  const { fragment, ...where } = address;
  return {
    received: {
      method,
      ...where,
      host,
      authorization: headers.get("authorization"),
      form: isForm ? body : undefined,
      body,
      secure: /^https:/i.test(address.origin),
    },
    ...(fragment === undefined ? {} : { fragment }),
  };
}

function refuse(as: string): never {
  throw new PasteRefused(`Cannot read the request as ${as}`);
}

/** The lines that were sent: of what `curl -v` prints, those alone that begin with `>`, and what follows them unmarked. */
function linesOf(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const first = lines.findIndex((line) => line.startsWith("> "));
  if (first === -1)
    return lines.slice(
      Math.max(
        0,
        lines.findIndex((line) => line.trim() !== ""),
      ),
    );
  return lines
    .slice(first)
    .filter((line) => !/^[<*{}](?: |$)/.test(line))
    .map((line) => (line === ">" ? "" : line.replace(/^> /, "")));
}

function split(lines: readonly string[]): { readonly head: readonly string[]; readonly body: string } {
  const end = lines.findIndex((line) => line.trim() === "");
  if (end === -1) return { head: lines, body: "" };
  // A log ends with a line end that was not sent.
  return {
    head: lines.slice(0, end),
    body: lines
      .slice(end + 1)
      .join("\n")
      .replace(/\n+$/, ""),
  };
}

function requestLine(line: string): readonly [method: string, target: string] {
  const text = line.trim();
  const [, method, target] = REQUEST_LINE.exec(text) ?? [];
  if (method !== undefined && target !== undefined) return [method, target];
  if (ORIGIN.test(text) && !/\s/.test(text)) return ["GET", text];
  return refuse("its first line is not a request line, such as 'GET /photos?size=big HTTP/1.1'");
}

/** Header fields by their names in lower case; a line that begins with a blank goes on with the one before. */
function headersOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  let last = "";
  for (const [index, line] of lines.entries()) {
    if (/^[ \t]/.test(line) && last !== "") {
      headers.set(last, `${headers.get(last) ?? ""} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(":");
    if (colon <= 0 || /\s/.test(line.slice(0, colon)))
      refuse(`line ${index + 2} is no header field, such as 'Host: api.example.com'`);
    last = line.slice(0, colon).toLowerCase();
    headers.set(last, line.slice(colon + 1).trim());
  }
  return headers;
}

type Address = Pick<ReceivedRequest, "origin" | "path" | "query"> & { readonly fragment?: string };

function addressOf(
  target: string,
  { origin, originFor, host }: ParsePastedOptions & { readonly host: string | undefined },
): Address {
  const [, own, rest = ""] = ORIGIN.exec(target) ?? [];
  if (own === undefined && !target.startsWith("/")) refuse("its address begins neither with '/' nor with 'https://'");
  const known = origin ?? own ?? originFor?.(host) ?? (host === undefined ? undefined : originOfHost(host));
  if (known === undefined) return refuse("it does not say for which server it is: give an address, or a Host header");
  return { origin: checkOrigin(known), ...partsOf(own === undefined ? target : rest) };
}

/** What is on this computer is asked by http, as a rule, and what is elsewhere is not. */
function originOfHost(host: string): string {
  return `${/^(?:localhost|127\.|\[::1\])/i.test(host) ? "http" : "https"}://${host}`;
}

function checkOrigin(origin: string): string {
  const [, own, rest] = ORIGIN.exec(origin) ?? [];
  if (own === undefined || (rest !== "" && rest !== "/") || /\s/.test(own))
    return refuse("the address of the server is not like 'https://api.example.com' or 'http://localhost:8000'");
  return own;
}

function partsOf(target: string): Omit<Address, "origin"> {
  const mark = target.indexOf("#");
  const sent = mark === -1 ? target : target.slice(0, mark);
  const question = sent.indexOf("?");
  return {
    path: question === -1 ? sent : sent.slice(0, question),
    query: question === -1 ? "" : sent.slice(question + 1),
    ...(mark === -1 ? {} : { fragment: target.slice(mark + 1) }),
  };
}
