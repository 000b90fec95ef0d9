import { ruleUrl } from "../../protocol/mod.ts";
import type { Verdict, VerdictWord } from "../judge/verdict.ts";

/** What each word means, for somebody who never saw the tool. */
export const MEANING_OF: Readonly<Record<VerdictWord, string>> = Object.freeze({
  "passed (stated)": "The client did what it must, and said so",
  "passed (silent)": "The client did what it must as far as its requests show; it said nothing, so this is weaker",
  warning: "The client did what it should not, though no rule forbids it",
  failed: "The client broke a rule",
  inconclusive: "Nothing can be said: the client broke, or never completed the unmodified flow",
  "not exercised": "The client never came to the point where it could show it",
});

/** Whether a word says that something is to be mended or looked into. */
export function isBad(word: VerdictWord): boolean {
  return word === "failed" || word === "inconclusive";
}

/** Why a verdict was given and by which sentence, in one paragraph: `It asked for … (#7). OIDC-3.1.3.7-2 (MUST): …`. */
export function groundsOf({ says, rule, keyword, demands }: Verdict): string {
  const law = rule === undefined ? undefined : `${rule}${keyword === undefined ? "" : ` (${keyword})`}`;
  const sentence = law === undefined ? demands : demands === undefined ? law : `${law}: ${demands}`;
  return [says, sentence].flatMap((part) => (part === undefined ? [] : [`${part}.`])).join(" ");
}

/** Where the rule of a verdict can be read; undefined when it cites none. */
export function lawUrlOf({ rule }: Verdict): string | undefined {
  return rule === undefined ? undefined : ruleUrl(rule);
}
