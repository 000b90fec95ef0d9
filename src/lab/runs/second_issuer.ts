import type { FaultUse } from "../faults/fault.ts";
import type { CreatedThrowaway, NewThrowaway } from "../issuers/throwaways.ts";
import type { JournalEntry } from "../journal/entry.ts";

type Journal = readonly JournalEntry[];

/** The same issuer with nothing wrong: whom an attacker sends the browser on to is honest. */
export function secondOf(wanted: NewThrowaway): NewThrowaway {
  return { ...wanted, faults: [] };
}

/** What is wanted, with what its counterpart at the second issuer has, as far as there is one. */
function like<T, Twin>(
  wanted: readonly T[] | undefined,
  { twins, take }: { readonly twins: readonly Twin[]; readonly take: (one: T, twin: Twin) => T },
): readonly T[] {
  return (wanted ?? []).map((one, index) => {
    const twin = twins[index];
    return twin === undefined ? one : take(one, twin);
  });
}

function told(use: FaultUse, issuer: string): FaultUse {
  return { ...use, options: { ...use.options, issuer } };
}

function numbered(entry: JournalEntry, n: number): JournalEntry {
  return { ...entry, n };
}

/**
 * The first issuer, so that whoever it sends on to the second is known there: its clients have the names, and its people
 * the passwords, that they have at the second, and its faults are told where that is.
 */
export function beside(
  { url, clients, users }: Pick<CreatedThrowaway, "url" | "clients" | "users">,
  wanted: NewThrowaway,
): NewThrowaway {
  return {
    ...wanted,
    clients: like(wanted.clients, { twins: clients, take: (one, { client_id }) => ({ ...one, client_id }) }),
    users: like(wanted.users, { twins: users, take: (one, { password }) => ({ ...one, password }) }),
    faults: (wanted.faults ?? []).map((use) => told(use, url)),
  };
}

/**
 * What the first issuer saw, with the answers that the second one sent to the client: in the order of time, numbered
 * anew where there are any.
 */
export function withAnswersOf(second: Journal, first: Journal): Journal {
  const answers = second.filter(({ place }) => place === "callback");
  if (answers.length === 0) return first;
  const from = first[0]?.n ?? 1;
  return [...first, ...answers]
    .toSorted((one, other) => one.at - other.at)
    .map((entry, index) => numbered(entry, from + index));
}
