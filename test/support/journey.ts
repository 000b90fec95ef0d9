import { printBasicCredentials } from "../../src/protocol/mod.ts";
import type { Issuer } from "../../src/engine/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { CALLBACK, PASSWORD, SECRET } from "./cast.ts";
import { codeRequest, VERIFIER } from "./code_flow.ts";
import { encode, type Given } from "./issuer_under_test.ts";
import type { Seen, Submission, Visitor } from "./visitor.ts";

/** The state of every journey: what needs encoding must come back as it was. */
export const STATE = "a state+with %26 & = / signs";

/** An authorization request of a client; a name that is said replaces its value, undefined leaves it out. */
export function authorization(client: ClientRecord, said: Given = {}): Given {
  return codeRequest(client, { state: STATE, ...said });
}

/** The address at which a client sends a browser to the server. */
export function authorizeUrl(server: string, client: ClientRecord, said: Given = {}): string {
  return `${server}/authorize?${encode(authorization(client, said))}`;
}

/** Fills the login page in and sends it. */
export function signIn(
  visitor: Visitor,
  page: Seen,
  who: { readonly username: string; readonly password?: string },
): Promise<Seen> {
  return visitor.submit(page, { fill: { username: who.username, password: who.password ?? PASSWORD } });
}

/** Presses Allow on the consent page. */
export function allow(visitor: Visitor, page: Seen, fill: Submission["fill"] = {}): Promise<Seen> {
  return visitor.submit(page, { fill: { action: "allow", ...fill } });
}

/** What an answer of a server to a program says. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The members of a JSON body, else none. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** How a program asks. */
export interface AskOptions {
  readonly form?: Given;
  /** Authenticates by HTTP Basic with the tests' secret, or another. */
  readonly as?: ClientRecord;
  readonly secret?: string;
  readonly bearer?: string;
  /** Milliseconds after which the request is given up. */
  readonly patience?: number;
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Sends a request as a program does: a form when there is one, else a GET. */
export async function ask(url: string, options: AskOptions = {}): Promise<Answered> {
  const { form, as, secret = SECRET, bearer, patience = 10_000 } = options;
  const headers = new Headers();
  if (as !== undefined)
    headers.set("authorization", printBasicCredentials({ clientId: as.clientId, clientSecret: secret }));
  if (bearer !== undefined) headers.set("authorization", `Bearer ${bearer}`);
  const body = form === undefined ? {} : { method: "POST", body: new URLSearchParams(encode(form)) };
  const response = await fetch(url, { ...body, headers, redirect: "manual", signal: AbortSignal.timeout(patience) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: membersOf(text) };
}

/** A person's session, begun without the pages; the cookie that a browser would hold. */
export async function sessionCookie(issuer: Issuer, account: AccountRecord): Promise<string> {
  const { id } = await issuer.sessions.start(account);
  return `sid=${id}`;
}

/** A code for a client that skips consent, for the person of a session: one request. */
export async function codeFor(server: string, client: ClientRecord, cookie: string): Promise<string> {
  const response = await fetch(authorizeUrl(server, client), { headers: { cookie }, redirect: "manual" });
  await response.arrayBuffer();
  return codeAt(response.headers.get("location") ?? "");
}

/** The code in an address to which a browser was sent. */
export function codeAt(location: string | URL): string {
  const code = new URL(location, "http://nowhere.test").searchParams.get("code");
  if (code === null) throw new TypeError(`Cannot find a code at '${String(location)}'`);
  return code;
}

/** The form that redeems a code. */
export function redemption(code: string): Given {
  return { grant_type: "authorization_code", code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
}

/** A member of an answer that must be a text. */
export function textOf({ body, text }: Answered, name: string): string {
  const value = body[name];
  if (typeof value !== "string") throw new TypeError(`Cannot find the text '${name}' in the answer: ${text}`);
  return value;
}

/** Whether a server calls a token active. */
export async function isActive(server: string, token: string, client: ClientRecord): Promise<boolean> {
  const { body, status, text } = await ask(`${server}/introspect`, { form: { token }, as: client });
  if (status !== 200) throw new TypeError(`Cannot introspect: ${status} ${text}`);
  return body["active"] === true;
}
