import type { Io } from "./io.ts";

/** How text is set off. */
export interface Style {
  strong(text: string): string;
  faint(text: string): string;
}

function between(code: number, end: number): (text: string) => string {
  return (text) => `\u001B[${code}m${text}\u001B[${end}m`;
}

/** Bold and faint on a terminal, plain text elsewhere and where `NO_COLOR` is set. */
export function styleFor({ stdout, environment }: Pick<Io, "stdout" | "environment">): Style {
  const plain = stdout.isTTY !== true || (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb";
  if (plain) return { strong: (text) => text, faint: (text) => text };
  return { strong: between(1, 22), faint: between(2, 22) };
}
