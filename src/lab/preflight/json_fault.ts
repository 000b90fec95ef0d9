/** Where a text stops being JSON, and what is wrong there. */
export interface JsonFault {
  /** From 1. */
  readonly line: number;
  /** Characters from 1. */
  readonly column: number;
  /** One sentence without a full stop. */
  readonly says: string;
}

const DEEPEST = 50;
const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/uy;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/** What is wrong at a place of a text, thrown through the levels of it. */
class Stop extends Error {
  readonly index: number;
  constructor(index: number, says: string) {
    super(says);
    this.index = index;
  }
}

/** Reads on from a place of a text, and answers where what was read ends. */
interface Scan {
  readonly text: string;
  /** How many lists and objects the place is in. */
  readonly depth: number;
}

function matched(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}

function afterSpace(text: string, index: number): number {
  return index + (matched(SPACE, text, index)?.length ?? 0);
}

function stringAt(text: string, index: number): string {
  const found = matched(STRING, text, index);
  if (found !== undefined) return found;
  throw new Stop(index, "The text that begins here does not end, or holds what must be escaped in it");
}

/** A place where something is due that is not there. */
function due(what: string, text: string, index: number): never {
  throw new Stop(index, index >= text.length ? `The document ends here, where ${what} is due` : `Here ${what} is due`);
}

function scanMembers({ text, depth }: Scan, start: number): number {
  const names = new Set<string>();
  let index = afterSpace(text, start + 1);
  if (text[index] === "}") return index + 1;
  for (;;) {
    if (text[index] !== '"') due("the name of a member in double quotes", text, index);
    const name = stringAt(text, index);
    if (names.has(name)) throw new Stop(index, `The member ${name} is there for the second time`);
    names.add(name);
    index = afterSpace(text, index + name.length);
    if (text[index] !== ":") due("a colon", text, index);
    index = afterSpace(text, scanValue({ text, depth }, afterSpace(text, index + 1)));
    if (text[index] === "}") return index + 1;
    if (text[index] !== ",") due("a comma or the end of the object", text, index);
    index = afterSpace(text, index + 1);
  }
}

function scanItems({ text, depth }: Scan, start: number): number {
  let index = afterSpace(text, start + 1);
  if (text[index] === "]") return index + 1;
  for (;;) {
    index = afterSpace(text, scanValue({ text, depth }, index));
    if (text[index] === "]") return index + 1;
    if (text[index] !== ",") due("a comma or the end of the list", text, index);
    index = afterSpace(text, index + 1);
  }
}

function scanValue({ text, depth }: Scan, index: number): number {
  const first = text[index];
  if (first === '"') return index + stringAt(text, index).length;
  if (first === "{" || first === "[") {
    if (depth >= DEEPEST) throw new Stop(index, "It is nested deeper than any description of a client");
    const within = { text, depth: depth + 1 };
    return first === "{" ? scanMembers(within, index) : scanItems(within, index);
  }
  const scalar = matched(SCALAR, text, index);
  return scalar === undefined ? due("a value", text, index) : index + scalar.length;
}

/** Where a text stops being JSON in which each member is there once; undefined where it does not. @see RFC 8259 2 */
export function jsonFault(text: string): JsonFault | undefined {
  try {
    const end = afterSpace(text, scanValue({ text, depth: 0 }, afterSpace(text, 0)));
    if (end < text.length) due("the end of the document", text, end);
    return undefined;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const lines = text.slice(0, error.index).split("\n");
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, says: error.message };
  }
}
