import type { KeyInfo } from "../keys/mod.ts";

const HEAD = ["KID", "ALG", "USE", "STATE", "SINCE", "UNTIL"] as const;

/** Keys as a table for a person. */
export function printKeys(keys: readonly KeyInfo[]): string {
  const rows = [HEAD, ...keys.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A key as a program reads it; times are seconds since 1970. */
export function keyJson({ kid, alg, use, state, createdAt, activeFrom, goneAt }: KeyInfo): Record<string, unknown> {
  return { kid, alg, use, state, created_at: createdAt, active_from: activeFrom, gone_at: goneAt ?? null };
}

function rowOf({ kid, alg, use, state, activeFrom, goneAt }: KeyInfo): readonly string[] {
  return [kid, alg, use, state, printTime(activeFrom), goneAt === undefined ? "its successor" : printTime(goneAt)];
}

function printTime(at: number): string {
  return new Date(at * 1_000).toISOString().replace(".000Z", "Z");
}
