import { isSecretName } from "../../platform/mod.ts";
import type { Parameter } from "./entry.ts";
import type { Mark } from "./marks.ts";

type Members = Readonly<Record<string, unknown>>;

/** Characters of a body, or of a value, that are kept. */
const LONGEST = 16 * 1024;
/** Characters of a body up to which it is read as JSON. */
const LONGEST_JSON = 4 * LONGEST;
const DEEPEST = 32;
const MOST_PARAMETERS = 250;

/**
 * What is secret beyond what every log leaves out: credentials of OAuth 1.0a, the private members of a JWK, and where a
 * page goes on after a login, which is a device's user code where she signs in for one.
 */
const MORE_SECRETS: ReadonlySet<string> = new Set([
  "logout_token",
  "next",
  "oauth_signature",
  "oauth_token",
  "oauth_token_secret",
  "oauth_verifier",
  "request",
  "response",
  "software_statement",
  "d",
  "p",
  "q",
  "dp",
  "dq",
  "qi",
  "k",
]);

/** JWTs that say who signed in or out, or what the answer is, whose claims are what a developer wants to see. */
const TOLD_JWTS: ReadonlySet<string> = new Set(["id_token", "id_token_hint", "logout_token", "response"]);

const JWT = /\beyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g;
/** A token of ours, or what is left of one, wherever it stands. */
const OWN_TOKEN = /\bts_[a-z]{2}_[0-9A-Za-z]{9,}/g;
const WHOLE_JWT = /^eyJ[\w-]{5,}\.[\w-]*\.[\w-]*$/;

function isSecret(name: string): boolean {
  return MORE_SECRETS.has(name) || isSecretName(name);
}

/** The beginning of a text, and how much was left out. */
function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… [${text.length - LONGEST} more characters]`;
}

function partOf(jwt: string, at: number): unknown {
  try {
    return JSON.parse(Buffer.from(jwt.split(".")[at] ?? "", "base64url").toString());
  } catch {
    return undefined;
  }
}

/** What a JWT says, without what makes it worth anything. */
export interface ToldJwt {
  readonly header: unknown;
  readonly claims: unknown;
  /** Its length and its mark. */
  readonly text: string;
}

/** A JWT without its signature. */
export function toldJwt(text: string, mark: Mark): ToldJwt {
  const redact = (part: unknown): unknown => redactJson(part, mark);
  return { header: redact(partOf(text, 0)), claims: redact(partOf(text, 1)), text: mark(text) };
}

/** A parameter as it is shown. */
export function redactParameter([name, value]: Parameter, mark: Mark): Parameter {
  if (TOLD_JWTS.has(name) && WHOLE_JWT.test(value)) {
    const { claims, text } = toldJwt(value, mark);
    return [name, cut(`${text} ${JSON.stringify(claims)}`)];
  }
  return [name, isSecret(name) ? mark(value) : cut(redactString(value, mark))];
}

/** The parameters of a query, a fragment or a form, in their order, also those that stand there several times. */
export function redactParameters(text: string, mark: Mark): readonly Parameter[] {
  return [...new URLSearchParams(text)].slice(0, MOST_PARAMETERS).map((pair) => redactParameter(pair, mark));
}

function redactValue(name: string, value: unknown, { mark, depth }: { readonly mark: Mark; readonly depth: number }) {
  if (typeof value !== "string") {
    // A list or an object by such a name, as `jwks` has its keys, is looked into.
    return isSecret(name) && typeof value === "number" ? mark(`${value}`) : redactAt(value, mark, depth);
  }
  if (TOLD_JWTS.has(name) && WHOLE_JWT.test(value)) return toldJwt(value, mark);
  return isSecret(name) ? mark(value) : redactAt(value, mark, depth);
}

/** A text under a name that is not secret. */
function redactString(value: string, mark: Mark): string {
  return WHOLE_JWT.test(value) ? mark(value) : value.replaceAll(OWN_TOKEN, (token) => mark(token));
}

function redactAt(value: unknown, mark: Mark, depth: number): unknown {
  if (typeof value === "string") return redactString(value, mark);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) return "[deep]";
  if (Array.isArray(value)) return value.map((one: unknown) => redactAt(one, mark, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, redactValue(name, one, { mark, depth: depth + 1 })]),
  );
}

/** A JSON value as it is shown; one that is too long becomes the beginning of its text. */
export function redactJson(value: unknown, mark: Mark): unknown {
  const redacted = redactAt(value, mark, 0);
  const text = JSON.stringify(redacted);
  return text !== undefined && text.length > LONGEST ? cut(text) : redacted;
}

/** A text that is no JSON, or broken JSON, or a form: whatever stands behind a secret's name is left out. */
export function redactText(whole: string, mark: Mark): string {
  const text = cut(whole);
  const named = (all: string, name: string, value: string): string =>
    isSecret(name)
      ? all.slice(0, all.lastIndexOf(value)) + mark(value) + all.slice(all.lastIndexOf(value) + value.length)
      : all;
  return text
    .replaceAll(/"([\w.-]+)"\s*:\s*"((?:[^"\\]|\\.)+)"?/g, named)
    .replaceAll(/([\w.-]+)=([^&\s"'<>;,]+)/g, named)
    .replaceAll(JWT, (jwt) => mark(jwt))
    .replaceAll(OWN_TOKEN, (token) => mark(token));
}

/** A body that says of itself that it is JSON, as a value; as text where it is none or too long to be read. */
export function redactBody(text: string, mark: Mark): unknown {
  if (text.length > LONGEST_JSON) return redactText(text, mark);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return redactText(text, mark);
  }
  return redactJson(value, mark);
}

/** An address as it is shown: the secrets of its query and its fragment are left out. */
export function redactAddress(address: string, mark: Mark): string {
  const [, path = "", query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(address) ?? [];
  const shown = (text: string): string =>
    text.includes("=")
      ? redactParameters(text, mark)
          .map(
            ([name, value]) =>
              `${encodeURIComponent(name)}=${value.startsWith("[") ? value : encodeURIComponent(value)}`,
          )
          .join("&")
      : text;
  const search = query === undefined ? "" : `?${shown(query)}`;
  return cut(`${path}${search}${fragment === undefined ? "" : `#${shown(fragment)}`}`);
}

/** Whether a type of content is JSON. */
export function isJsonType(type: string | undefined): boolean {
  return type !== undefined && /^application\/(?:[\w.+-]*\+)?json\b/i.test(type);
}

/** Just some members of an object of texts, by their names in lower case. */
export function pick(headers: Members, names: readonly string[]): Readonly<Record<string, string>> {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = lower.get(name);
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
