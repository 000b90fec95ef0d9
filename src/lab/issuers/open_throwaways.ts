import { fail } from "../../protocol/mod.ts";
import { recordUnanswered } from "../journal/unanswered.ts";
import type { ThrowawayDefinition } from "./definition.ts";
import { type Definitions, openDefinitions } from "./definitions.ts";
import { emptyIssuer } from "./empty_issuer.ts";
import type { LabGround } from "./ground.ts";
import { COUNTED_FOR, issuerCounter } from "./issuer_counter.ts";
import { idFinder } from "./issuer_path.ts";
import { openIssuerWords } from "./issuer_words.ts";
import { keyPairs } from "./key_pairs.ts";
import { addClientTo, addMembers, addUserTo, checkMany } from "./members.ts";
import { STANDARD_CLIENTS } from "./new_client.ts";
import { checkedClock, newDefinition } from "./new_definition.ts";
import { STANDARD_USERS } from "./new_user.ts";
import { readJournal } from "./open_live.ts";
import { NAME_PREFIX, narrowedTo, type Opened, openedIssuers } from "./opened_issuers.ts";
import { openSweeper } from "./sweeper.ts";
import type { CreatedThrowaway, NewThrowaway, Throwaways, ThrowawayTenant } from "./throwaways.ts";

interface Found extends Opened {
  readonly definition: ThrowawayDefinition;
}

/** Opens the throwaway issuers of an installation, and looks after those whose time is over until it is closed. */
export async function openThrowaways(ground: LabGround): Promise<Throwaways> {
  const { database, clock, log, limits } = ground;
  const definitions: Definitions = openDefinitions({ ephemeral: ground.ephemeral.within("L:"), clock });
  const words = await openIssuerWords({ broadcast: ground.broadcast, log, gone: (id) => opened.drop(id) });
  const opened = openedIssuers({ ground, words, pairs: keyPairs() });
  const counter = issuerCounter(ground);
  const idIn = idFinder(ground.url);

  async function isThere(id: string): Promise<boolean> {
    return (await definitions.find(id)) !== undefined;
  }

  /** All that there is of an issuer whose definition is gone; false when there was nothing in the database. */
  async function removeRecords(id: string, expiresAt: number): Promise<boolean> {
    opened.drop(id);
    const removed = await database.removeIssuer(NAME_PREFIX + id);
    if (removed) counter.add(-1);
    await opened.writtenOf({ id, expiresAt }).forgetAll();
    return removed;
  }

  /** Does something at an issuer, if there is one; what fails because it was removed meanwhile is undefined as well. */
  async function at<T>(id: string, work: (found: Found) => Promise<T>): Promise<T | undefined> {
    const definition = await definitions.find(id);
    if (definition === undefined) {
      opened.drop(id);
      return undefined;
    }
    try {
      return await work({ ...(await opened.open(definition)), definition });
    } catch (error) {
      if (await isThere(id)) throw error;
      // Nothing is to be left of what was made anew behind the removal.
      await removeRecords(id, definition.expiresAt);
      return undefined;
    }
  }

  async function create(wanted: NewThrowaway): Promise<CreatedThrowaway> {
    const { users = STANDARD_USERS, clients = STANDARD_CLIENTS } = wanted;
    checkMany("users", users.length);
    checkMany("clients", clients.length);
    const { definition, key } = newDefinition(wanted, ground);
    if ((await counter.now()) >= limits.issuers)
      fail("temporarily_unavailable", `Cannot make more than ${limits.issuers} throwaway issuers: delete some`, {
        headers: { "Retry-After": String(COUNTED_FOR) },
      });
    counter.add(1);
    try {
      const { issuer } = await opened.open(definition);
      const made = await addMembers(issuer, { users, clients });
      await definitions.add(definition);
      return { definition, key, url: issuer.url, ...made };
    } catch (error) {
      // What cannot be removed now is swept up later.
      await removeRecords(definition.id, definition.expiresAt).catch((cause: unknown) => {
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

  const sweeper = openSweeper({ database, clock, log, isThere, removeRecords });

  function findTenant(id: string): Promise<ThrowawayTenant | undefined> {
    return at(id, async ({ issuer, live }) => ({
      issuer,
      unanswered: (request, status) => recordUnanswered(live.live, { issuer, request, status }),
    }));
  }

  return {
    create,
    definition: (id) => definitions.find(id),
    find: (id) => at(id, async ({ definition, issuer }) => ({ definition, issuer })),
    tenantAt(path) {
      const id = idIn(path);
      return id === undefined ? undefined : findTenant(id);
    },
    change: (id, { faults, clockOffset, advance = 0 }) =>
      definitions.change(id, (before) => ({
        ...before,
        clockOffset: checkedClock((clockOffset ?? before.clockOffset) + advance),
        ...(faults === undefined ? {} : { faults, faultsSince: before.version + 1 }),
      })),
    addUser: (id, wanted) => at(id, ({ issuer }) => addUserTo(issuer, wanted)),
    addClient: (id, wanted) => at(id, ({ issuer }) => addClientTo(issuer, wanted)),
    rotateKeys: (id) => at(id, async ({ issuer }) => (await issuer.keys.rotate({ now: true })).map(({ kid }) => kid)),
    async journal(id, options) {
      return (await isThere(id)) ? readJournal(narrowedTo(ground.ephemeral, id), options) : undefined;
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
      return at(id, async ({ issuer, written }) => {
        await written.forgetAll();
        await emptyIssuer(issuer);
        return definition;
      });
    },
    remove,
    sweep: () => sweeper.sweep(),
    async close() {
      sweeper.close();
      await opened.close();
    },
  };
}
