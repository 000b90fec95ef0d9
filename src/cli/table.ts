import { visible } from "./visible.ts";

/** Rows of words as a table for a person, under a head; columns are as wide as their widest cell. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map(visible));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A moment, in seconds since 1970, as a person reads it. */
export function printTime(at: number): string {
  return new Date(at * 1_000).toISOString().replace(".000Z", "Z");
}
