import { parseToken } from "../../src/protocol/mod.ts";
import { type Answered, ask, type AskOptions } from "../support/journey.ts";

/** What a request was to do. */
export type Errand = "redeem" | "refresh" | "introspect" | "revoke" | "other";

/** One request and how it ended. */
export interface Entry {
  readonly errand: Errand;
  /** The code or the token that it was about. */
  readonly subject: string;
  /** Milliseconds on one scale for all entries. */
  readonly from: number;
  readonly to: number;
  /** Undefined when no answer came, so that nobody knows what was done. */
  readonly status: number | undefined;
  readonly retryAfter?: string;
  /** The refresh token that the answer gave. */
  readonly given?: string;
  readonly active?: boolean;
}

/** What a history is held to. */
export interface JudgeOptions {
  /** Milliseconds in which every answer must come; 5,000 when not given. */
  readonly patience?: number;
  /** Milliseconds after the answer to a revocation from which nothing may be alive; 0 when not given. */
  readonly revokedWithin?: number;
}

/** A history that is being written. */
export interface Recorder {
  readonly entries: readonly Entry[];
  /** Sends a request and writes down how it ended; undefined when the connection broke. */
  readonly send: (
    errand: Errand,
    subject: string,
    request: { readonly url: string } & AskOptions,
  ) => Promise<Answered | undefined>;
}

/** Begins a history. */
export function recorder(): Recorder {
  const entries: Entry[] = [];
  return {
    entries,
    async send(errand, subject, { url, ...options }) {
      const from = performance.now();
      const answer = await ask(url, options).catch(() => undefined);
      entries.push({ errand, subject, from, to: performance.now(), ...outcomeOf(answer) });
      return answer;
    },
  };
}

function outcomeOf(answer: Answered | undefined): Omit<Entry, "errand" | "subject" | "from" | "to"> {
  if (answer === undefined) return { status: undefined };
  const { refresh_token: given, active } = answer.body;
  const retryAfter = answer.headers.get("retry-after");
  return {
    status: answer.status,
    ...(retryAfter === null ? {} : { retryAfter }),
    ...(typeof given === "string" ? { given } : {}),
    ...(typeof active === "boolean" ? { active } : {}),
  };
}

/** Every promise that a history breaks, in words that name no token; none when all were kept. */
export function breachesIn(history: readonly Entry[], options: JudgeOptions = {}): readonly string[] {
  return [
    ...answersThatAreWrong(history, options.patience ?? 5_000),
    ...codesRedeemedTwice(history),
    ...forks(history),
    ...resurrections(history, options.revokedWithin ?? 0),
    ...losses(history),
  ];
}

function answersThatAreWrong(history: readonly Entry[], patience: number): readonly string[] {
  return history.flatMap(({ errand, status = 0, from, to, retryAfter }) => [
    ...(status >= 500 && status !== 503 ? [`${errand} was answered with ${status}`] : []),
    ...(status === 503 && !/^\d+$/.test(retryAfter ?? "") ? [`${errand} was not told when to come back`] : []),
    ...(to - from > patience ? [`${errand} took more than ${patience} ms`] : []),
  ]);
}

/** What succeeded with an errand, by what it was about. */
function successesOf(history: readonly Entry[], errand: Errand): ReadonlyMap<string, readonly Entry[]> {
  const done = history.filter((entry) => entry.errand === errand && entry.status === 200);
  const groups = new Map<string, Entry[]>();
  for (const entry of done) groups.set(entry.subject, [...(groups.get(entry.subject) ?? []), entry]);
  return groups;
}

function codesRedeemedTwice(history: readonly Entry[]): readonly string[] {
  const counts = [...successesOf(history, "redeem").values()].map(({ length }) => length);
  return counts.filter((count) => count > 1).map((count) => `a code was redeemed ${count} times`);
}

function forks(history: readonly Entry[]): readonly string[] {
  const successors = [...successesOf(history, "refresh").values()].map(
    (entries) => new Set(entries.map(({ given }) => given)).size,
  );
  return successors.filter((count) => count > 1).map((count) => `a refresh token has ${count} successors`);
}

function familyOf({ subject }: Entry): string | undefined {
  return parseToken(subject)?.tag;
}

function showsLife({ errand, status, active }: Entry): boolean {
  return (errand === "introspect" && active === true) || (errand === "refresh" && status === 200);
}

function resurrections(history: readonly Entry[], within: number): readonly string[] {
  const revocations = history.filter(({ errand, status }) => errand === "revoke" && status === 200);
  return history.filter(showsLife).flatMap((entry) => {
    const family = familyOf(entry);
    const isDead = revocations.some((ended) => familyOf(ended) === family && entry.from >= ended.to + within);
    return isDead ? [`${entry.errand} found alive what was revoked`] : [];
  });
}

/** Refresh tokens that were given out, never used and never revoked, and are refused. */
function losses(history: readonly Entry[]): readonly string[] {
  const given = new Set(history.map((entry) => entry.given));
  const refreshes = history.filter(({ errand }) => errand === "refresh");
  const refused = refreshes.filter(({ status, subject }) => status === 400 && given.has(subject));
  return refused.flatMap((entry) => {
    const kin = history.filter((other) => familyOf(other) === familyOf(entry));
    const uses = kin.filter(({ errand }) => errand === "refresh").map(({ subject }) => subject);
    const mayBeDead = kin.some(({ errand }) => errand === "revoke") || new Set(uses).size < uses.length;
    return mayBeDead ? [] : ["a refresh token that was given out is refused"];
  });
}
