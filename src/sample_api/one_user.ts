import { userOf } from "../accounts/mod.ts";
import { changePerson, type Exchange, removePerson } from "../engine/mod.ts";
import { empty, fail, json, wireRequest } from "../protocol/mod.ts";
import { AlreadyTaken, type AccountRecord, LastOfStaff } from "../stores/mod.ts";
import type { ApiCall, ApiReply } from "./endpoint.ts";
import { parseRecordId } from "./record_id.ts";
import { printComplaints, readUserFields } from "./user_fields.ts";

const NOT_FOUND: ApiReply = json(404, { error: "not_found", error_description: "Cannot find a person with this id" });

async function findTarget({ id, issuer }: ApiCall): Promise<AccountRecord | undefined> {
  const number = parseRecordId(id);
  return number === undefined ? undefined : issuer.durable.accounts.find(number);
}

/**
 * Who calls; refuses whoever is neither the person nor staff, since the scope only says what the application may do for
 * them.
 */
async function authorizedCaller(call: ApiCall, target: AccountRecord): Promise<AccountRecord> {
  const caller = await call.account();
  if (caller !== undefined && (caller.id === target.id || caller.isStaff)) return caller;
  return fail(
    "insufficient_scope",
    "Cannot change another person as the access token is not one of theirs or of staff",
    {
      rule: "RFC6750-3.1-3",
    },
  );
}

/** The call, for those who are told what becomes of people. */
function exchangeOf({ issuer, root, id }: ApiCall, method: "PUT" | "PATCH" | "DELETE"): Exchange {
  const request = wireRequest({ method, path: `${root}/users/${id}/` });
  return { issuer, request, trace: issuer.random.base62(8), log: issuer.log };
}

/** Shows one person. */
export async function showUser(call: ApiCall): Promise<ApiReply> {
  const target = await findTarget(call);
  return target === undefined ? NOT_FOUND : json(200, userOf(target));
}

async function writeUser(call: ApiCall, options: { readonly whole: boolean }): Promise<ApiReply> {
  const target = await findTarget(call);
  if (target === undefined) return NOT_FOUND;
  const { id: by } = await authorizedCaller(call, target);
  const { changes, complaints } = readUserFields(await call.members(), options);
  if (complaints.length > 0) return json(400, printComplaints(complaints));
  try {
    const changed = await changePerson(exchangeOf(call, options.whole ? "PUT" : "PATCH"), target.id, { changes, by });
    return changed === undefined ? NOT_FOUND : json(200, userOf(changed));
  } catch (error) {
    if (!(error instanceof AlreadyTaken)) throw error;
    return json(409, printComplaints([{ field: "username", says: "Give another name, as this one is taken" }]));
  }
}

/** Replaces what is known of a person: all fields must be there. */
export function replaceUser(call: ApiCall): Promise<ApiReply> {
  return writeUser(call, { whole: true });
}

/** Changes those fields that are there. */
export function changeUser(call: ApiCall): Promise<ApiReply> {
  return writeUser(call, { whole: false });
}

const LAST_OF_STAFF: ApiReply = json(409, {
  error: "conflict",
  error_description: "Cannot remove the last person who may administer",
});

/** Removes a person, and with them everything that speaks for them; the clients of their sessions are told. */
export async function removeUser(call: ApiCall): Promise<ApiReply> {
  const target = await findTarget(call);
  if (target === undefined) return NOT_FOUND;
  const { id: by } = await authorizedCaller(call, target);
  try {
    return (await removePerson(exchangeOf(call, "DELETE"), target.id, { by })) ? empty(204) : NOT_FOUND;
  } catch (error) {
    if (error instanceof LastOfStaff) return LAST_OF_STAFF;
    throw error;
  }
}
