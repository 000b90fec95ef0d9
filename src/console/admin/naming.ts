import type { Issuer } from "../../engine/mod.ts";
import type { Fact } from "../../pages/mod.ts";

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

const NUMBER = /^[1-9]\d{0,14}$/;

/** The number of a person who is named by user name, subject identifier or, as people may be gone, by number. */
export async function personNamed(text: string, { durable }: Pick<Place, "durable">): Promise<number | undefined> {
  const account = (await durable.accounts.findByUsername(text)) ?? (await durable.accounts.findBySub(text));
  return account?.id ?? (NUMBER.test(text) ? Number(text) : undefined);
}

/** The number of an application that is named by its client id or, as it may be gone, by number. */
export async function applicationNamed(text: string, { durable }: Pick<Place, "durable">): Promise<number | undefined> {
  return (await durable.clients.find(text))?.id ?? (NUMBER.test(text) ? Number(text) : undefined);
}
