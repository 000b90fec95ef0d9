import type { ClientRecord } from "../stores/mod.ts";
import type { CommandContext } from "./context.ts";
import { refuseInput } from "./failure.ts";

/** Finds the client that a command names; refuses the command when there is none. */
export async function findClient(
  { durable }: Pick<CommandContext, "durable">,
  { clientId, refusal }: { readonly clientId: string; readonly refusal: string },
): Promise<ClientRecord> {
  const client = await durable.clients.find(clientId);
  return client ?? refuseInput(refusal, [{ field: "CLIENT_ID", says: `There is no client '${clientId}'` }]);
}
