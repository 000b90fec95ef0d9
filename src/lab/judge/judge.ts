import type { JournalEntry, Place } from "../journal/entry.ts";
import type { Observed, Scenario } from "../scenarios/scenario.ts";
import type { SetupName } from "../scenarios/setup.ts";
import { because, blame, brokenWords, endingOf, HOW_TO_STATE, numbered, placesOf, placeWords } from "./_words.ts";
import { usesEarlierToken } from "./earlier_token.ts";
import { askedFor, firstFaulted, numbersOf, requestsOfClient } from "./observe.ts";
import type { Outcome, Verdict, VerdictWord } from "./verdict.ts";

/** What was seen of a client in one scenario. */
export interface Seen {
  readonly setup: SetupName;
  readonly journal: readonly JournalEntry[];
  readonly outcome: Outcome;
  /** The unmodified flow of the same setup in the same run; not given = it was not tried. */
  readonly control?: {
    readonly journal: readonly JournalEntry[];
    readonly outcome: Outcome;
    /** Whether the client completed it. See `isComplete()`. */
    readonly complete: boolean;
  };
}

interface Ruling {
  readonly verdict: VerdictWord;
  readonly says: string;
  readonly evidence: readonly number[];
}

/** A scenario that was met, with what came before and after. */
interface Case {
  readonly scenario: Scenario;
  readonly outcome: Outcome;
  readonly journal: readonly JournalEntry[];
  readonly control: readonly JournalEntry[];
  /** The first answer with a fault; none where what is wrong is what the person did. */
  readonly faulted: JournalEntry | undefined;
  /** What came after it. */
  readonly after: readonly JournalEntry[];
  /** What came in the control after the answer that is the counterpart of the faulted one. */
  readonly controlAfter: readonly JournalEntry[];
}

/**
 * What a client is told about one scenario. It never passes unless it completed the unmodified flow and ended in order;
 * requests weigh more than words.
 */
export function judge(scenario: Scenario, seen: Seen): Verdict {
  const { verdict, says, evidence } = ruling(scenario, seen);
  const { name, title, rule, keyword, says: demands, mend } = scenario;
  const wants = verdict === "failed" || verdict === "warning";
  return {
    kind: "scenario",
    name,
    title,
    setup: seen.setup,
    verdict,
    says,
    rule,
    keyword,
    demands,
    ...(wants ? { mend } : {}),
    evidence,
  };
}

function ruling(scenario: Scenario, { journal, outcome, control }: Seen): Ruling {
  if (control?.complete !== true) {
    const why = control === undefined ? "was not tried" : "was not completed";
    return inconclusive(`The unmodified flow (control) ${why}, so that nothing can be said of this one`);
  }
  const faulted = firstFaulted(journal);
  if (faulted === undefined) {
    if (scenario.faults.length > 0) return neverMet(scenario, { journal, outcome });
    if (requestsOfClient(journal).length === 0) return neverAsked(outcome);
  }
  const kase: Case = {
    scenario,
    outcome,
    journal,
    control: control.journal,
    faulted,
    after: faulted === undefined ? journal : journal.slice(journal.indexOf(faulted) + 1),
    controlAfter: counterpart(control.journal, { journal, faulted }),
  };
  const { expect } = scenario;
  switch (expect.kind) {
    case "refuses":
      return judgeRefusal(kase, expect.forbidden);
    case "accepts":
      return judgeAcceptance(kase, expect.needs);
    case "either":
      return judgeEither(kase);
    case "observes":
      return judgeObservation(kase, expect.judge(kase));
  }
}

/** What came in the control behind the answer that was asked for as the faulted one was: at its place, as often before. */
function counterpart(
  control: readonly JournalEntry[],
  { journal, faulted }: Pick<Case, "journal" | "faulted">,
): readonly JournalEntry[] {
  if (faulted === undefined) return control;
  const nth = askedFor(journal, faulted.place).indexOf(faulted);
  const same = askedFor(control, faulted.place);
  const twin = same[nth] ?? same.at(-1);
  return twin === undefined ? [] : control.slice(control.indexOf(twin) + 1);
}

function judgeRefusal(kase: Case, forbidden: readonly Place[]): Ruling {
  const { scenario, outcome, after } = kase;
  const asked = askedFor(after, ...forbidden).filter((request) => !usesEarlierToken(request, kase));
  if (asked.length > 0)
    return blamed(kase, `It asked for ${placesOf(asked)} (${numbered(asked)}) ${since(kase)}`, asked);
  const wentOn = askedFor(kase.controlAfter, ...forbidden);
  switch (endingOf(outcome)) {
    case "refused":
      return { verdict: "passed (stated)", says: `It said that it refused${because(outcome)}`, evidence: proof(kase) };
    case "completed":
      return blamed(kase, `It said that it completed the flow ${since(kase)}`);
    case "ended":
      if (wentOn.length === 0) return blamed(kase, `It ended as in the unmodified flow ${since(kase)}`);
      return silent(kase, `It ended without asking for ${placesOf(wentOn)}, as it had in the unmodified flow`);
    case "timed out":
      if (wentOn.length > 0) {
        return silent(kase, `It asked for nothing more ${since(kase)}, as it had in the unmodified flow`);
      }
      return inconclusive(
        `It asked for nothing more ${since(kase)}, but neither did it in the unmodified flow: ${HOW_TO_STATE}`,
        proof(kase),
      );
    case "unknown":
      return inconclusive(`Nobody said whether it refused: ${HOW_TO_STATE}`, proof(kase));
    case "broke":
      return broken(kase, `'${scenario.title}'`);
  }
}

function judgeAcceptance(kase: Case, needs: readonly Place[]): Ruling {
  const { outcome, after } = kase;
  const missing = needs.filter((place) => askedFor(after, place).length === 0);
  const met = askedFor(after, ...needs);
  const lacks = missing.map(placeWords).join(", ");
  const ending = endingOf(outcome);
  if (ending === "refused") return blamed(kase, `It refused what it has to accept${because(outcome)}`);
  if (ending === "broke") {
    const next = requestsOfClient(after);
    if (missing.length > 0 && next.length === 0)
      return blamed(kase, `It broke at that answer: ${brokenWords(outcome)}`);
    return broken(kase, "what came after that answer");
  }
  if (missing.length > 0) {
    if (ending === "unknown") {
      return inconclusive(`It did not ask for ${lacks} ${since(kase)}, and nobody said how it ended`, proof(kase));
    }
    const how = ending === "timed out" ? "within its time" : "though it said that it completed the flow";
    return blamed(kase, `It did not ask for ${lacks} ${since(kase)}, ${how}`);
  }
  const coped = met.length === 0 ? "It coped" : `It went on to ask for ${placesOf(met)} (${numbered(met)})`;
  if (ending === "completed" || ending === "ended") {
    return {
      verdict: "passed (stated)",
      says: `${coped} and completed the flow`,
      evidence: proof(kase, met),
    };
  }
  if (ending === "timed out" || met.length > 0) return silent(kase, `${coped} ${since(kase)}`, met);
  return inconclusive(`Nobody said how it ended ${since(kase)}`, proof(kase));
}

function judgeEither(kase: Case): Ruling {
  const { outcome } = kase;
  const evidence = proof(kase);
  switch (endingOf(outcome)) {
    case "refused":
      return { verdict: "passed (stated)", says: `It said that it refused${because(outcome)}`, evidence };
    case "completed":
    case "ended":
      return { verdict: "passed (stated)", says: "It completed the flow", evidence };
    case "timed out":
      return silent(kase, `It asked for nothing more ${since(kase)}`);
    case "unknown":
      return inconclusive(`Nobody said how it ended ${since(kase)}`, evidence);
    case "broke":
      return broken(kase, "either a refusal or a completed flow");
  }
}

function judgeObservation(kase: Case, { verdict, says, evidence }: Observed): Ruling {
  const { scenario, outcome } = kase;
  if (verdict === "failed") return { verdict: blame(scenario.keyword), says, evidence };
  const ending = endingOf(outcome);
  if (ending === "broke") return broken(kase, "the end of the flow");
  if (verdict !== "passed") return { verdict, says, evidence };
  if (ending === "unknown") return { verdict: "inconclusive", says: `${says}, but nobody said how it ended`, evidence };
  return { verdict: ending === "timed out" ? "passed (silent)" : "passed (stated)", says, evidence };
}

function neverMet({ faults }: Scenario, { journal, outcome }: Pick<Seen, "journal" | "outcome">): Ruling {
  const last = requestsOfClient(journal).at(-1);
  const asked =
    last === undefined ? "It asked for nothing" : `Its last request (${last.n}) was for ${placeWords(last.place)}`;
  const end = endingOf(outcome) === "broke" ? `, and ${brokenWords(outcome)}` : "";
  const names = faults.map(({ fault }) => `'${fault}'`).join(", ");
  return { verdict: "not exercised", says: `${asked}${end}, so that it never met ${names}`, evidence: [] };
}

function neverAsked(outcome: Outcome): Ruling {
  const end = endingOf(outcome) === "broke" ? `, and ${brokenWords(outcome)}` : "";
  return inconclusive(`It asked for nothing${end}: was it given the issuer of this attempt?`);
}

/** The faulted answer, and entries that prove more. */
function proof({ faulted }: Case, entries: readonly JournalEntry[] = []): readonly number[] {
  return numbersOf(faulted === undefined ? entries : [faulted, ...entries]);
}

function blamed(kase: Case, says: string, entries: readonly JournalEntry[] = []): Ruling {
  return { verdict: blame(kase.scenario.keyword), says, evidence: proof(kase, entries) };
}

function silent(kase: Case, says: string, entries: readonly JournalEntry[] = []): Ruling {
  return { verdict: "passed (silent)", says, evidence: proof(kase, entries) };
}

function inconclusive(says: string, evidence: readonly number[] = []): Ruling {
  return { verdict: "inconclusive", says, evidence };
}

function broken(kase: Case, instead: string): Ruling {
  const { outcome, after } = kase;
  const last = requestsOfClient(after).slice(-1);
  const where = last.length === 0 ? since(kase) : `after ${numbered(last)}`;
  return inconclusive(
    `It broke ${where}: ${brokenWords(outcome)}, which is no answer to ${instead}: ${HOW_TO_STATE}`,
    proof(kase, last),
  );
}

function since({ faulted, scenario }: Case): string {
  if (faulted !== undefined)
    return `after the answer with the fault (${placeWords(faulted.place)}, request ${faulted.n})`;
  return scenario.acts === undefined ? "in this case" : "in spite of what the person did";
}
