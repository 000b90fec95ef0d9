import {
  BASE_STRING_PARTS,
  type BaseStringPart,
  decodeOnce,
  pairsOfBase,
  splitBaseString,
} from "./base_string_parts.ts";

/** Where two base strings differ first. */
export interface BaseStringDifference {
  /** Characters of the server's base string before the first that differs. */
  readonly at: number;
  readonly part: BaseStringPart;
  /** Name of the parameter, decoded, where the parts are the parameters. */
  readonly parameter?: string;
  /** The method, the address or the pair of name and value, decoded once; empty where one side has no more. */
  readonly ours: string;
  readonly theirs: string;
  /** Characters of `ours` and `theirs` that are the same. */
  readonly same: number;
}

/** A piece of text, and whether it differs from the other side. */
export interface Span {
  readonly text: string;
  readonly differs: boolean;
}

/** A part of two base strings, as each has it. */
export interface MarkedPart {
  readonly part: BaseStringPart;
  readonly ours: readonly Span[];
  readonly theirs: readonly Span[];
}

/**
 * Where two base strings differ first, and in what.
 *
 * @see RFC 5849 3.4.1
 * @param ours What the server signs.
 * @param theirs What the client says that it signs.
 * @returns Undefined when they are the same.
 *
 * @example Another value
 * ```ts
 * const difference = diffBaseStrings("GET&http%3A%2F%2Fa.test%2F&a%3D1%26b%3D2", "GET&http%3A%2F%2Fa.test%2F&a%3D1%26b%3D3");
 * assert.deepInclude(difference, { part: "parameters", parameter: "b", ours: "b=2", theirs: "b=3", same: 2 });
 * ```
 */
export function diffBaseStrings(ours: string, theirs: string): BaseStringDifference | undefined {
  if (ours === theirs) return undefined;
  const at = samePrefix(ours, theirs);
  const [mine, other] = [splitBaseString(ours), splitBaseString(theirs)];
  // What differs in nothing but the ampersands between the parts differs in the parameters.
  const part = BASE_STRING_PARTS.find((each) => mine[each] !== other[each]) ?? "parameters";
  if (part !== "parameters") return { at, part, ...compared(decodeOnce(mine[part]), decodeOnce(other[part])) };
  const [ourPairs, theirPairs] = [pairsOfBase(mine.parameters), pairsOfBase(other.parameters)];
  const index = firstDifferent(ourPairs, theirPairs);
  if (index === -1) return { at, part, ...compared(mine.parameters, other.parameters) };
  const [one = "", two = ""] = [ourPairs[index], theirPairs[index]];
  return { at, part, parameter: nameOf(one === "" ? two : one), ...compared(one, two) };
}

/** Each part of two base strings with the characters marked that differ. */
export function markBaseStrings(ours: string, theirs: string): readonly MarkedPart[] {
  const [mine, other] = [splitBaseString(ours), splitBaseString(theirs)];
  return BASE_STRING_PARTS.map((part) => {
    const texts = markTexts(mine[part], other[part]);
    return { part, ours: texts.ours, theirs: texts.theirs };
  });
}

/** Two texts with the characters marked that differ: what lies between their like ends. */
export function markTexts(ours: string, theirs: string): Pick<MarkedPart, "ours" | "theirs"> {
  const start = samePrefix(ours, theirs);
  const end = Math.min(samePrefix(reversed(ours), reversed(theirs)), Math.min(ours.length, theirs.length) - start);
  return { ours: spansOf(ours, { start, end }), theirs: spansOf(theirs, { start, end }) };
}

/**
 * The difference as lines of text, with a mark below the first character that differs.
 *
 * @example A missing letter
 * ```ts
 * const difference = { at: 9, part: "method", ours: "POST", theirs: "POT", same: 2 } as const;
 * assert.equal(printDifference(difference).split("\n").at(-1), "            ^");
 * ```
 */
export function printDifference(difference: BaseStringDifference): string {
  const { ours, theirs, same } = difference;
  const shown = Math.max(0, same - CONTEXT);
  const lead = shown > 0 ? "..." : "";
  const line = (text: string) => lead + text.slice(shown, same + CONTEXT) + (text.length > same + CONTEXT ? "..." : "");
  return [
    whereDiffers(difference),
    `  server  ${line(ours)}`,
    `  client  ${line(theirs)}`,
    `          ${" ".repeat(lead.length + same - shown)}^`,
  ].join("\n");
}

/** Where two base strings differ first, as a sentence. */
export function whereDiffers({ part, parameter, at, ours, theirs }: BaseStringDifference): string {
  const where = parameter === undefined ? `in the ${part}` : `in the parameters, at '${parameter}'`;
  const lack =
    ours === "" ? ", which the server does not have" : theirs === "" ? ", which the client does not have" : "";
  return `They differ first ${where}${lack} (character ${at + 1})`;
}

/** Characters shown before and behind the first that differs. */
const CONTEXT = 48;

function compared(ours: string, theirs: string): Pick<BaseStringDifference, "ours" | "theirs" | "same"> {
  return { ours, theirs, same: samePrefix(ours, theirs) };
}

function samePrefix(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let index = 0;
  while (index < shorter && one[index] === other[index]) index += 1;
  return index;
}

function reversed(text: string): string {
  return text.split("").toReversed().join("");
}

function spansOf(text: string, { start, end }: { readonly start: number; readonly end: number }): readonly Span[] {
  const spans = [
    { text: text.slice(0, start), differs: false },
    { text: text.slice(start, text.length - end), differs: true },
    { text: text.slice(text.length - end), differs: false },
  ];
  return spans.filter((span) => span.text !== "");
}

function firstDifferent(ours: readonly string[], theirs: readonly string[]): number {
  const longer = ours.length > theirs.length ? ours : theirs;
  return longer.findIndex((_, index) => ours[index] !== theirs[index]);
}

function nameOf(pair: string): string {
  const equals = pair.indexOf("=");
  return decodeOnce(equals === -1 ? pair : pair.slice(0, equals));
}
