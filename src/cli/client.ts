import type { Command } from "commander";
import { clientDeleteCommand } from "./client_delete.ts";
import { clientListCommand } from "./client_list.ts";
import { clientShowCommand } from "./client_show.ts";
import { newGroup } from "./command_line.ts";
import type { Io } from "./io.ts";
import { rotateSecretCommand } from "./rotatesecret.ts";

/** Shows, changes and removes registered applications. */
export function clientCommand(io: Io): Command {
  return newGroup("client", {
    says: "List, show and delete registered applications, and give them new secrets.",
    examples: [
      ["touchstone client list --search photo", "those whose id, name or redirect URI holds the word"],
      ["touchstone client show demo-public", "all that is known of one"],
    ],
    more: "Works beside servers that run: they hear of it at once. createapplication registers one.",
    commands: [
      clientListCommand(io),
      clientShowCommand(io),
      rotateSecretCommand(io, "client rotate-secret"),
      clientDeleteCommand(io),
    ],
  });
}
