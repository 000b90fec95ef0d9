import { characterTable } from "./_form_text.ts";
import { fail } from "./oauth_error.ts";

const WORD_CHARACTERS = characterTable("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
const CODE: readonly string[] = Object.freeze(["code"]);
const SPACE = 0x20;

/**
 * The words of a response type, sorted, because their order does not matter.
 *
 * @see RFC 6749 3.1.1
 * @throws {OAuthError} `unsupported_response_type` for other characters, words that stand twice, and stray spaces.
 *
 * @example A hybrid flow
 * ```ts
 * assert.deepEqual(parseResponseType("id_token code"), ["code", "id_token"]);
 * ```
 */
export function parseResponseType(text: string): readonly string[] {
  if (text === "code") return CODE;
  const words: string[] = [];
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const code = index === text.length ? SPACE : text.charCodeAt(index);
    if (code !== SPACE) {
      if (WORD_CHARACTERS[code] !== 1) failResponseType("it holds a character that is not allowed");
      continue;
    }
    if (index === start) failResponseType("its words are not separated by single spaces");
    words.push(text.slice(start, index));
    start = index + 1;
  }
  words.sort();
  if (words.some((word, index) => word === words[index + 1])) failResponseType("a word stands twice in it");
  return words;
}

/**
 * The words as a response type, sorted: the name under which it is registered and looked up.
 *
 * @example The words of a hybrid flow, sorted
 * ```ts
 * assert.equal(printResponseType(["id_token", "code"]), "code id_token");
 * ```
 */
export function printResponseType(words: readonly string[]): string {
  return words.toSorted().join(" ");
}

function failResponseType(reason: string): never {
  fail("unsupported_response_type", `Cannot read the response type as ${reason}`, { rule: "RFC6749-3.1.1-2" });
}
