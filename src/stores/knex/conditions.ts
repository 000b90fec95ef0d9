import { isStorableText } from "../storable.ts";
import type { Value } from "./statements.ts";

/** Of a search: a condition with `?` for each of its values, and these; what was not asked for is undefined. */
export type Condition = readonly [text: string, ...values: readonly (Value | undefined)[]];

/** The part of a statement behind WHERE, and the values of its parameters from `$1` on. */
export interface Conditions {
  readonly text: string;
  readonly values: readonly Value[];
}

/**
 * Joins the conditions that have their values.
 *
 * A statement for each combination, since one plan for all of them could not use the index of any.
 *
 * @returns Undefined when a text is asked for that nothing has, as no database could hold it.
 */
export function joinConditions(asked: readonly Condition[]): Conditions | undefined {
  const texts: string[] = [];
  const values: Value[] = [];
  for (const [text, ...given] of asked) {
    const known = given.filter((value) => value !== undefined);
    if (known.length < given.length) continue;
    if (known.some((value) => typeof value === "string" && !isStorableText(value))) return undefined;
    let number = values.length;
    texts.push(
      text.replaceAll("?", () => {
        number += 1;
        return `$${number}`;
      }),
    );
    values.push(...known);
  }
  return { text: texts.join(" AND "), values };
}
