import { type PersonalVisit, refuseUnknown } from "../../engine/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";

const NUMBER = /^[1-9]\d{0,9}$/;

/** The person whose number stands in the path. Throws a 404 for what is nobody's. */
export async function personAt({ issuer, segment }: Pick<PersonalVisit, "issuer" | "segment">): Promise<AccountRecord> {
  const text = segment("id");
  const found = NUMBER.test(text) ? await issuer.durable.accounts.find(Number(text)) : undefined;
  return found ?? refuseUnknown("the person");
}

/** Path of the page of a person, or of one of the pages below it. */
export function personHref(base: string, id: number, below = ""): string {
  return `${base}/admin/users/${id}${below}`;
}
