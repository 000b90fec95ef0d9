import type { Command } from "commander";
import { newGroup } from "./command_line.ts";
import type { Io } from "./io.ts";
import { tokenInspectCommand } from "./token_inspect.ts";
import { tokenRevokeCommand } from "./token_revoke.ts";

/** Looks at tokens and revokes them. */
export function tokenCommand(io: Io): Command {
  return newGroup("token", {
    says: "Find out what a token is and whether it works, and revoke it.",
    examples: [
      [
        "touchstone token inspect -",
        "paste it: it appears neither in the history of the shell nor among the processes",
      ],
      ["touchstone token revoke --user mara", "every token that speaks for a person"],
    ],
    commands: [tokenInspectCommand(io), tokenRevokeCommand(io)],
  });
}
