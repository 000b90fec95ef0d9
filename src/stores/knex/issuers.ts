import type { IssuerQuery } from "../durable.ts";
import { isStorableText } from "../storable.ts";
import { comparableInstant } from "./columns.ts";
import { joinConditions } from "./conditions.ts";
import type { Statement, Statements } from "./statements.ts";

const FIND: Statement = { name: "issuers_find", reads: true, text: "SELECT id FROM issuers WHERE name = $1" };

/** One statement, so that an issuer that somebody else makes or removes at the same moment is there in the end. */
const FIND_OR_ADD: Statement = {
  text: "INSERT INTO issuers (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id",
};

/** Every table of what belongs to an issuer has a foreign key to it, by which its rows go. */
const REMOVE: Statement = { text: "DELETE FROM issuers WHERE name = $1" };

/** The number of an issuer, which is looked for first: an upsert would write a row, and use up a number, at every start. */
export async function findOrAddIssuer(name: string, statements: Statements): Promise<number> {
  const present = await statements.first<{ readonly id: number }>(FIND, [name]);
  if (present !== undefined) return present.id;
  const added = await statements.first<{ readonly id: number }>(FIND_OR_ADD, [name]);
  if (added === undefined) throw new TypeError(`Cannot read back the issuer '${name}' that was written`);
  return added.id;
}

/** Names of issuers by their beginnings and their age. */
export async function listIssuers({ prefix, before }: IssuerQuery, statements: Statements): Promise<readonly string[]> {
  const where = joinConditions([
    ["starts_with(name, ?)", prefix],
    ["created_at < to_timestamp(?)", comparableInstant(before)],
  ]);
  if (where === undefined) return [];
  const text = `SELECT name FROM issuers WHERE ${where.text} ORDER BY created_at, id`;
  const rows = await statements.rows<{ readonly name: string }>({ text, reads: true }, where.values);
  return rows.map(({ name }) => name);
}

/** Removes an issuer with all that belongs to it; false when there was none. */
export async function removeIssuer(name: string, statements: Statements): Promise<boolean> {
  return isStorableText(name) && (await statements.written(REMOVE, [name])) > 0;
}
