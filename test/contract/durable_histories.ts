import { assert } from "chai";
import * as fc from "fast-check";

import { digest, type Digest } from "../../src/platform/mod.ts";
import { AlreadyTaken, type Database, type DurableStore, type FamilyRecord, RecordGone } from "../../src/stores/mod.ts";
import { leanClient, leanFamily, person, unique } from "./record_samples.ts";
import { SEED } from "./seed.ts";

/** An issuer with two clients and two people, which each database numbers in its own way. */
interface World {
  readonly store: DurableStore;
  readonly clients: readonly number[];
  readonly people: readonly number[];
  /** Removes the issuer, of which all must be gone from then on. */
  readonly remove: () => Promise<boolean>;
}

/** Answers what can be compared: without numbers of a database's own, sorted where the order is free. */
type Step = (world: World) => Promise<unknown>;

const tag = fc.constantFrom("t1", "t2", "t3");
const whose = fc.integer({ min: 0, max: 1 });
const moment = fc.integer({ min: 100, max: 104 });
const end = fc.option(moment, { nil: undefined });
const secret: fc.Arbitrary<Digest> = fc.constantFrom(digest("a"), digest("b"), digest("c"));
const code = fc.option(secret, { nil: undefined });
const scope = fc.array(fc.constantFrom("read", "write", "admin"), { maxLength: 3 });
const word = fc.constantFrom("One", "one", "ONE", "two");

const family = fc.record({
  tag,
  client: whose,
  accountId: fc.option(whose, { nil: undefined }),
  codeDigest: code,
  refreshDigest: code,
  expiresAt: end,
});

function familyIn(
  { clients, people }: World,
  plan: typeof family extends fc.Arbitrary<infer T> ? T : never,
): FamilyRecord {
  const { codeDigest, refreshDigest, expiresAt } = plan;
  return leanFamily(clients[plan.client]!, {
    tag: plan.tag,
    ...(plan.accountId === undefined ? {} : { accountId: people[plan.accountId]! }),
    ...(codeDigest === undefined ? {} : { codeDigest }),
    ...(refreshDigest === undefined ? {} : { refreshDigest }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
}

/** A record with numbers that hold in every world. */
function comparable(
  world: World,
  record: { readonly client?: number; readonly accountId?: number } | undefined,
): unknown {
  if (record === undefined) return undefined;
  const { client, accountId, ...rest } = record;
  const owner = accountId === undefined ? -1 : world.people.indexOf(accountId);
  return { ...rest, client: client === undefined ? -1 : world.clients.indexOf(client), owner };
}

function step<T>(arguments_: fc.Arbitrary<T>, run: (world: World, value: T) => Promise<unknown>): fc.Arbitrary<Step> {
  return arguments_.map((value) => async (world: World) => run(world, value));
}

const steps: fc.Arbitrary<Step> = fc.oneof(
  step(family, async (world, plan) => world.store.families.open(familyIn(world, plan))),
  step(fc.tuple(family, moment), async (world, [plan, at]) =>
    world.store.families.revokeEarly(familyIn(world, plan), at),
  ),
  step(tag, async (world, tag) => comparable(world, await world.store.families.find(tag))),
  step(fc.tuple(tag, secret, secret, moment, end), async ({ store }, [tag, from, to, at, expiresAt]) =>
    store.families.rotate({ tag, from, to, at, ...(expiresAt === undefined ? {} : { expiresAt }) }),
  ),
  step(fc.tuple(tag, moment), async ({ store }, [tag, at]) => store.families.revoke(tag, at)),
  step(fc.tuple(whose, moment), async ({ store, people }, [who, at]) =>
    [...(await store.families.revokeAll({ accountId: people[who]! }, at))].toSorted(),
  ),
  step(whose, async ({ store, people }, who) =>
    [...(await store.families.unrevokedTags({ accountId: people[who]! }))].toSorted(),
  ),
  step(moment, async ({ store }, since) => [...(await store.families.revokedSince(since))].toSorted()),
  step(whose, async (world, who) => {
    const living = await world.store.families.listOf(world.people[who]!);
    return living.map((record) => comparable(world, record));
  }),
  step(fc.tuple(whose, fc.constantFrom("live", "revoked", "expired"), moment), async (world, [who, is, at]) => {
    const query = { accountId: world.people[who]!, state: { is, at } } as const;
    const found = await world.store.families.search({ ...query, limit: 9 });
    assert.equal(await world.store.families.count(query), found.length);
    return found.map(({ tag }) => tag);
  }),
  step(moment, async ({ store }, before) => [
    await store.families.countCleared(before),
    await store.families.clear({ before, limit: 2 }),
  ]),
  step(fc.tuple(whose, whose, scope), async (world, [client, who, scope]) =>
    comparable(
      world,
      await world.store.consents.remember({
        client: world.clients[client]!,
        accountId: world.people[who]!,
        scope,
        grantedAt: 1,
      }),
    ),
  ),
  step(fc.tuple(whose, whose), async ({ store, clients, people }, [client, who]) =>
    store.consents.forget(people[who]!, clients[client]!),
  ),
  step(
    fc.tuple(whose, word),
    async ({ store, people }, [who, username]) => (await store.accounts.change(people[who]!, { username }))?.username,
  ),
  step(word, async ({ store, people }, username) =>
    people.indexOf((await store.accounts.findByUsername(username))?.id ?? -1),
  ),
  step(fc.tuple(whose, whose), async ({ store, clients, people }, [client, who]) =>
    people.indexOf((await store.clients.change(clients[client]!, { ownerId: people[who]! }))?.ownerId ?? -1),
  ),
  step(whose, async ({ store, clients, people }, who) => {
    const found = await store.clients.search({ ownerId: people[who]!, limit: 9 });
    return found.map(({ id }) => clients.indexOf(id));
  }),
  step(fc.tuple(whose, moment), async ({ store, people }, [who, at]) => {
    await store.audit.add({ at, event: "looked", accountId: people[who]!, detail: { at } });
    const found = await store.audit.search({ accountId: people[who]!, from: 101, until: 104, limit: 5 });
    return found.map(({ detail }) => detail);
  }),
  step(word, async ({ store }, name) => store.claimOnce(name)),
  step(word, async ({ store }, name) => store.wasClaimed(name)),
  { weight: 1, arbitrary: step(whose, async ({ store, clients }, client) => store.clients.remove(clients[client]!)) },
  {
    weight: 1,
    arbitrary: step(fc.tuple(whose, moment), async ({ store, people }, [who, at]) =>
      (await store.accounts.remove(people[who]!, at))?.toSorted(),
    ),
  },
);

async function worldIn(database: Database): Promise<World> {
  const name = unique("history");
  const store = await database.forIssuer(name);
  const clients = [await store.clients.add(leanClient()), await store.clients.add(leanClient())];
  const people = [await store.accounts.add(person()), await store.accounts.add(person())];
  return {
    store,
    clients: clients.map(({ id }) => id),
    people: people.map(({ id }) => id),
    remove: async () => database.removeIssuer(name),
  };
}

/** What a step answers; a refusal that the port names counts as an answer. */
async function outcomeOf(take: Step, world: World): Promise<unknown> {
  try {
    return await take(world);
  } catch (error) {
    if (error instanceof AlreadyTaken) return `taken: ${error.member}`;
    if (error instanceof RecordGone) return "gone";
    throw error;
  }
}

/** Over random histories two databases answer alike. */
export function itAnswersAlike(name: string, open: () => { readonly model: Database; readonly real: Database }): void {
  it(`answers as the database in memory does over random histories in ${name} (FC_SEED=${SEED})`, async () => {
    const { model, real } = open();
    const property = fc.asyncProperty(
      fc.array(steps, { minLength: 5, maxLength: 40, size: "max" }),
      fc.array(steps, { maxLength: 12 }),
      async (history, afterwards) => {
        const [expected, actual] = [await worldIn(model), await worldIn(real)];
        const remove: Step = async (world) => world.remove();
        for (const take of [...history, remove, ...afterwards])
          assert.deepEqual(await outcomeOf(take, actual), await outcomeOf(take, expected));
      },
    );
    await fc.assert(property, { seed: SEED, numRuns: 100 });
  }).timeout(30_000);
}
