import type { ClientDirectory } from "../clients/mod.ts";
import type { Changes, ClientRecord } from "../stores/mod.ts";
import { revokeFamilies, type RevokeOptions } from "./revoke.ts";

/** What removing a client needs. */
export interface RemoveClientOptions extends RevokeOptions {
  readonly clients: Pick<ClientDirectory, "changed">;
  /** Writes changes to it, by another condition than that it is there; undefined = they were not written. */
  readonly change?: (changes: Changes<Omit<ClientRecord, "id">>) => Promise<ClientRecord | undefined>;
}

/**
 * Removes a client with all that it holds; answers how many authorizations ended, undefined when it was not there.
 *
 * First it may do nothing any more, so that no token is born while the others are revoked. When a store fails half-way,
 * it may be done again.
 *
 * @see RFC 7592 2.3
 */
export async function removeClient(
  { id }: Pick<ClientRecord, "id">,
  options: RemoveClientOptions,
): Promise<number | undefined> {
  const { clients, durable, clock } = options;
  const { change = (changes) => durable.clients.change(id, changes) } = options;
  const disarmed = await change({ grantTypes: [], secrets: [], redirectUris: [], updatedAt: clock.now() });
  if (disarmed === undefined) return undefined;
  await clients.changed(disarmed);
  const ended = await revokeFamilies({ client: id }, options);
  if (!(await durable.clients.remove(id))) return undefined;
  await clients.changed(disarmed);
  return ended;
}
