import { StringDecoder } from "node:string_decoder";

/** More characters of a line than anybody reads; the rest is dropped. */
const LONGEST_LINE = 16_384;
/** How many of the last lines of a client stay. */
const KEPT = 200;

/** Turns what a program writes into lines. */
export interface LineReader {
  take(chunk: Buffer): void;
  /** Gives the last line, which may have no end. */
  end(): void;
}

/** Reads lines, each of which is given without its end as soon as it is whole. */
export function lineReader(onLine: (line: string) => void): LineReader {
  const decoder = new StringDecoder("utf8");
  let open = "";

  function give(text: string): void {
    const lines = (open + text).split(/\r\n|\n|\r(?!$)/);
    open = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    for (const line of lines) onLine(line.slice(0, LONGEST_LINE));
  }

  return {
    take: (chunk) => give(decoder.write(chunk)),
    end() {
      give(decoder.end());
      if (open !== "") onLine(open.replace(/\r$/, ""));
      open = "";
    },
  };
}

/** The last lines of a client. */
export interface KeptLines {
  add(line: string): void;
  all(): readonly string[];
}

/** Keeps the last lines, and forgets those before. */
export function keptLines(most = KEPT): KeptLines {
  const lines: string[] = [];
  return {
    add(line) {
      lines.push(line);
      if (lines.length > most) lines.shift();
    },
    all: () => [...lines],
  };
}
