import type { JournalEntry, Place } from "../journal/entry.ts";
import type { SetupName } from "../scenarios/setup.ts";
import { because, brokenWords, endingOf, placeWords, sentence } from "./_words.ts";
import { askedFor, numbersOf, wasAnswered } from "./observe.ts";
import type { Outcome, Verdict } from "./verdict.ts";

/** What the control of a setup is judged by. */
export interface SeenControl {
  readonly journal: readonly JournalEntry[];
  readonly outcome: Outcome;
  /** The places that the unmodified flow asks for, in this order, each with success. */
  readonly needs: readonly Place[];
}

/** Whether a client completed the unmodified flow of a setup, and if not, what is missing next. */
export function judgeControl(setup: SetupName, { journal, outcome, needs }: SeenControl): Verdict {
  const about = { kind: "control", name: `control-${setup}`, title: "The unmodified flow", setup } as const;
  const missing = needs.find((place) => !askedFor(journal, place).some(wasAnswered));
  const ending = endingOf(outcome);
  const met = askedFor(journal, ...needs).filter(wasAnswered);
  if (ending === "broke") {
    const next = missing === undefined ? "it had asked for all that is needed" : missingWords(journal, missing);
    return {
      ...about,
      verdict: "inconclusive",
      says: `It broke: ${brokenWords(outcome)}, ${next}`,
      evidence: lastOf(journal),
    };
  }
  if (ending === "refused") {
    const says = `It refused a provider that does all things right${because(outcome)}`;
    return { ...about, verdict: "failed", says, evidence: lastOf(journal) };
  }
  if (missing !== undefined) {
    const refused = askedFor(journal, missing).at(-1);
    const says = sentence(missingWords(journal, missing));
    return {
      ...about,
      verdict: "failed",
      says: ending === "timed out" ? `${says}, and its time was over` : says,
      ...(refused?.rule === undefined ? {} : { rule: refused.rule }),
      mend: mendOf(refused),
      evidence: refused === undefined ? lastOf(journal) : [refused.n],
    };
  }
  const verdict = ending === "completed" || ending === "ended" ? "passed (stated)" : "passed (silent)";
  return { ...about, verdict, says: "It completed the unmodified flow", evidence: numbersOf(met) };
}

/** Whether the verdict on a control lets scenarios count. */
export function isComplete({ verdict }: Pick<Verdict, "verdict">): boolean {
  return verdict === "passed (stated)" || verdict === "passed (silent)";
}

function missingWords(journal: readonly JournalEntry[], place: Place): string {
  const refused = askedFor(journal, place).at(-1);
  if (refused !== undefined) {
    const error = errorOf(refused);
    const answer = error === undefined ? `${refused.status}` : `${refused.status} ${error}`;
    return `it got no success at ${placeWords(place)}: request ${refused.n} was answered ${answer}`;
  }
  const last = journal.at(-1);
  if (last === undefined) return "it asked for nothing: was it given the issuer?";
  return `it never asked for ${placeWords(place)}: the last that was seen was ${placeWords(last.place)} (request ${last.n}), answered ${last.status}`;
}

function mendOf(refused: JournalEntry | undefined): string {
  if (refused === undefined) {
    return "See in its own log what it waits for, and whether it got the answer to its last request";
  }
  return `See what is wrong with request ${refused.n}, which a provider that does all things right refused`;
}

function errorOf({ reply }: JournalEntry): string | undefined {
  if (typeof reply !== "object" || reply === null || !("error" in reply)) return undefined;
  return typeof reply.error === "string" ? reply.error : undefined;
}

function lastOf(journal: readonly JournalEntry[]): readonly number[] {
  return numbersOf(journal.slice(-1));
}
