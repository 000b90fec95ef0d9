import type { Issuer } from "../../engine/mod.ts";
import type { Fact } from "../../pages/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";

/** How people and applications are called, by their numbers. */
export interface Names {
  /** The person as a fact, with the way to their page; by the number alone where they are gone. */
  readonly person: (id: number, says?: string) => Fact;
  readonly application: (id: number) => Fact;
}

type Place = Pick<Issuer, "base" | "clients" | "durable">;

async function mapOf<T>(
  ids: Iterable<number>,
  find: (id: number) => Promise<T | undefined> | T | undefined,
): Promise<ReadonlyMap<number, T>> {
  const found = await Promise.all([...new Set(ids)].map(async (id) => [id, await find(id)] as const));
  return new Map(found.flatMap(([id, one]): (readonly [number, T])[] => (one === undefined ? [] : [[id, one]])));
}

/** Finds out how all of a page are called, each asked for once. */
export async function namesOf(
  things: readonly { readonly accountId?: number; readonly client?: number }[],
  { base, clients, durable }: Place,
): Promise<Names> {
  const people = await mapOf(
    things.flatMap(({ accountId }) => accountId ?? []),
    (id) => durable.accounts.find(id),
  );
  const applications = await mapOf(
    things.flatMap(({ client }) => client ?? []),
    (id) => clients.findByNumber(id),
  );
  return {
    person(id, says = "Person") {
      const account = people.get(id);
      if (account === undefined) return { name: says, value: `${id} (gone)` };
      return { name: says, value: account.username, href: `${base}/admin/users/${id}` };
    },
    application(id) {
      const client = applications.get(id);
      if (client === undefined) return { name: "Application", value: `${id} (gone)` };
      return { name: "Application", value: client.name, href: `${base}/admin/applications/${id}` };
    },
  };
}

/** A person who is named by subject identifier or user name; by the first if it is both, as anybody may call themselves anything. */
export async function accountNamed(
  text: string,
  { durable: { accounts } }: Pick<Place, "durable">,
): Promise<AccountRecord | undefined> {
  return (await accounts.findBySub(text)) ?? accounts.findByUsername(text);
}

const NUMBER = /^[1-9]\d{0,14}$/;

function numberIn(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

/** The number of a person who is named as before or, as people may be gone, by number. */
export async function personNamed(text: string, place: Pick<Place, "durable">): Promise<number | undefined> {
  return (await accountNamed(text, place))?.id ?? numberIn(text);
}

/** The number of an application that is named by its client id or, as it may be gone, by number. */
export async function applicationNamed(text: string, { durable }: Pick<Place, "durable">): Promise<number | undefined> {
  return (await durable.clients.find(text))?.id ?? numberIn(text);
}
