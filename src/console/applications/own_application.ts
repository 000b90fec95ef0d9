import type { ClientRecord } from "../../stores/mod.ts";
import { type PersonalVisit, refuseUnknown } from "../personal_page.ts";

/**
 * The application that a path names, read from the database itself, so that what was changed a moment ago elsewhere holds.
 *
 * Another person's is as if it were not there, for staff as well: theirs is the administration.
 */
export async function ownApplication({ issuer, session, segment }: PersonalVisit): Promise<ClientRecord> {
  const id = segment("id");
  const client = /^[1-9]\d{0,9}$/.test(id) ? await issuer.durable.clients.findByNumber(Number(id)) : undefined;
  return client === undefined || client.ownerId !== session.accountId ? refuseUnknown("the application") : client;
}

/** Path of the page of an application, or of one that does something with it. */
export function applicationPath(
  { issuer }: Pick<PersonalVisit, "issuer">,
  { id }: Pick<ClientRecord, "id">,
  what?: "update" | "delete" | "secret",
): string {
  const own = `${issuer.base}/applications/${id}`;
  return what === undefined ? own : `${own}/${what}`;
}
