import { it } from "mocha";
import type { Context, Test } from "mocha";
import { ALL_RULES } from "../rules/mod.ts";
import type { Rule } from "../rules/mod.ts";

/** One rule id, or several where one test shows several rules. */
export type RuleIds = string | readonly string[];

/** A test, with mocha's context as `this` where it asks for it. */
export type RuleTest = (this: Context) => void | Promise<void>;

/**
 * A test that shows that a rule of a specification is kept; its title names the rule and how strongly it speaks.
 *
 * @throws RangeError When the file is loaded, if no rule book lists an id.
 *
 * @example
 * ```ts
 * rule("RFC6749-4.1.2-5", "refuses a code that was used before", async () => { … });
 * // refuses a code that was used before [RFC6749-4.1.2-5 MUST]
 * ```
 */
export function rule(ids: RuleIds, sentence: string, test: RuleTest): Test {
  return it(ruleTitle(ids, sentence), test);
}

/**
 * A test of what we do beyond the words of a rule; it does not count as a test of the rule itself.
 *
 * @throws RangeError When the file is loaded, if no rule book lists an id.
 */
export function beyond(ids: RuleIds, sentence: string, test: RuleTest): Test {
  return it(beyondTitle(ids, sentence), test);
}

/**
 * The title of a test that shows rules, `refuses a used code [RFC6749-4.1.2-5 MUST]`.
 *
 * @throws RangeError If no rule book lists an id.
 */
export function ruleTitle(ids: RuleIds, sentence: string): string {
  const cited = findRules(ids).map(({ id, keyword }) => `${id} ${keyword}`);
  return `${sentence} [${cited.join(", ")}]`;
}

/**
 * The title of a test that goes beyond rules, `revokes it for everybody [beyond RFC6749-4.1.2-6]`.
 *
 * @throws RangeError If no rule book lists an id.
 */
export function beyondTitle(ids: RuleIds, sentence: string): string {
  const cited = findRules(ids).map(({ id }) => id);
  return `${sentence} [beyond ${cited.join(", ")}]`;
}

function findRules(ids: RuleIds): readonly Rule[] {
  const list = typeof ids === "string" ? [ids] : ids;
  if (list.length === 0) throw new RangeError("Cannot name a test after no rule");
  return list.map((id) => {
    const found = ALL_RULES.get(id);
    if (found === undefined) throw new RangeError(`Cannot test rule '${id}' as no rule book lists it`);
    return found;
  });
}
