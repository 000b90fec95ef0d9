import { fail, json, type Params } from "../protocol/mod.ts";
import type { ApiCall, ApiReply } from "./endpoint.ts";
import { LARGEST_ID } from "./record_id.ts";
import { userOf } from "./user.ts";

const MOST = 100;

interface Range {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly standard: number;
}

function readNumber(query: Params, { name, from, to, standard }: Range): number {
  const text = query.get(name);
  if (text === undefined) return standard;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= from && number <= to) return number;
  return fail("invalid_request", `Cannot read '${name}' as it is not a whole number from ${from} to ${to}`);
}

/** Lists people in the order of their ids; a Link header leads to the next page. @see RFC 8288 3 */
export async function listUsers(call: ApiCall): Promise<ApiReply> {
  const { issuer, root } = call;
  const params = call.query();
  const after = readNumber(params, { name: "after", from: 0, to: LARGEST_ID, standard: 0 });
  const limit = readNumber(params, { name: "limit", from: 1, to: MOST, standard: MOST });
  // One more than is shown tells whether there is a next page.
  const accounts = await issuer.durable.accounts.list({ after, limit: limit + 1 });
  const shown = accounts.slice(0, limit);
  const last = shown.at(-1);
  const more = accounts.length > limit && last !== undefined;
  const headers = more ? { Link: `<${root}/users/?after=${last.id}&limit=${limit}>; rel="next"` } : {};
  return json(200, shown.map(userOf), headers);
}
