import type { Issuer, Members } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { fail, OAuthError } from "../../protocol/mod.ts";
import { AlreadyTaken } from "../../stores/mod.ts";
import { recordUnanswered } from "../journal/unanswered.ts";
import { type Definitions, ID_LENGTH, openDefinitions } from "./definitions.ts";
import type { ThrowawayDefinition } from "./definition.ts";
import { emptyIssuer } from "./empty_issuer.ts";
import type { LabGround } from "./ground.ts";
import { openIssuerWords } from "./issuer_words.ts";
import { keyPairs } from "./key_pairs.ts";
import { newKey } from "./made_key.ts";
import { clientView, prepareThrowawayClient, STANDARD_CLIENTS } from "./new_client.ts";
import { prepareUser, STANDARD_USERS, userView } from "./new_user.ts";
import { readJournal } from "./open_live.ts";
import { NAME_PREFIX, narrowedTo, type Opened, openedIssuers, throwawayUrl } from "./opened_issuers.ts";
import type {
  CreatedClient,
  CreatedThrowaway,
  CreatedUser,
  NewThrowaway,
  Throwaways,
  ThrowawayTenant,
  WantedUser,
} from "./throwaways.ts";

/** People, and clients, of one issuer. */
export const MOST_MEMBERS = 100;
/** Ten years: all that a token holds still fits. */
export const FARTHEST_CLOCK: Seconds = 315_360_000;
/** Seconds; whoever asks for less cannot use what it gets. */
const SHORTEST_LIFE: Seconds = 5;

/** Seconds between two looks at how many issuers there are. */
const COUNTED_FOR = 5;
/** Seconds that an issuer may take to be made; after that one without a definition is what somebody left behind. */
const LONGEST_MAKING = 60;
/** How many are removed at once. */
const AT_ONCE = 8;
/** Milliseconds between two looks for issuers whose time is over. */
const SWEEP_EVERY = 180_000;

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Finds the id of an issuer in the paths that are below it, and in the well-known ones that end with its path. */
function idFinder(url: string): (path: string) => string | undefined {
  const { pathname } = new URL(throwawayUrl(url, ""));
  const pattern = new RegExp(
    String.raw`^(?:/\.well-known/[\w.-]+)?${escaped(pathname)}([0-9A-Za-z]{${ID_LENGTH}})(?:/|$)`,
  );
  return (path) => (path.includes(pathname) ? pattern.exec(path)?.[1] : undefined);
}

function checkClock(offset: Seconds): Seconds {
  if (Number.isInteger(offset) && Math.abs(offset) <= FARTHEST_CLOCK) return offset;
  return fail("invalid_request", "Cannot set the clock more than ten years ahead or behind, or to a part of a second");
}

function checkMany(what: string, items: readonly unknown[]): void {
  if (items.length > MOST_MEMBERS)
    fail("invalid_request", `Cannot take ${what}: an issuer has at most ${MOST_MEMBERS} of them`);
}

/** Says which of several things a refusal is about. */
async function within<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const { code, description, rule, status } = error;
    throw new OAuthError(code, `${where}: ${description}`, { status, ...(rule === undefined ? {} : { rule }) });
  }
}

function refuseTaken(what: string, error: unknown): never {
  if (!(error instanceof AlreadyTaken)) throw error;
  return fail("invalid_request", `Cannot take ${what}: this issuer has one of that name already`);
}

async function addUserTo(issuer: Issuer, wanted: WantedUser): Promise<CreatedUser> {
  const { account, password } = await prepareUser(wanted, issuer);
  try {
    await issuer.durable.accounts.add(account);
  } catch (error) {
    const what = error instanceof AlreadyTaken && error.member === "sub" ? "sub" : "username";
    refuseTaken(what, error);
  }
  return { ...userView(account), password };
}

async function addClientTo(issuer: Issuer, wanted: Members): Promise<CreatedClient> {
  const { client, clientSecret } = await prepareThrowawayClient(wanted, issuer);
  try {
    await issuer.clients.changed(await issuer.durable.clients.add(client));
  } catch (error) {
    refuseTaken("client_id", error);
  }
  return { ...clientView(client), ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) };
}

/** One after the other: what is wrong is told of the first that is. */
async function addAll<Wanted, Made>(
  name: string,
  { wanted, add }: { readonly wanted: readonly Wanted[]; readonly add: (one: Wanted) => Promise<Made> },
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (const [index, one] of wanted.entries()) made.push(await within(`${name}[${index}]`, () => add(one)));
  return made;
}

/** Counts the issuers that there are, without asking the database each time. */
function issuerCounter({ database, clock }: Pick<LabGround, "database" | "clock">) {
  let count = 0;
  let countedAt = Number.NEGATIVE_INFINITY;
  return {
    async now(): Promise<number> {
      if (clock.now() - countedAt >= COUNTED_FOR) {
        countedAt = clock.now();
        count = (await database.listIssuers({ prefix: NAME_PREFIX })).length;
      }
      return count;
    },
    add(change: 1 | -1) {
      count += change;
    },
  };
}

function definitionOf(wanted: NewThrowaway, ground: LabGround): { definition: ThrowawayDefinition; key: string } {
  const { random, clock, limits } = ground;
  const { faults = [], settings = {}, clockOffset = 0, lifetime = limits.life, label, tokenUses } = wanted;
  if (!Number.isInteger(lifetime) || lifetime < SHORTEST_LIFE || lifetime > limits.life)
    fail("invalid_request", `Cannot take lifetime_seconds: give whole seconds from ${SHORTEST_LIFE} to ${limits.life}`);
  ground.checkSettings(settings);
  const createdAt = clock.now();
  const { key, kept } = newKey(ground);
  return {
    key,
    definition: {
      id: random.base62(ID_LENGTH),
      key: kept,
      createdAt,
      expiresAt: createdAt + lifetime,
      version: 1,
      faults,
      faultsSince: 1,
      beganAt: 1,
      clockOffset: checkClock(clockOffset),
      settings,
      ...(label === undefined ? {} : { label }),
      ...(tokenUses === undefined ? {} : { tokenUses }),
    },
  };
}

/** Opens the throwaway issuers of an installation, and looks after those whose time is over until it is closed. */
export async function openThrowaways(ground: LabGround): Promise<Throwaways> {
  const { database, clock, log, limits } = ground;
  const definitions: Definitions = openDefinitions({ ephemeral: ground.ephemeral.within("L:"), clock });
  const words = await openIssuerWords({ broadcast: ground.broadcast, log, gone: (id) => opened.drop(id) });
  const opened = openedIssuers({ ground, words, pairs: keyPairs() });
  const counter = issuerCounter(ground);
  const idIn = idFinder(ground.url);

  async function openById(id: string): Promise<(Opened & { readonly definition: ThrowawayDefinition }) | undefined> {
    const definition = await definitions.find(id);
    if (definition === undefined) {
      opened.drop(id);
      return undefined;
    }
    try {
      return { ...(await opened.open(definition)), definition };
    } catch (error) {
      // Removed while it was being opened: nothing is to be left of what opening made anew.
      if ((await definitions.find(id)) !== undefined) throw error;
      await removeRecords(id, definition.expiresAt);
      return undefined;
    }
  }

  /** All that there is of an issuer whose definition is gone; false when there was nothing in the database. */
  async function removeRecords(id: string, expiresAt: number): Promise<boolean> {
    opened.drop(id);
    const removed = await database.removeIssuer(NAME_PREFIX + id);
    if (removed) counter.add(-1);
    await opened.writtenOf({ id, expiresAt }).forgetAll();
    return removed;
  }

  async function create(wanted: NewThrowaway): Promise<CreatedThrowaway> {
    const { users = STANDARD_USERS, clients = STANDARD_CLIENTS } = wanted;
    checkMany("users", users);
    checkMany("clients", clients);
    const { definition, key } = definitionOf(wanted, ground);
    if ((await counter.now()) >= limits.issuers)
      fail("temporarily_unavailable", `Cannot make more than ${limits.issuers} throwaway issuers: delete some`, {
        headers: { "Retry-After": String(COUNTED_FOR) },
      });
    const { id } = definition;
    counter.add(1);
    try {
      const { issuer } = await opened.open(definition);
      const made = {
        users: await addAll("users", { wanted: users, add: (user) => addUserTo(issuer, user) }),
        clients: await addAll("clients", { wanted: clients, add: (client) => addClientTo(issuer, client) }),
      };
      await definitions.add(definition);
      return { definition, key, url: issuer.url, ...made };
    } catch (error) {
      // What cannot be removed now is swept up later.
      await removeRecords(id, definition.expiresAt).catch((cause: unknown) => {
        log.warn("Cannot remove a throwaway issuer that was not finished", { cause });
      });
      throw error;
    }
  }

  async function remove(id: string): Promise<boolean> {
    const definition = await definitions.find(id);
    // First of all nobody finds it any more, so that nothing is written again behind what is removed.
    if (definition === undefined || !(await definitions.remove(id))) return false;
    await words.tellGone(id);
    await removeRecords(id, definition.expiresAt);
    return true;
  }

  async function sweep(): Promise<number> {
    const names = await database.listIssuers({ prefix: NAME_PREFIX, before: clock.now() - LONGEST_MAKING });
    const ids = names.map((name) => name.slice(NAME_PREFIX.length));
    let swept = 0;
    async function sweepOne(id: string): Promise<void> {
      if ((await definitions.find(id)) === undefined && (await removeRecords(id, clock.now()))) swept += 1;
    }
    for (let start = 0; start < ids.length; start += AT_ONCE)
      await Promise.all(ids.slice(start, start + AT_ONCE).map(sweepOne));
    return swept;
  }

  function sweepQuietly(): void {
    sweep().catch((cause: unknown) => log.warn("Cannot sweep up throwaway issuers; trying again later", { cause }));
  }

  const timer = setInterval(sweepQuietly, SWEEP_EVERY).unref();
  sweepQuietly();

  /** Does something at an issuer, if there is one. */
  async function at<T>(id: string, work: (issuer: Issuer) => Promise<T>): Promise<T | undefined> {
    const found = await openById(id);
    return found === undefined ? undefined : work(found.issuer);
  }

  async function findTenant(id: string): Promise<ThrowawayTenant | undefined> {
    const found = await openById(id);
    if (found === undefined) return undefined;
    const { issuer, live } = found;
    return {
      issuer,
      unanswered: (request, status) => recordUnanswered(live.live, { issuer, request, status }),
    };
  }

  return {
    create,
    definition: (id) => definitions.find(id),
    async find(id) {
      const found = await openById(id);
      return found === undefined ? undefined : { definition: found.definition, issuer: found.issuer };
    },
    tenantAt(path) {
      const id = idIn(path);
      return id === undefined ? undefined : findTenant(id);
    },
    change: (id, { faults, clockOffset, advance = 0 }) =>
      definitions.change(id, (before) => ({
        ...before,
        clockOffset: checkClock((clockOffset ?? before.clockOffset) + advance),
        ...(faults === undefined ? {} : { faults, faultsSince: before.version + 1 }),
      })),
    addUser: (id, wanted) =>
      at(id, async (issuer) => {
        const limit = MOST_MEMBERS + 1;
        checkMany("the user", Array.from({ length: (await issuer.durable.accounts.count({ limit })) + 1 }));
        return addUserTo(issuer, wanted);
      }),
    addClient: (id, wanted) =>
      at(id, async (issuer) => {
        checkMany("the client", [...(await issuer.durable.clients.list({ limit: MOST_MEMBERS })), wanted]);
        return addClientTo(issuer, wanted);
      }),
    rotateKeys: (id) => at(id, async ({ keys }) => (await keys.rotate({ now: true })).map(({ kid }) => kid)),
    async journal(id, options) {
      if ((await definitions.find(id)) === undefined) return undefined;
      return readJournal(narrowedTo(ground.ephemeral, id), options);
    },
    async reset(id) {
      const definition = await definitions.change(id, (before) => ({
        ...before,
        faults: [],
        faultsSince: before.version + 1,
        beganAt: before.version + 1,
        clockOffset: 0,
      }));
      if (definition === undefined) return undefined;
      const { issuer, written } = await opened.open(definition);
      await written.forgetAll();
      await emptyIssuer(issuer);
      return definition;
    },
    remove,
    sweep,
    async close() {
      clearInterval(timer);
      await opened.close();
    },
  };
}
