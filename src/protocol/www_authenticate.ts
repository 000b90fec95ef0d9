import { characterTable } from "./_form_text.ts";

/** One challenge of a `WWW-Authenticate` header: a scheme and its parameters, their names in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly params: Readonly<Record<string, string>>;
}

const TOKEN_CHARACTERS = characterTable(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~",
);

/**
 * One challenge for a `WWW-Authenticate` header; all values are quoted, undefined ones left out.
 *
 * @see RFC 9110 11.6.1, RFC 6750 3
 * @throws {TypeError} When the scheme or a name is not a token.
 *
 * @example A bearer challenge
 * ```ts
 * assert.equal(printChallenge("Bearer", { realm: "api", error: "invalid_token" }), 'Bearer realm="api", error="invalid_token"');
 * ```
 */
export function printChallenge(scheme: string, params: Readonly<Record<string, string | undefined>>): string {
  let text = checkToken(scheme);
  let mark = " ";
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    text += `${mark}${checkToken(name)}=${quote(value)}`;
    mark = ", ";
  }
  return text;
}

/**
 * The one challenge of a header, for clients and tests.
 *
 * @throws {SyntaxError} When the header is broken or holds several challenges.
 *
 * @example The error of a bearer challenge
 * ```ts
 * assert.equal(parseChallenge('Bearer error="invalid_token"').params["error"], "invalid_token");
 * ```
 */
export function parseChallenge(header: string): Challenge {
  const [challenge, ...others] = parseChallenges(header);
  if (challenge === undefined || others.length > 0) {
    throw new SyntaxError(`Cannot read the header as it holds '${others.length + (challenge ? 1 : 0)}' challenges`);
  }
  return challenge;
}

/**
 * All challenges of a header, in order.
 *
 * @see RFC 9110 11.6.1
 * @throws {SyntaxError} When the header is broken, names a parameter twice, or holds a token68.
 *
 * @example Two schemes in one header
 * ```ts
 * assert.deepEqual(parseChallenges("DPoP algs=ES256, Bearer").map(({ scheme }) => scheme), ["DPoP", "Bearer"]);
 * ```
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; params: Record<string, string> }[] = [];
  let position = skip(header, 0, " \t,");
  while (position < header.length) {
    const word = readToken(header, position);
    position = skip(header, word.end, " \t");
    const current = challenges.at(-1);
    if (header[position] !== "=") {
      // a token without a value begins a challenge
      challenges.push({ scheme: word.text, params: Object.create(null) as Record<string, string> });
      position = skip(header, position, " \t,");
      continue;
    }
    const value = readValue(header, skip(header, position + 1, " \t"));
    const name = word.text.toLowerCase();
    if (current === undefined || name in current.params) failHeader(position);
    current.params[name] = value.text;
    position = skip(header, value.end, " \t");
    if (position < header.length && header[position] !== ",") failHeader(position);
    position = skip(header, position, " \t,");
  }
  return challenges;
}

interface Read {
  readonly text: string;
  readonly end: number;
}

function readToken(header: string, start: number): Read {
  let end = start;
  while (TOKEN_CHARACTERS[header.charCodeAt(end)] === 1) end += 1;
  if (end === start) failHeader(start);
  return { text: header.slice(start, end), end };
}

function readValue(header: string, start: number): Read {
  if (header[start] !== '"') return readToken(header, start);
  let text = "";
  for (let index = start + 1; index < header.length; index += 1) {
    if (header[index] === '"') return { text, end: index + 1 };
    if (header[index] === "\\") index += 1;
    text += header[index] ?? "";
  }
  return failHeader(start);
}

function skip(header: string, start: number, characters: string): number {
  let end = start;
  while (end < header.length && characters.includes(header.charAt(end))) end += 1;
  return end;
}

function quote(value: string): string {
  let text = '"';
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    // a line break here would begin a header of a stranger's choice
    if (code < 0x20 || code > 0x7e) text += "?";
    else text += code === 0x22 || code === 0x5c ? `\\${value.charAt(index)}` : value.charAt(index);
  }
  return `${text}"`;
}

function checkToken(text: string): string {
  if (text === "" || readToken(text, 0).end !== text.length)
    throw new TypeError(`Cannot print '${text}' as it is not a token`);
  return text;
}

function failHeader(position: number): never {
  throw new SyntaxError(`Cannot read the header as it is broken at character '${position}'`);
}
