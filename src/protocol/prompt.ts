/** The words of the `prompt` parameter that ask for a page. @see OpenID Connect Core 3.1.2.1, Initiating User Registration 4 */
export type PromptWord = "login" | "consent" | "select_account" | "create";

/**
 * The words that stand in a `prompt` parameter, known or not, each once.
 *
 * @see OpenID Connect Core 3.1.2.1
 *
 * @example Two words
 * ```ts
 * assert.deepEqual([...parsePrompt("login consent")], ["login", "consent"]);
 * ```
 */
export function parsePrompt(text: string | undefined): ReadonlySet<string> {
  return new Set(text === undefined ? [] : text.split(" ").filter((word) => word !== ""));
}
