import { accountComplaints, type AccountInput } from "../accounts/mod.ts";
import type { Members } from "./members.ts";

/** One thing that is wrong with one field. */
export interface FieldComplaint {
  readonly field: string;
  readonly says: string;
}

type Member = "username" | "email" | "firstName" | "lastName";

/** What is to be written. */
type UserChanges = { readonly [M in Member]?: string };

/** Fields that may be written, by their names on the wire; all others (the password, the staff flag) are ignored. */
const FIELDS: readonly (readonly [field: string, member: Member])[] = [
  ["username", "username"],
  ["email", "email"],
  ["first_name", "firstName"],
  ["last_name", "lastName"],
];

/** Control characters, halves of surrogate pairs, and what a decoder puts where it could not read. */
const UNREADABLE = /[\p{Cc}\p{Surrogate}\uFFFD]/u;

function complaintAbout(value: unknown): string | undefined {
  if (typeof value !== "string") return "Give text";
  return UNREADABLE.test(value) ? "Give text without control characters" : undefined;
}

function fieldOf(member: keyof AccountInput): string {
  return FIELDS.find(([, one]) => one === member)?.[0] ?? member;
}

/**
 * Reads the fields of a person and tells everything that is wrong with them at once.
 *
 * @param options.whole True: no field may be missing.
 */
export function readUserFields(
  members: Members,
  { whole }: { readonly whole: boolean },
): { readonly changes: UserChanges; readonly complaints: readonly FieldComplaint[] } {
  const changes: { [M in Member]?: string } = {};
  const complaints: FieldComplaint[] = [];
  for (const [field, member] of FIELDS) {
    const value = members.get(field);
    const says = value === undefined ? missing(whole) : complaintAbout(value);
    if (says !== undefined) complaints.push({ field, says });
    else if (typeof value === "string") changes[member] = member === "username" ? value.normalize("NFKC") : value;
  }
  for (const { member, says } of accountComplaints(changes)) complaints.push({ field: fieldOf(member), says });
  return { changes, complaints };
}

function missing(whole: boolean): string | undefined {
  return whole ? "Give a value, as PUT replaces all of them" : undefined;
}

/** Complaints by field, as a body. */
export function printComplaints(complaints: readonly FieldComplaint[]): Readonly<Record<string, unknown>> {
  const fields: Record<string, string[]> = {};
  for (const { field, says } of complaints) (fields[field] ??= []).push(says);
  const names = Object.keys(fields).map((field) => `'${field}'`);
  return {
    error: "invalid_request",
    error_description: `Cannot save the person because of ${names.join(", ")}`,
    fields,
  };
}
