/** How strongly a specification speaks (RFC 2119). */
export type Keyword =
  | "MUST"
  | "MUST NOT"
  | "REQUIRED"
  | "SHALL"
  | "SHALL NOT"
  | "SHOULD"
  | "SHOULD NOT"
  | "RECOMMENDED"
  | "NOT RECOMMENDED"
  | "MAY";

/** Whom a rule binds. */
export type Who = "server" | "client" | "resource server" | "user agent" | "developer" | "extension author";

/** A rule as it is written down in a book. */
export interface RuleEntry {
  /** Section and number inside the section, `4.1.2-5`. */
  readonly id: string;
  readonly keyword: Keyword;
  readonly who: Who;
  /** One sentence in our own words, without a full stop. */
  readonly says: string;
  /** Why no test of ours shows it. */
  readonly reason?: string;
}

/** A rule as it is cited: the id carries the name of the specification. */
export interface Rule extends RuleEntry {
  /** The whole id, `RFC6749-4.1.2-5`. */
  readonly id: string;
  /** Name of the specification, `RFC6749`. */
  readonly spec: string;
  readonly section: string;
  /** The section on the web. */
  readonly url: string;
}

/** What one specification demands, in the order of its text. */
export interface RuleBook {
  readonly spec: string;
  readonly rules: readonly Rule[];
}

const ENTRY_ID = /^(?<section>[0-9A-Z]+(?:\.[0-9]+)*)-(?<number>[1-9][0-9]*)$/;

/**
 * Makes the rule book of one specification.
 *
 * @param spec Name of the specification, the prefix of every id.
 * @param urlBase What stands before the number of a section in an address.
 * @throws RangeError When the numbers inside a section are not 1, 2, 3, … in this order, which also finds an id used twice.
 * @throws SyntaxError When an id is not a section and a number.
 */
export function ruleBook(spec: string, urlBase: string, entries: readonly RuleEntry[]): RuleBook {
  const counts = new Map<string, number>();
  const rules = entries.map((entry) => {
    const { section, number } = parseEntryId(entry.id);
    const expected = (counts.get(section) ?? 0) + 1;
    if (number !== expected) {
      throw new RangeError(`Cannot number rule '${spec}-${entry.id}' as '${section}-${expected}' is due`);
    }
    counts.set(section, expected);
    return { ...entry, id: `${spec}-${entry.id}`, spec, section, url: addressOf(urlBase, section) };
  });
  return { spec, rules };
}

/**
 * Entries in the order of their sections, for a book that several files make; those of one section keep their order.
 */
export function inOrderOfText(entries: readonly RuleEntry[]): readonly RuleEntry[] {
  return entries.toSorted((one, other) => compareSections(sectionOf(one), sectionOf(other)));
}

function sectionOf({ id }: RuleEntry): string {
  return parseEntryId(id).section;
}

/** Compares two sections of a text by their numbers: 3.2 stands before 3.10. */
function compareSections(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

/** Appendices have letters, and anchors of their own. */
function addressOf(urlBase: string, section: string): string {
  return (/^[A-Z]/.test(section) ? urlBase.replace(/section-$/, "appendix-") : urlBase) + section;
}

function parseEntryId(id: string): { section: string; number: number } {
  const groups = ENTRY_ID.exec(id)?.groups;
  const section = groups?.["section"];
  if (section === undefined) throw new SyntaxError(`Cannot read rule id '${id}' as it is not a section and a number`);
  return { section, number: Number(groups?.["number"]) };
}
