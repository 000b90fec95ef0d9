import type { Seconds } from "../platform/mod.ts";
import { encodeFormText } from "./_form_text.ts";

/** Header fields by name. */
export type Headers = Readonly<Record<string, string>>;

/** A cookie to set or to clear; `HttpOnly`, `Path`, `Secure` and the `__Host-` prefix are added where replies are sent. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** How long it lasts; as long as the browser runs when not given. */
  readonly maxAge?: Seconds;
  /** Present when the cookie is to be forgotten. */
  readonly clear?: true;
  /** `lax` when not given; `none`, which browsers take over https alone, is `lax` over http. */
  readonly sameSite?: "lax" | "strict" | "none";
  /** True: scripts of our pages may read it, so it holds nothing that anybody could use. */
  readonly readable?: true;
}

interface ReplyBase {
  readonly status: number;
  readonly headers: Headers;
  readonly cookies?: readonly SetCookie[];
}

/** A JSON answer. */
export interface JsonReply extends ReplyBase {
  readonly kind: "json";
  readonly body: unknown;
  /** The body as text where it is serialised already; it wins over `body`. */
  readonly text?: string;
}

/** An answer that sends the browser elsewhere. */
export interface RedirectReply extends ReplyBase {
  readonly kind: "redirect";
  readonly location: string;
}

/** A page. */
export interface HtmlReply extends ReplyBase {
  readonly kind: "html";
  readonly markup: string;
  /** Where its forms may lead beside this origin: sources for `form-action`. */
  readonly formAction?: readonly string[];
  /** The hash of its one script, such as `sha256-…`, where it has one. */
  readonly scriptHash?: string;
  /** True: it loads scripts of ours from files, and they may ask this server. */
  readonly ownScripts?: true;
  /** Addresses that it shows in frames, and may. */
  readonly frames?: readonly string[];
  /** Addresses of images that are not ours, and that it shows. */
  readonly images?: readonly string[];
  /** Who may show it in a frame: sources for `frame-ancestors`; nobody when not given. */
  readonly frameAncestors?: readonly string[];
}

/** An answer without a body. */
export interface EmptyReply extends ReplyBase {
  readonly kind: "empty";
}

/**
 * An answer that is sent as it is written here, right or wrong: its header fields win over all that are added to those
 * of other answers, and none is added for what is in its body.
 */
export interface RawReply extends ReplyBase {
  readonly kind: "raw";
  /** The body. */
  readonly text: string;
  /** Milliseconds that pass before the first byte is sent; none when not given. */
  readonly after?: number;
  /** Where the connection is dropped; it is not when not given. */
  readonly drops?: Drop;
}

/** Where a connection is dropped: before the head of an answer, or behind the head and so many bytes of its body. */
export type Drop = "before_head" | { readonly afterBody: number };

/** What an endpoint answers: a value, which only the `http` room writes to a socket. */
export type Reply = JsonReply | RedirectReply | HtmlReply | EmptyReply | RawReply;

/** Options of {@link redirect}. */
export interface RedirectOptions {
  /** 303 when not given, so that a form is never posted on (RFC 9700 4.12). */
  readonly status?: 302 | 303;
  readonly headers?: Headers;
  readonly cookies?: readonly SetCookie[];
}

/** Options of {@link html}. */
export interface HtmlOptions {
  readonly formAction?: readonly string[];
  readonly scriptHash?: string;
  readonly ownScripts?: true;
  readonly frames?: readonly string[];
  readonly images?: readonly string[];
  readonly frameAncestors?: readonly string[];
  readonly headers?: Headers;
  readonly cookies?: readonly SetCookie[];
}

/** Options of {@link raw}. */
export interface RawOptions {
  readonly after?: number;
  readonly drops?: Drop;
  readonly headers?: Headers;
  readonly cookies?: readonly SetCookie[];
}

/** Milliseconds; more than that, and timers go off at once. */
const LONGEST_WAIT = 2 ** 31 - 1;

const NO_HEADERS: Headers = Object.freeze({});

/**
 * For answers that hold secrets.
 *
 * @see RFC 6749 5.1
 */
export const NO_STORE = Object.freeze({ "Cache-Control": "no-store", Pragma: "no-cache" });

/**
 * A JSON answer.
 *
 * @example A token answer
 * ```ts
 * assert.equal(json(200, { active: false }, NO_STORE).headers["Cache-Control"], "no-store");
 * ```
 */
export function json(status: number, body: unknown, headers: Headers = NO_HEADERS): JsonReply {
  return { kind: "json", status, headers, body };
}

/**
 * An answer that is one JWT, signed or encrypted.
 *
 * @see RFC 7519 10.3.1
 *
 * @example Signed claims
 * ```ts
 * assert.equal(jwt(200, "e30.e30.", NO_STORE).headers["Content-Type"], "application/jwt");
 * ```
 */
export function jwt(status: number, text: string, headers: Headers = NO_HEADERS): JsonReply {
  return { kind: "json", status, headers: { ...headers, "Content-Type": "application/jwt" }, body: text, text };
}

/**
 * An answer whose body is a form.
 *
 * @see RFC 5849 2.1
 *
 * @example Temporary credentials
 * ```ts
 * assert.equal(form(200, { oauth_token: "a b" }, NO_STORE).text, "oauth_token=a+b");
 * ```
 */
export function form(
  status: number,
  members: Readonly<Record<string, string>>,
  headers: Headers = NO_HEADERS,
): JsonReply {
  const text = Object.entries(members)
    .map(([name, value]) => `${encodeFormText(name)}=${encodeFormText(value)}`)
    .join("&");
  return {
    kind: "json",
    status,
    headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
    body: members,
    text,
  };
}

/**
 * An answer that sends the browser elsewhere, by GET.
 *
 * @throws {TypeError} When the location is empty or holds anything but printable ASCII.
 *
 * @example After a form
 * ```ts
 * assert.equal(redirect("https://client.example/cb?code=1").status, 303);
 * ```
 */
export function redirect(location: string, options: RedirectOptions = {}): RedirectReply {
  checkLocation(location);
  const { status = 303, headers = NO_HEADERS, cookies } = options;
  return { kind: "redirect", status, headers, location, ...(cookies === undefined ? {} : { cookies }) };
}

/**
 * A page.
 *
 * @example A page whose form leads to a client
 * ```ts
 * assert.equal(html(200, "<p>Allow?</p>", { formAction: ["https://client.example"] }).kind, "html");
 * ```
 */
export function html(status: number, markup: string, options: HtmlOptions = {}): HtmlReply {
  const { headers = NO_HEADERS, ...rest } = options;
  return { kind: "html", status, headers, markup, ...rest };
}

/**
 * An answer without a body.
 *
 * @example An answer to a preflight request
 * ```ts
 * assert.equal(empty(204).status, 204);
 * ```
 */
export function empty(status: number, headers: Headers = NO_HEADERS): EmptyReply {
  return { kind: "empty", status, headers };
}

/**
 * An answer as it is written here, right or wrong, for those who test what clients make of it: late, cut off, or in
 * another form than any specification has it.
 *
 * `Content-Length` tells of the whole body, also where the connection is dropped, unless the header fields say anything
 * else of the length; the connection is then closed behind the answer, as nobody could tell where the next one begins.
 *
 * @param text The body, sent as UTF-8.
 * @throws {RangeError} When the status is not one of a final answer (200 to 999), when `after` is not from 0 to
 *   2147483647 milliseconds, or when `afterBody` is not a number of bytes.
 *
 * @example JSON that ends in the middle, after a second
 * ```ts
 * const headers = { "Content-Type": "application/json" };
 * assert.deepEqual(raw(200, '{"active":true}', { headers, after: 1_000, drops: { afterBody: 9 } }), {
 *   kind: "raw",
 *   status: 200,
 *   headers,
 *   text: '{"active":true}',
 *   after: 1_000,
 *   drops: { afterBody: 9 },
 * });
 * ```
 */
export function raw(status: number, text: string, options: RawOptions = {}): RawReply {
  const { headers = NO_HEADERS, ...rest } = options;
  const { after = 0, drops } = rest;
  checkRange("with this status:", status, { least: 200, most: 999 });
  checkRange("after so many milliseconds:", after, { least: 0, most: LONGEST_WAIT });
  if (typeof drops === "object") {
    checkRange("with so many bytes of its body:", drops.afterBody, { least: 0, most: Number.MAX_SAFE_INTEGER });
  }
  return { kind: "raw", status, headers, text, ...rest };
}

/**
 * The same answer with header fields added; those of the same name are replaced.
 *
 * @example A refusal that says when to come back
 * ```ts
 * assert.equal(withHeaders(empty(503), { "Retry-After": "1" }).headers["Retry-After"], "1");
 * ```
 */
export function withHeaders<R extends Reply>(reply: R, headers: Headers): R {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

/**
 * The same answer with cookies added behind those that it has.
 *
 * @example A login
 * ```ts
 * assert.lengthOf(withCookies(redirect("/"), [{ name: "sid", value: "1" }]).cookies ?? [], 1);
 * ```
 */
export function withCookies<R extends Reply>(reply: R, cookies: readonly SetCookie[]): R {
  return { ...reply, cookies: [...(reply.cookies ?? []), ...cookies] };
}

function checkRange(
  what: string,
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`Cannot answer ${what} ${value} is not a whole number from ${least} to ${most}`);
}

function checkLocation(location: string): void {
  if (location === "") throw new TypeError("Cannot redirect as the location is empty");
  for (let index = 0; index < location.length; index += 1) {
    const code = location.charCodeAt(index);
    if (code < 0x21 || code > 0x7e) throw new TypeError("Cannot redirect as the location is not printable ASCII");
  }
}
