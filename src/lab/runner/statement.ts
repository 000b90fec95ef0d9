import type { Outcome } from "../judge/verdict.ts";

/** What a client says of itself. */
export type Statement = Pick<Outcome, "statement" | "reason">;

/** What a line states: `touchstone: refused REASON`, `touchstone: completed`; undefined when it states nothing. */
export function statementIn(line: string): Statement | undefined {
  const match = /^\s*touchstone: *(refused|completed)\b[ :]*(.*)$/i.exec(line);
  if (match === null) return undefined;
  const [, word = "", reason = ""] = match;
  const statement = word.toLowerCase() === "refused" ? "refused" : "completed";
  return reason.trim() === "" ? { statement } : { statement, reason: reason.trim() };
}

/** EX_PROTOCOL of sysexits.h: "the remote system returned something that was not possible during a protocol exchange". */
export const REFUSED_EXIT = 76;

/** What an exit status states; undefined for that of a client that broke. */
export function statementOfExit(exit: number, refusedExit = REFUSED_EXIT): Statement["statement"] {
  if (exit === refusedExit) return "refused";
  return exit === 0 ? "completed" : undefined;
}
