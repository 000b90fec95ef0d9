import type { Verdict } from "../lab/mod.ts";
import type { CheckEvent } from "../lab/runner/mod.ts";
import { isBad } from "./check_baseline.ts";
import type { Io } from "./io.ts";
import { visible } from "./visible.ts";

/** Tells how far a run is, on standard error. */
export interface CheckProgress {
  hear(event: CheckEvent): void;
  /** Takes the status line away, so that what follows stands alone. */
  end(): void;
}

const CLEAR_LINE = "\r\u001B[K";
/** Width of the longest word for a verdict. */
const WIDEST = 15;
/** Longest status line; one that wraps could not be written over. */
const COLUMNS = 78;

const COLOURS: Readonly<Record<string, number>> = { failed: 31, inconclusive: 33, warning: 33 };

/** Begins to tell: a line for each verdict, or at a terminal a status line and those verdicts that are bad. */
export function startCheckProgress({ stderr, environment }: Pick<Io, "stderr" | "environment">): CheckProgress {
  const isTerminal = stderr.isTTY === true && environment["TERM"] !== "dumb";
  const isColoured = isTerminal && (environment["NO_COLOR"] ?? "") === "";
  const counts = new Map<string, number>();
  const running: string[] = [];
  let total = 0;
  let judged = 0;

  function colour(word: string, text: string): string {
    const code = isColoured ? COLOURS[word] : undefined;
    return code === undefined ? text : `\u001B[${code}m${text}\u001B[39m`;
  }

  function line(text: string): void {
    stderr.write(isTerminal ? `${CLEAR_LINE}${text}\n` : `${text}\n`);
  }

  function status(): void {
    if (!isTerminal) return;
    const words = [...counts].map(([word, count]) => `${count} ${word}`);
    const text = [`${judged} of ${total}`, ...words, `now ${running.join(", ")}`].join(" · ");
    stderr.write(`${CLEAR_LINE}${text.slice(0, COLUMNS)}`);
  }

  function tell({ name, setup, verdict, says }: Verdict): void {
    if (isTerminal && !isBad({ verdict })) return;
    const place = `${judged}/${total}`.padStart(2 * String(total).length + 1);
    const why = isBad({ verdict }) ? `: ${visible(says)}` : "";
    line(`${place}  ${colour(verdict, verdict.padEnd(WIDEST))}  ${name} (${setup})${why}`);
  }

  return {
    hear(event) {
      if (event.kind === "created") total = event.run.attempts.length;
      if (event.kind === "begun") running.push(event.attempt.name);
      if (event.kind === "left_out") {
        total -= event.attempts.length;
        line(`${event.attempts.length} scenarios of ${event.setup} are left out, as the unmodified flow did not work`);
      }
      if (event.kind === "judged") {
        running.splice(running.indexOf(event.attempt.name), 1);
        judged += 1;
        counts.set(event.verdict.verdict, (counts.get(event.verdict.verdict) ?? 0) + 1);
        tell(event.verdict);
      }
      status();
    },
    end() {
      if (isTerminal) stderr.write(CLEAR_LINE);
    },
  };
}
