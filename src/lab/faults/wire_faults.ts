import { raw } from "../../protocol/mod.ts";
import { asError, asJson, asPage, membersOf, sameButRaw, textOf } from "./_reply.ts";
import type { Fault, FaultContext } from "./fault.ts";

type Reply = NonNullable<Fault["reply"]>;

/** Milliseconds: slow, but within what every client waits. */
const SLOW = 3_000;
/** Milliseconds: nobody waits so long. */
const TOO_SLOW = 13_000;
/** Characters of a member that makes an answer as long as some films. */
const HUGE = 5_000_000;
/** Seconds to wait before the next try. */
const RETRY_AFTER = 2;

function wire(name: string, says: string, reply: Reply): Fault {
  return { name: `token_reply_${name}`, place: "token", says, reply };
}

/** The same, and what was shown is as good afterwards as before: a client may try again. */
function forNow(name: string, says: string, reply: Reply): Fault {
  return { ...wire(name, says, reply), keeps: true };
}

/** Changes the text of a success; an error is none of its business. */
function ofText(change: (text: string) => string): Reply {
  return (reply) => (reply.status === 200 ? asJson(200, change(textOf(reply))) : reply);
}

/** Always the same answer, whatever a right one would have been. */
function always(...answer: Parameters<typeof asJson>): Reply {
  return () => asJson(...answer);
}

function asForm(members: Readonly<Record<string, unknown>>): string {
  return new URLSearchParams(Object.entries(members).map(([name, value]) => [name, String(value)])).toString();
}

/** A time as HTTP writes it, two to three seconds from now. */
function soon({ exchange }: FaultContext): string {
  return new Date((exchange.issuer.clock.now() + RETRY_AFTER + 1) * 1_000).toUTCString();
}

const BODY: readonly Fault[] = [
  wire(
    "broken_json",
    "The token response is not quite JSON",
    ofText((text) => text.replace(":", "=")),
  ),
  wire(
    "truncated_json",
    "The token response ends in the middle of its JSON",
    ofText((text) => text.slice(0, Math.floor(text.length / 2))),
  ),
  wire(
    "duplicate_members",
    "The token response has access_token twice, first another one",
    ofText((text) => text.replace("{", '{"access_token":"another",')),
  ),
  wire(
    "byte_order_mark",
    "The token response begins with a byte order mark",
    ofText((text) => `\uFEFF${text}`),
  ),
  wire(
    "json_array",
    "The token response is a JSON array",
    ofText((text) => `[${text}]`),
  ),
  wire(
    "json_null",
    "The token response is the JSON value null",
    ofText(() => "null"),
  ),
  wire("form_encoded", "The token response is a form and no JSON", (reply) => {
    const members = membersOf(reply);
    if (members === undefined || reply.status !== 200) return reply;
    return raw(200, asForm(members), { headers: { "Content-Type": "application/x-www-form-urlencoded" } });
  }),
  wire("text_html", "The token response is right, and says of itself that it is HTML", (reply) =>
    reply.status === 200 ? sameButRaw(reply, { headers: { "Content-Type": "text/html" } }) : reply,
  ),
  wire(
    "huge",
    "The token response has five million characters",
    ofText((text) => text.replace("{", `{"padding":"${"x".repeat(HUGE)}",`)),
  ),
  wire("empty", "The token response is empty", always(200, "")),
];

const STATUS: readonly Fault[] = [
  wire("page_with_200", "The token endpoint answers a web page with status 200", () => asPage(200, "Welcome")),
  wire("page_with_500", "The token endpoint answers a web page with status 500", () =>
    asPage(500, "Internal Server Error"),
  ),
  wire("page_with_502", "The token endpoint answers the web page of a gateway with status 502", () =>
    asPage(502, "Bad Gateway"),
  ),
  wire("no_content", "The token endpoint answers 204 without a body", () => ({
    kind: "empty",
    status: 204,
    headers: {},
  })),
  wire("redirect", "The token endpoint redirects (302) to another address", (_reply, { exchange }) =>
    raw(302, "", { headers: { Location: `${exchange.issuer.url}/elsewhere` } }),
  ),
  wire(
    "redirect_with_body",
    "The token endpoint redirects (307) to another address, to which the same form is to be sent",
    (_reply, { exchange }) => raw(307, "", { headers: { Location: `${exchange.issuer.url}/elsewhere` } }),
  ),
];

const LATER: readonly Fault[] = [
  forNow("503_retry_after", "The token endpoint answers 503 and names the seconds after which to try again", () =>
    asError(503, { error: "temporarily_unavailable" }, { "Retry-After": String(RETRY_AFTER) }),
  ),
  forNow(
    "503_retry_after_date",
    "The token endpoint answers 503 and names the time at which to try again",
    (_reply, context) => asError(503, { error: "temporarily_unavailable" }, { "Retry-After": soon(context) }),
  ),
  forNow("429_retry_after", "The token endpoint answers 429 and names the seconds after which to try again", () =>
    asError(429, { error: "temporarily_unavailable" }, { "Retry-After": String(RETRY_AFTER) }),
  ),
  forNow(
    "dropped_once",
    "The connection is dropped before the head of the answer, and what was shown is not used up",
    (reply) => sameButRaw(reply, { drops: "before_head" }),
  ),
];

const CONNECTION: readonly Fault[] = [
  wire("slow", "The token response takes three seconds", (reply) => sameButRaw(reply, { after: SLOW })),
  wire("too_slow", "The token response takes longer than anybody waits", (reply) =>
    sameButRaw(reply, { after: TOO_SLOW }),
  ),
  wire("dropped", "The connection is dropped before the head of the token response", (reply) =>
    sameButRaw(reply, { drops: "before_head" }),
  ),
  wire("dropped_in_body", "The connection is dropped in the middle of the token response", (reply) =>
    sameButRaw(reply, { drops: { afterBody: 20 } }),
  ),
];

/** What can be wrong about the token endpoint's answers below what they say: their form, their status, their connection. */
export const WIRE_FAULTS: readonly Fault[] = [...BODY, ...STATUS, ...LATER, ...CONNECTION];
