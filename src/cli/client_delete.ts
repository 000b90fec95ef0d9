import type { Command } from "commander";
import type { ClientRecord } from "../stores/mod.ts";
import { writeAudit } from "./audit.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { confirm } from "./confirm.ts";
import { type CommandContext, withStores } from "./context.ts";
import { findClient } from "./find_client.ts";
import type { Io } from "./io.ts";
import { printAnswer } from "./output.ts";
import { revoking } from "./revoking.ts";
import { tellServers } from "./tell_servers.ts";

const REFUSAL = "Cannot delete the client";

/** Removes a registered application. */
export function clientDeleteCommand(io: Io): Command {
  return newCommand("client delete", {
    says: "Delete an application, with what people allowed it and every token that it has.",
    examples: [
      ["touchstone client delete my-client", "asks first"],
      ["touchstone client delete my-client --yes", "in a script"],
    ],
    more: "What it had cannot be brought back: touchstone export keeps a copy of the registration.",
  })
    .argument("<CLIENT_ID>", "of the client")
    .option("--yes", "do not ask")
    .action(async (clientId: string, options: CommonOptions & { readonly yes?: boolean }) => {
      const authorizations = await withStores(io, {
        common: options,
        async use(context) {
          const client = await findClient(context, { clientId, refusal: REFUSAL });
          await confirm(io, { text: `Delete '${client.clientId}' (${client.name})?`, yes: options.yes === true });
          return deleteClient(client, context);
        },
      });
      printAnswer(io, {
        asJson: options.json === true,
        text: `Deleted the client '${clientId}' and ended ${authorizations} authorizations`,
        json: { client_id: clientId, authorizations_ended: authorizations },
      });
    });
}

/** Removes a client, whose tokens die first; answers how many authorizations ended. */
export async function deleteClient(client: ClientRecord, context: CommandContext): Promise<number> {
  const { removeClient } = await import("../tokens/mod.ts");
  const authorizations = await removeClient(client, {
    ...(await revoking(context)),
    clients: { changed: (changed) => tellServers(changed, context) },
  });
  // Another one may have removed it meanwhile: gone is gone.
  if (authorizations === undefined) return 0;
  await writeAudit(context, {
    event: "client.removed",
    client: client.id,
    detail: { client_id: client.clientId, authorizations },
  });
  return authorizations;
}
