import type { Io } from "./io.ts";

/** Tells how far a command is: on standard error, so that its answer stays what it is. */
export interface Progress {
  /** At a terminal the line before is written over; elsewhere each is a line of its own. */
  tell(text: string): void;
  /** Ends the line, so that what follows does not stand behind it. */
  end(): void;
}

const CLEAR_LINE = "\r\u001B[K";

/** Begins to tell. */
export function startProgress({ stderr, environment }: Pick<Io, "stderr" | "environment">): Progress {
  const rewrites = stderr.isTTY === true && environment["TERM"] !== "dumb";
  let isOpen = false;
  return {
    tell(text) {
      stderr.write(rewrites ? `${CLEAR_LINE}${text}` : `${text}\n`);
      isOpen = rewrites;
    },
    end() {
      if (isOpen) stderr.write("\n");
      isOpen = false;
    },
  };
}
