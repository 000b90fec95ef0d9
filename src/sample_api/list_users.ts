import { listPeople } from "../engine/mod.ts";
import type { ApiCall, ApiReply } from "./endpoint.ts";

/** Lists people in the order of their ids; a Link header leads to the next page. @see RFC 8288 3 */
export async function listUsers(call: ApiCall): Promise<ApiReply> {
  return listPeople(call.issuer, { query: call.query(), path: `${call.root}/users/` });
}
