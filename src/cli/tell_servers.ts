import type { ClientRecord } from "../stores/mod.ts";
import type { CommandContext } from "./context.ts";

/** Servers that run forget what they knew of a client; one that cannot be told forgets it by itself. */
export async function tellServers(
  client: Pick<ClientRecord, "id" | "clientId">,
  { durable, stores, log }: CommandContext,
): Promise<void> {
  const { openClientDirectory } = await import("../clients/mod.ts");
  const { DEFAULT_ISSUER } = await import("../server/mod.ts");
  try {
    const { broadcast } = stores;
    const directory = await openClientDirectory({ store: durable.clients, broadcast, log, issuer: DEFAULT_ISSUER });
    await directory.changed(client);
  } catch (cause) {
    log.warn("Cannot tell the servers of the client; they notice within half a minute", { cause });
  }
}
