import { userOf } from "../accounts/mod.ts";
import { fail, json, type JsonReply, type Params } from "../protocol/mod.ts";
import type { Issuer } from "./issuer.ts";

const MOST = 100;
/** Ids are integers of 32 bits. */
const LARGEST_ID = 2_147_483_647;

interface Range {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly standard: number;
}

/** Which people are listed, and where. */
export interface ListPeopleOptions {
  /** `after`, the last id of the page before, and `limit`, at most 100. */
  readonly query: Params;
  /** Path of the list, to which the next page is added. */
  readonly path: string;
}

function readNumber(query: Params, { name, from, to, standard }: Range): number {
  const text = query.get(name);
  if (text === undefined) return standard;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= from && number <= to) return number;
  return fail("invalid_request", `Cannot read '${name}' as it is not a whole number from ${from} to ${to}`);
}

/**
 * Lists people in the order of their ids; a Link header leads to the next page.
 *
 * @see RFC 8288 3
 * @throws {OAuthError} invalid_request for a query that is out of bounds.
 */
export async function listPeople(
  { durable }: Pick<Issuer, "durable">,
  { query, path }: ListPeopleOptions,
): Promise<JsonReply> {
  const after = readNumber(query, { name: "after", from: 0, to: LARGEST_ID, standard: 0 });
  const limit = readNumber(query, { name: "limit", from: 1, to: MOST, standard: MOST });
  // One more than is shown tells whether there is a next page.
  const accounts = await durable.accounts.list({ after, limit: limit + 1 });
  const shown = accounts.slice(0, limit);
  const last = shown.at(-1);
  const more = accounts.length > limit && last !== undefined;
  const headers = more ? { Link: `<${path}?after=${last.id}&limit=${limit}>; rel="next"` } : {};
  return json(200, shown.map(userOf), headers);
}
