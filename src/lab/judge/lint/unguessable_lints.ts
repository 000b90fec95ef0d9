import { bitsAcross, bitsOf, ENOUGH_ALONE, ENOUGH_TOGETHER, SHORTEST } from "./guessing.ts";
import { comparing, firstRepeated, inspecting, whereWords } from "./lint.ts";
import type { FoundValue, Lint } from "./lint.ts";
import { asksFor, authorizationRequests, requestedValues } from "./requests.ts";
import { redactedOf, valueOf } from "../observe.ts";

/** What is asked of a value that nobody may guess. */
interface Unguessable {
  readonly parameter: "state" | "nonce";
  /** The rule that it cannot be guessed, and the one that it is used once. */
  readonly rules: readonly [guess: string, once: string];
}

const AT_RANDOM = "from a generator that is fit for cryptography, such as crypto.randomBytes";

/** Too short, not random, or the same again: of one bad value only one of the three is told. */
function unguessable({ parameter, rules: [guess, once] }: Unguessable): readonly Lint[] {
  const what = `values of ${parameter}`;
  const of = requestedValues(parameter);
  // Of a redacted one, such as a JWT, no more than the length is known.
  const longEnough: typeof of = (attempts) =>
    distinct(of(attempts).filter(({ value }) => redactedOf(value) === undefined && value.length >= SHORTEST));
  return [
    {
      name: `${parameter}_length`,
      title: `The ${parameter} is long enough`,
      rule: guess,
      keyword: "MUST",
      says: `The ${parameter} has enough characters to be more than a guess`,
      mend: `Make the ${parameter} of 16 random bytes or more, ${AT_RANDOM}, in base64url or hexadecimal.`,
      look: comparing({ what, of, wrong: tooShort }),
    },
    {
      name: `${parameter}_entropy`,
      title: `The ${parameter} cannot be guessed`,
      rule: guess,
      keyword: "MUST",
      says: `The ${parameter} is drawn at random, and is no counter, time or name`,
      mend: `Draw each ${parameter} anew, 16 bytes or more, ${AT_RANDOM}. A digest of something that others can know is none.`,
      look: comparing({ what, of: longEnough, wrong: notRandom }),
    },
    {
      name: `${parameter}_reused`,
      title: `Each request has a ${parameter} of its own`,
      rule: once,
      keyword: "MUST",
      says: `No ${parameter} is sent a second time`,
      mend: `Make a new ${parameter} for each authorization request, and forget it once the response was judged.`,
      look: comparing({ what, of, wrong: sentAgain, atLeast: 2 }),
    },
  ];
}

function tooShort(found: readonly FoundValue[]) {
  const at = found.find(({ value }) => lengthOf(value) < SHORTEST);
  return at === undefined ? undefined : { at, words: `has one of ${lengthOf(at.value)} characters, '${at.value}'` };
}

function lengthOf(value: string): number {
  return redactedOf(value)?.length ?? value.length;
}

function notRandom(found: readonly FoundValue[]) {
  const weak = found.find(({ value }) => bitsOf(value) < ENOUGH_ALONE);
  if (weak !== undefined) {
    const bits = Math.floor(bitsOf(weak.value));
    return { at: weak, words: `has '${weak.value}', which holds ${bits} bits at the most where 128 are wanted` };
  }
  const [first, at] = found;
  if (first === undefined || at === undefined) return undefined;
  const bits = Math.floor(bitsAcross(found.map(({ value }) => value)));
  if (bits >= ENOUGH_TOGETHER) return undefined;
  return {
    at,
    words: `has '${at.value}', which differs in ${bits} bits at the most from that of ${whereWords(first)}`,
  };
}

function sentAgain(found: readonly FoundValue[]) {
  const [before, at] = firstRepeated(found) ?? [];
  if (before === undefined || at === undefined) return undefined;
  return { at, words: `has that of ${whereWords(before)} again, '${at.value}'` };
}

function distinct(found: readonly FoundValue[]): readonly FoundValue[] {
  return [...new Map(found.toReversed().map((one) => [one.value, one])).values()].toReversed();
}

const CONFIDENTIAL = /[\w.+-]+@[\w-]+\.[a-z]{2,}|passw(?:or)?d/i;
/** An absolute address, or a path: one without capitals, as random text in base64 may begin with a slash as well. */
const ADDRESS = /https?:\/\/|^\/[a-z][a-z/_-]*(?:\?.*)?$/m;

/** A value with what it says in base64url and under percent signs, as far as that is text. */
function readable(value: string): string {
  const decoded = Buffer.from(value, "base64url").toString("utf8");
  const text = /^[\x20-\x7e]{8,}$/.test(decoded) ? decoded : "";
  return [
    value.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    text,
  ].join("\n");
}

/** Lints of `state` and `nonce`: there, and good for something. */
export const UNGUESSABLE_LINTS: readonly Lint[] = [
  {
    name: "csrf_protection",
    title: "Something ties the response to the browser",
    rule: "RFC9700-2.1-5",
    keyword: "MUST",
    says: "Each authorization request has a state, a nonce or a code_challenge, by which a forged response is known",
    mend: "Send a random state with each authorization request, keep it in the session of the browser, and refuse a response with another.",
    look: inspecting({
      what: "authorization requests",
      of: authorizationRequests,
      wrong: (entry) =>
        ["state", "nonce", "code_challenge"].some((name) => valueOf(entry, name) !== undefined)
          ? undefined
          : "has neither state nor nonce nor code_challenge",
    }),
  },
  {
    name: "state_present",
    title: "There is a state",
    rule: "RFC6749-4.1.1-3",
    keyword: "SHOULD",
    says: "Each authorization request has a state",
    mend: "Send a random state with each authorization request, also beside PKCE: servers that know no PKCE ignore a code_challenge.",
    look: inspecting({
      what: "authorization requests",
      of: authorizationRequests,
      wrong: (entry) => (valueOf(entry, "state") === undefined ? "has no state" : undefined),
    }),
  },
  ...unguessable({ parameter: "state", rules: ["RFC6749-10.12-4", "RFC9700-2.1-6"] }),
  {
    name: "state_characters",
    title: "The state is plain ASCII",
    rule: "RFC6749-A.5-1",
    keyword: "MUST",
    says: "The state is made of printable ASCII, and short enough for an address",
    mend: "Send a random text in base64url as state, and keep what it stands for in the session.",
    look: comparing({
      what: "values of state",
      of: requestedValues("state"),
      wrong(found) {
        const at = found.find(({ value }) => !/^[\x20-\x7e]{1,2000}$/.test(value));
        return at === undefined ? undefined : { at, words: "has a state of other characters, or of more than 2000" };
      },
    }),
  },
  {
    name: "state_confidential",
    title: "The state tells nothing",
    rule: "RFC6749-10.8-3",
    keyword: "SHOULD NOT",
    says: "The state holds no mail address and no password that everybody on the way could read",
    mend: "Keep what the state stands for in the session, and send a random text; or encrypt it.",
    look: comparing({
      what: "values of state",
      of: requestedValues("state"),
      wrong(found) {
        const at = found.find(({ value }) => CONFIDENTIAL.test(readable(value)));
        return at === undefined
          ? undefined
          : { at, words: "has a state in which a mail address or a password can be read" };
      },
    }),
  },
  {
    name: "state_address",
    title: "The state is no address",
    rule: "RFC9700-4.7.1-4",
    keyword: "MUST",
    says: "The state holds no address in the clear, to which somebody else could have the browser sent",
    mend: "Keep the page to return to in the session. If it has to travel in the state, sign the state and bind it to the session.",
    look: comparing({
      what: "values of state",
      of: requestedValues("state"),
      // Whether it is signed cannot be seen.
      atMost: "warning",
      wrong(found) {
        const at = found.find(({ value }) => ADDRESS.test(readable(value)));
        return at === undefined ? undefined : { at, words: "has a state in which an address can be read" };
      },
    }),
  },
  {
    name: "nonce_present",
    title: "There is a nonce",
    rule: "OIDC-3.2.2.1-3",
    keyword: "MUST",
    says: "A request that the authorization endpoint answers with an ID token has a nonce",
    mend: "Send a random nonce, keep it in the session, and refuse an ID token with another.",
    look: inspecting({
      what: "authorization requests that ask for an ID token at once",
      of: (attempt) => authorizationRequests(attempt).filter((entry) => asksFor(entry, "id_token")),
      wrong: (entry) => (valueOf(entry, "nonce") === undefined ? "has no nonce" : undefined),
    }),
  },
  ...unguessable({ parameter: "nonce", rules: ["OIDC-15.5.2-1", "RFC9700-2.1.1-9"] }),
];
