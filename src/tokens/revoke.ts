import type { Clock, Seconds } from "../platform/mod.ts";
import type { DurableStore, EphemeralStore, FamilyRecord, Whose } from "../stores/mod.ts";
import type { FoundAccessToken } from "./find.ts";
import { bury } from "./tombstone.ts";

/** What revoking needs. */
export interface RevokeOptions {
  readonly ephemeral: EphemeralStore;
  readonly durable: DurableStore;
  readonly clock: Clock;
  readonly longestAccessToken: Seconds;
}

/**
 * Buries a family around the durable write: before it, so that no token is taken for live in the meantime, and again
 * when the ephemeral store began a new life in the meantime, into which the revocation was not replayed.
 */
async function buryAround<T>(tag: string, options: RevokeOptions, write: () => Promise<T>): Promise<T> {
  const life = await options.ephemeral.epoch();
  await bury(tag, options);
  const written = await write();
  if ((await options.ephemeral.epoch()) !== life) await bury(tag, options);
  return written;
}

/** Ends a family; true for the one caller that did. When a store fails half-way, it may be done again. */
export async function revokeFamily(tag: string, options: RevokeOptions): Promise<boolean> {
  return buryAround(tag, options, () => options.durable.families.revoke(tag, options.clock.now()));
}

/** Ends a family that may not have been written yet, so that it is born dead. */
export async function revokeFamilyEarly(family: FamilyRecord, options: RevokeOptions): Promise<void> {
  await buryAround(family.tag, options, () => options.durable.families.revokeEarly(family, options.clock.now()));
}

/**
 * Ends an access token and with it its family.
 *
 * A token that a client got for itself has no family on record; it gets a dead one, so that it stays revoked should
 * the ephemeral store come back with what it held before.
 */
export async function revokeAccessToken(token: FoundAccessToken, options: RevokeOptions): Promise<void> {
  const { record, tag } = token;
  if (record.subject !== undefined) {
    await revokeFamily(tag, options);
    return;
  }
  await revokeFamilyEarly(
    {
      tag,
      client: record.client,
      grantType: "client_credentials",
      scope: record.scope,
      generation: 0,
      bindings: {},
      createdAt: record.issuedAt,
      expiresAt: record.expiresAt,
    },
    options,
  );
}

/** How many are buried at a time: more at once would outlast the patience of a command. */
const AT_A_TIME = 1_000;

async function buryAll(tags: readonly string[], options: RevokeOptions): Promise<void> {
  for (let start = 0; start < tags.length; start += AT_A_TIME) {
    await Promise.all(tags.slice(start, start + AT_A_TIME).map((tag) => bury(tag, options)));
  }
}

/**
 * Ends all families of a person, of a client, or of a person with a client; answers how many lived.
 *
 * They are buried before they are revoked, and those that were born in between after it. When a store fails half-way,
 * it may be done again.
 */
export async function revokeFamilies(whose: Whose, options: RevokeOptions): Promise<number> {
  const { ephemeral, durable, clock } = options;
  const life = await ephemeral.epoch();
  const known = await durable.families.unrevokedTags(whose);
  await buryAll(known, options);
  const revoked = await durable.families.revokeAll(whose, clock.now());
  const buried = new Set((await ephemeral.epoch()) === life ? known : []);
  await buryAll(
    revoked.filter((tag) => !buried.has(tag)),
    options,
  );
  return revoked.length;
}

/**
 * Removes a person, with everything that speaks for them; false when there is no such person.
 *
 * Their tokens die first: should the removal fail, nothing is left that speaks for somebody who is half removed. A
 * family that is written between the two dies with the person, and is buried then.
 */
export async function removePerson(accountId: number, options: RevokeOptions): Promise<boolean> {
  await revokeFamilies({ accountId }, options);
  const born = await options.durable.accounts.remove(accountId, options.clock.now());
  if (born === undefined) return false;
  await buryAll(born, options);
  return true;
}

/** Buries again what was revoked while its access tokens could still be alive: for a store that forgot. */
export async function buryAgain(options: RevokeOptions): Promise<number> {
  const tags = await options.durable.families.revokedSince(options.clock.now() - options.longestAccessToken);
  await buryAll(tags, options);
  return tags.length;
}
