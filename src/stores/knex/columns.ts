import type { Instant } from "../../platform/mod.ts";
import { printStorable } from "../storable.ts";
import type { Value } from "./statements.ts";

/** How a member of a record is written to its column. */
export interface Column {
  readonly name: string;
  readonly kind: "plain" | "instant" | "json";
}

/** The columns of a record's members. */
export type Columns<Member extends string> = Readonly<Record<Member, Column>>;

/** Names, parameters and values of some columns, in one order. */
export interface Written {
  readonly names: readonly string[];
  /** `$3` or `to_timestamp($3)` */
  readonly parameters: readonly string[];
  readonly values: readonly Value[];
}

/** A column that takes a member as it is. */
export function plain(name: string): Column {
  return { name, kind: "plain" };
}

/** A `timestamptz` that takes whole seconds. */
export function instant(name: string): Column {
  return { name, kind: "instant" };
}

/** A `jsonb`. */
export function json(name: string): Column {
  return { name, kind: "json" };
}

/**
 * What it takes to write members of a record; a member that is `undefined` becomes null, one without a column is left out.
 *
 * @param options `first` is the number of the first parameter.
 * @throws {RangeError} When a text holds NUL or a lone surrogate.
 */
export function writtenColumns(
  record: object,
  { columns, first }: { readonly columns: Columns<string>; readonly first: number },
): Written {
  const members = Object.entries(record).filter(([member]) => Object.hasOwn(columns, member));
  const names: string[] = [];
  const parameters: string[] = [];
  const values: Value[] = [];
  for (const [member, value] of members) {
    const column = columns[member];
    if (column === undefined) continue;
    const parameter = `$${first + values.length}`;
    names.push(column.name);
    parameters.push(column.kind === "instant" ? `to_timestamp(${parameter})` : parameter);
    values.push(valueOf(value, column));
  }
  return { names, parameters, values };
}

function valueOf(value: unknown, { kind, name }: Column): Value {
  if (value === undefined || value === null) return null;
  if (kind === "json") return printStorable(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  printStorable(value);
  if (typeof value === "string") return value;
  if (isListOfTexts(value)) return value;
  throw new TypeError(`Cannot write a value of another type to the column '${name}'`);
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** A column as whole seconds, under its own name. */
export function secondsOf(column: string): string {
  return `date_part('epoch', ${column}) AS ${column}`;
}

/** Seconds: the last moment that a `timestamptz` can hold, and one that no record is older than. */
const LAST_INSTANT = 9_224_318_015_999;
const FIRST_INSTANT = -62_167_219_200;

/** An instant that can be compared with a column; one beyond all that it can hold stands for the first or the last. */
export function comparableInstant<T extends Instant | undefined>(at: T): T | Instant {
  return at === undefined ? at : Math.max(FIRST_INSTANT, Math.min(at, LAST_INSTANT));
}

/** A row's members that hold something, since an optional member is left out when it has no value. */
export function present<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept: { [K in keyof T]?: NonNullable<T[K]> } = {};
  for (const member in members) {
    const value = members[member];
    if (value !== null && value !== undefined) kept[member] = value;
  }
  return kept;
}
