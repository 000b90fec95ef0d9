import { fail } from "./oauth_error.ts";

/** The words of a scope, each once, in the order in which they were asked. */
export type Scope = readonly string[];

const NO_SCOPE: Scope = Object.freeze([]);
const SPACE = 0x20;
const FEW = 8;

/**
 * The words of a scope parameter.
 *
 * Choice: spaces at an end, or two in a row, are refused as the grammar says; a word that stands twice counts once.
 *
 * @see RFC 6749 3.3
 * @throws {OAuthError} `invalid_scope` for a character that the grammar does not know.
 *
 * @example Two words
 * ```ts
 * assert.deepEqual(parseScope("read write read"), ["read", "write"]);
 * ```
 */
export function parseScope(text: string): Scope {
  if (text === "") return NO_SCOPE;
  const words: string[] = [];
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const code = index === text.length ? SPACE : text.charCodeAt(index);
    if (code !== SPACE) {
      if (!isScopeCharacter(code)) failScope("it holds a character that is not allowed");
      continue;
    }
    if (index === start) failScope("its words are not separated by single spaces");
    words.push(text.slice(start, index));
    start = index + 1;
  }
  return areDistinct(words) ? words : [...new Set(words)];
}

// most scopes have a few words, which are faster looked through than hashed
function areDistinct(words: readonly string[]): boolean {
  return words.length <= FEW && words.every((word, index) => words.indexOf(word) === index);
}

/**
 * The words as a scope parameter.
 *
 * @example Two words with a space between
 * ```ts
 * assert.equal(printScope(["read", "write"]), "read write");
 * ```
 */
export function printScope(scope: Scope): string {
  return scope.join(" ");
}

/**
 * Whether each word of one scope is in another.
 *
 * @example A part and the whole
 * ```ts
 * assert.isTrue(isSubset(["read"], ["write", "read"]));
 * assert.isFalse(isSubset(["read", "admin"], ["read"]));
 * ```
 */
export function isSubset(part: Scope, whole: Scope): boolean {
  return part.every((word) => whole.includes(word));
}

/**
 * The words that were asked and may be granted, in the order in which they were asked: never more than either.
 *
 * @example A word that may not be had is left out
 * ```ts
 * assert.deepEqual(narrowScope(["write", "admin", "read"], ["read", "write"]), ["write", "read"]);
 * ```
 */
export function narrowScope(asked: Scope, granted: Scope): Scope {
  return asked.filter((word) => granted.includes(word));
}

/**
 * The words of both, each once, the first's before the second's.
 *
 * @example A scope that grows
 * ```ts
 * assert.deepEqual(joinScopes(["read"], ["write", "read"]), ["read", "write"]);
 * ```
 */
export function joinScopes(a: Scope, b: Scope): Scope {
  return [...new Set([...a, ...b])];
}

/**
 * Whether two scopes have the same words; their order means nothing.
 *
 * @see RFC 6749 3.3
 *
 * @example Another order
 * ```ts
 * assert.isTrue(sameScope(["read", "write"], ["write", "read"]));
 * ```
 */
export function sameScope(a: Scope, b: Scope): boolean {
  return isSubset(a, b) && isSubset(b, a);
}

// scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
function isScopeCharacter(code: number): boolean {
  return code > SPACE && code <= 0x7e && code !== 0x22 && code !== 0x5c;
}

function failScope(reason: string): never {
  fail("invalid_scope", `Cannot read the scope as ${reason}`, { rule: "RFC6749-3.3-4" });
}
