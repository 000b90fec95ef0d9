import type { KeyInfo } from "../keys/mod.ts";
import { printTable, printTime } from "./table.ts";

const HEAD = ["KID", "ALG", "USE", "STATE", "SINCE", "UNTIL"] as const;

/** Keys as a table for a person. */
export function printKeys(keys: readonly KeyInfo[]): string {
  return printTable(HEAD, keys.map(rowOf));
}

/** A key as a program reads it; times are seconds since 1970. */
export function keyJson({ kid, alg, use, state, createdAt, activeFrom, goneAt }: KeyInfo): Record<string, unknown> {
  return { kid, alg, use, state, created_at: createdAt, active_from: activeFrom, gone_at: goneAt ?? null };
}

function rowOf({ kid, alg, use, state, activeFrom, goneAt }: KeyInfo): readonly string[] {
  return [kid, alg, use, state, printTime(activeFrom), goneAt === undefined ? "its successor" : printTime(goneAt)];
}
