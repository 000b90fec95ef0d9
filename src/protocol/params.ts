import { decodeFormText, encodeFormText, isLegalText } from "./_form_text.ts";
import { fail } from "./oauth_error.ts";

/** A name and a value. */
export type Param = readonly [name: string, value: string];

/** How a form is read. */
export interface ParseOptions {
  /** True: what was percent-encoded may hold control characters, for whoever judges every field, such as texts of several lines. */
  readonly controls?: true;
}

const MOST_PARAMS = 200;
const LONGEST_NAMED = 64;

/**
 * The parameters of a request: the query of a URI or the fields of a form, never changed after they are made.
 *
 * A parameter without a value counts as omitted. A name that stands twice is refused when it is read, not when the
 * request is parsed, because a few parameters (`resource`) may repeat and unknown ones are ignored.
 *
 * Choice: a repeated name is refused also where one of its values is empty.
 *
 * @see RFC 6749 3.1, 3.2 and appendix B
 */
export class Params {
  /** No parameters. */
  static readonly empty: Params = new Params([], []);

  // two plain lists: a request has so few parameters that looking through them is faster than hashing names,
  // and a name such as __proto__ means nothing
  readonly #names: readonly string[];
  readonly #values: readonly string[];

  private constructor(names: readonly string[], values: readonly string[]) {
    this.#names = names;
    this.#values = values;
  }

  /**
   * Reads application/x-www-form-urlencoded text strictly.
   *
   * @throws {OAuthError} `invalid_request` for broken percent-encoding, invalid UTF-8, control characters, raw text
   * that is not ASCII, and for more than 200 parameters.
   *
   * @example A form
   * ```ts
   * assert.equal(Params.parse("scope=read+write&state=").get("scope"), "read write");
   * assert.isUndefined(Params.parse("scope=read+write&state=").get("state"));
   * ```
   */
  static parse(raw: string, { controls }: ParseOptions = {}): Params {
    if (raw === "") return Params.empty;
    const isLegal = controls === true ? isAnyText : isLegalText;
    const names: string[] = [];
    const values: string[] = [];
    let equals = -1;
    for (let start = 0, end = 0; start <= raw.length; start = end + 1) {
      end = indexOrEnd(raw, "&", start);
      if (end === start) continue;
      if (names.length === MOST_PARAMS) failCrowded();
      // looked for only when the last one found is passed, so that a body without any is not searched again and again
      if (equals < start) equals = indexOrEnd(raw, "=", start);
      const nameEnd = Math.min(equals, end);
      const name = decodeFormText(raw, start, nameEnd);
      const value = nameEnd === end ? "" : decodeFormText(raw, nameEnd + 1, end, isLegal);
      if (name === undefined || value === undefined) failIllegal(name);
      names.push(name);
      values.push(value);
    }
    return new Params(names, values);
  }

  /**
   * Parameters from names and values that are decoded already.
   *
   * @throws {OAuthError} `invalid_request` for control characters, lone surrogates, and more than 200 parameters.
   */
  static of(entries: Iterable<Param>): Params {
    const names: string[] = [];
    const values: string[] = [];
    for (const [name, value] of entries) {
      if (names.length === MOST_PARAMS) failCrowded();
      if (!isLegalText(name)) failIllegal(undefined);
      if (!isLegalText(value)) failIllegal(name);
      names.push(name);
      values.push(value);
    }
    return new Params(names, values);
  }

  /**
   * The value of a parameter, or undefined when it is omitted or empty.
   *
   * @throws {OAuthError} `invalid_request` when the name stands twice.
   */
  get(name: string): string | undefined {
    const names = this.#names;
    const first = names.indexOf(name);
    if (first === -1) return undefined;
    if (names.indexOf(name, first + 1) !== -1) failRepeated(name);
    const value = this.#values[first];
    return value === "" ? undefined : value;
  }

  /**
   * The value of a parameter that must be there.
   *
   * @param options.rule The id of the sentence that demands it.
   * @throws {OAuthError} `invalid_request` when it is omitted, empty or repeated.
   */
  require(name: string, options: { readonly rule?: string } = {}): string {
    const value = this.get(name);
    if (value === undefined) {
      fail("invalid_request", `Cannot answer the request as the parameter ${printName(name)} is missing`, options);
    }
    return value;
  }

  /** Each value of a parameter that may repeat, in order, without the empty ones. */
  all(name: string): readonly string[] {
    return this.#values.filter((value, index) => value !== "" && this.#names[index] === name);
  }

  /** Whether a parameter stands there with a value, once or more often. */
  has(name: string): boolean {
    for (let index = this.#names.indexOf(name); index !== -1; index = this.#names.indexOf(name, index + 1)) {
      if (this.#values[index] !== "") return true;
    }
    return false;
  }

  /** Those parameters alone whose names are known. */
  only(names: ReadonlySet<string>): Params {
    if (this.#names.every((name) => names.has(name))) return this;
    return this.#filter((name) => names.has(name));
  }

  /**
   * The same parameters with some set anew and, where the change is undefined, left out.
   *
   * @throws {OAuthError} `invalid_request` for control characters and lone surrogates.
   */
  with(changes: Readonly<Record<string, string | undefined>>): Params {
    const kept = this.#filter((name) => !Object.hasOwn(changes, name));
    const added = Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return Params.of([...kept.entries(), ...added]);
  }

  /** All names and values in order, the empty and the repeated ones too. */
  entries(): readonly Param[] {
    return this.#names.map((name, index) => [name, this.#values[index] ?? ""] as const);
  }

  /** How many parameters there are, the empty and the repeated ones too. */
  get size(): number {
    return this.#names.length;
  }

  /** The application/x-www-form-urlencoded form, all ASCII. */
  toString(): string {
    let text = "";
    for (let index = 0; index < this.#names.length; index += 1) {
      if (index > 0) text += "&";
      text += `${encodeFormText(this.#names[index] ?? "")}=${encodeFormText(this.#values[index] ?? "")}`;
    }
    return text;
  }

  [Symbol.iterator](): Iterator<Param> {
    return this.entries()[Symbol.iterator]();
  }

  #filter(keep: (name: string) => boolean): Params {
    return new Params(
      this.#names.filter(keep),
      this.#values.filter((_, index) => keep(this.#names[index] ?? "")),
    );
  }
}

/** What comes out of UTF-8 is never half of a character. */
function isAnyText(): boolean {
  return true;
}

function indexOrEnd(text: string, mark: string, start: number): number {
  const index = text.indexOf(mark, start);
  return index === -1 ? text.length : index;
}

function failCrowded(): never {
  fail("invalid_request", `Cannot read the request as it has more than '${MOST_PARAMS}' parameters`);
}

function failIllegal(name: string | undefined): never {
  fail(
    "invalid_request",
    `Cannot read the parameter ${printName(name)} as it holds illegal or wrongly encoded characters`,
  );
}

function failRepeated(name: string): never {
  fail("invalid_request", `Cannot read the parameter ${printName(name)} as it is repeated`, { rule: "RFC6749-3.1-4" });
}

function printName(name: string | undefined): string {
  return name !== undefined && mayBeNamed(name) ? `'${name}'` : "of an unprintable name";
}

// what a stranger typed comes back only when it looks like a name: 1 to 64 printable ASCII characters, no quotes
function mayBeNamed(name: string): boolean {
  if (name === "" || name.length > LONGEST_NAMED) return false;
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    if (code < 0x21 || code > 0x7e || code === 0x22 || code === 0x27 || code === 0x5c) return false;
  }
  return true;
}
