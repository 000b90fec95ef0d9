import { assert } from "chai";
import { printRequest, type RawAnswer, sendRaw } from "../support/raw_http.ts";

/** A call as somebody types it. */
export interface Typed {
  /** POST when there is a form, else GET, unless said otherwise. */
  readonly method?: string;
  readonly form?: readonly (readonly [name: string, value: string])[];
  /** A body of JSON. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** `id:secret`; one of them may be empty, as in `http://id:@host/`. */
  readonly user?: string;
  readonly bearer?: string;
}

/** How a program prints a call on the wire. */
export interface Habit {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body that it makes of a form. */
  readonly print: (form: NonNullable<Typed["form"]>) => string;
}

/** `curl -d "a=b&c=d"`: nothing is encoded, a blank goes out as a blank. */
export const CURL: Habit = {
  name: "curl",
  headers: { "User-Agent": "curl/8.14.1", Accept: "*/*" },
  print: (form) => form.map(([name, value]) => `${name}=${value}`).join("&"),
};

/** `requests.post(url, data={...})` of Python. */
export const REQUESTS: Habit = {
  name: "Python's requests",
  headers: {
    "User-Agent": "python-requests/2.32.5",
    "Accept-Encoding": "gzip, deflate",
    Accept: "*/*",
    Connection: "keep-alive",
  },
  print: (form) => new URLSearchParams(form.map(([name, value]) => [name, value])).toString(),
};

export const HABITS = [CURL, REQUESTS] as const;

function authorizationOf({ user, bearer }: Typed): Readonly<Record<string, string>> {
  if (user !== undefined) return { Authorization: `Basic ${Buffer.from(user).toString("base64")}` };
  return bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` };
}

function bodyOf({ form, json }: Typed, habit: Habit): { readonly type?: string; readonly text: string } {
  if (json !== undefined) return { type: "application/json", text: JSON.stringify(json) };
  return form === undefined ? { text: "" } : { type: "application/x-www-form-urlencoded", text: habit.print(form) };
}

/** Sends a call to a server of the loopback address, byte for byte as the program would. */
export async function say(address: string, typed: Typed = {}, habit: Habit = CURL): Promise<RawAnswer> {
  const { host, port, pathname, search } = new URL(address);
  const { type, text } = bodyOf(typed, habit);
  const method = typed.method ?? (type === undefined ? "GET" : "POST");
  const headers = {
    Host: host,
    ...authorizationOf(typed),
    ...habit.headers,
    ...(type === undefined ? {} : { "Content-Type": type }),
  };
  const request = printRequest(`${method} ${pathname}${search}`, { headers, body: text });
  const [answer] = await sendRaw(Number(port), request, { answers: 1 });
  assert(answer !== undefined, "there is no answer");
  return answer;
}

/** The JSON of an answer, which must say that it is JSON and that nobody may keep it. */
export function jsonOf({ headers, body }: RawAnswer): unknown {
  assert.match(headers["content-type"] ?? "", /^application\/json(?:; charset=utf-8)?$/);
  assert.equal(headers["cache-control"], "no-store");
  return JSON.parse(body);
}

/** The JSON object of an answer of a status. */
export function objectOf(answer: RawAnswer, status = 200): Readonly<Record<string, unknown>> {
  assert.equal(answer.status, status, answer.body);
  const value = jsonOf(answer);
  assert(typeof value === "object" && value !== null && !Array.isArray(value), "the body is no object");
  return { ...value };
}

/** The pair of tokens in the answer that all those tutorials promise, each member of its type, and nothing else. */
export function tokensOf(
  answer: RawAnswer,
  scope = "read write",
): { readonly access: string; readonly refresh: string } {
  const { access_token: access, refresh_token: refresh, ...rest } = objectOf(answer);
  assert.deepEqual(rest, { token_type: "Bearer", expires_in: 600, scope });
  assert.match(String(access), /^[\w-]{20,}$/);
  assert.match(String(refresh), /^[\w-]{20,}$/);
  assert.notEqual(access, refresh);
  return { access: String(access), refresh: String(refresh) };
}
