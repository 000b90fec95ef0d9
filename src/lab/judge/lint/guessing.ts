/** Below this, in bits, a value counts as one that can be guessed. What is wanted is 128 (RFC 6749 10.10). */
export const ENOUGH_ALONE = 100;
/** Below this, in bits, what differs between values counts as a counter, a time or the like. */
export const ENOUGH_TOGETHER = 64;
/** A text of fewer characters cannot hold 100 bits in the alphabet of base64url. */
export const SHORTEST = 16;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]|$)/;

const ALPHABETS: readonly (readonly [RegExp, number])[] = [
  [/^[0-9]*$/, 10],
  [/^(?:[0-9a-f]*|[0-9A-F]*)$/, 16],
  [/^(?:[a-z]*|[A-Z]*)$/, 26],
  [/^(?:[0-9a-z]*|[0-9A-Z]*)$/, 36],
  [/^[0-9A-Za-z]*$/, 62],
];
/** That of base64url, to which anything else is rounded: punctuation is seldom drawn at random. */
const LARGEST_ALPHABET = 64;

/**
 * How many bits a value can hold at the most, as far as it alone shows: the bits of as many characters of the smallest
 * usual alphabet that has them all.
 *
 * An estimate from above, so that what was drawn at random is never taken for less by much: 16 random bytes come out at
 * about 128 bits in hexadecimal and in base64url, and a random UUID at 120. Where a value repeats itself, runs through the
 * alphabet, begins with a date or uses few characters often, far fewer bits are counted.
 */
export function bitsOf(value: string): number {
  if (UUID.test(value)) return bitsOf(value.replaceAll("-", "")) - 8;
  const bits = value.length * Math.log2(alphabetOf(value));
  if (DATE.test(value)) return Math.min(bits, 40);
  if (isPeriodic(value) || isRun(value)) return Math.min(bits, 20);
  const used = value.length * shannonOf(value);
  return used < ENOUGH_TOGETHER ? Math.min(bits, used) : bits;
}

/**
 * How many bits the differences between values can hold at the most: what they all have in the same places, or at
 * both ends where their lengths differ, is no secret to whoever saw one of them.
 *
 * @param values At least two, which are not all the same.
 */
export function bitsAcross(values: readonly string[]): number {
  const varying = values.every(({ length }) => length === values[0]?.length) ? placesThatVary(values) : middles(values);
  return Math.max(0, ...varying.map((part) => part.length * Math.log2(alphabetOf(part))));
}

/** Of values of one length: the characters at the places where not all are the same. */
function placesThatVary(values: readonly string[]): readonly string[] {
  const [first = ""] = values;
  const places = Array.from(first, (_, index) => index).filter((index) =>
    values.some((value) => value[index] !== first[index]),
  );
  return values.map((value) => places.map((index) => value[index] ?? "").join(""));
}

/** Of values of several lengths: what is left without the longest beginning and the longest end that all share. */
function middles(values: readonly string[]): readonly string[] {
  const [first = ""] = values;
  const shortest = Math.min(...values.map(({ length }) => length));
  let start = 0;
  while (start < shortest && values.every((value) => value[start] === first[start])) start += 1;
  let end = 0;
  while (end < shortest - start && values.every((value) => value.at(-1 - end) === first.at(-1 - end))) end += 1;
  return values.map((value) => value.slice(start, value.length - end));
}

function alphabetOf(text: string): number {
  return ALPHABETS.find(([characters]) => characters.test(text))?.[1] ?? LARGEST_ALPHABET;
}

/** Bits a character, by how often each stands in the text. */
function shannonOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / text.length);
  return shares.reduce((sum, share) => sum - share * Math.log2(share), 0);
}

/** Whether a text is a shorter one several times over. */
function isPeriodic(text: string): boolean {
  return text.length > 1 && `${text}${text}`.indexOf(text, 1) < text.length;
}

/** Whether most characters stand next to the one before them in the alphabet, as in `abcdefgh` or `98765432`. */
function isRun(text: string): boolean {
  const steps = Array.from(
    { length: Math.max(0, text.length - 1) },
    (_, index) => text.charCodeAt(index + 1) - text.charCodeAt(index),
  );
  return steps.length > 3 && steps.filter((step) => Math.abs(step) === 1).length > steps.length * 0.7;
}
