import type { Params } from "../../protocol/mod.ts";

/** What was typed and ticked in a form, by the names of its fields; each may hold several texts. */
export type Typed = ReadonlyMap<string, readonly string[]>;

/** Reads a form as it was sent; nothing is lost, so that it can be shown again. */
export function typedIn(form: Params): Typed {
  const typed = new Map<string, readonly string[]>();
  for (const [name, value] of form) typed.set(name, [...(typed.get(name) ?? []), value]);
  return typed;
}

/** The text of a field that holds one. */
export function textIn(typed: Typed, name: string): string {
  return typed.get(name)?.[0]?.trim() ?? "";
}

/** The items of a field that has one on each line; empty lines are none. */
export function linesIn(typed: Typed, name: string): readonly string[] {
  const text = typed.get(name)?.[0] ?? "";
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The words that were ticked, each once. */
export function wordsIn(typed: Typed, name: string): readonly string[] {
  return [...new Set(typed.get(name) ?? [])].filter((word) => word !== "");
}

/** Whether a field that stands for a yes was ticked. */
export function isTicked(typed: Typed, name: string): boolean {
  return textIn(typed, name) === "yes";
}

/** What shows that a text is a private key, as PEM or as a JWK. */
const PRIVATE = /PRIVATE KEY-----|"(?:d|k)"\s*:/;

/** A form without a private key that was pasted by mistake, so that it does not travel once more. */
export function withoutPrivateKeys(typed: Typed): Typed {
  const keys = typed.get("jwks");
  if (keys === undefined || !keys.some((text) => PRIVATE.test(text))) return typed;
  return new Map(typed).set("jwks", []);
}
