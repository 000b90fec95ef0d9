import { ask } from "./ask.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import type { Io } from "./io.ts";

/**
 * Asks before something that cannot be undone.
 *
 * @throws {CommandFailed} When the person says no, and when nobody is there to be asked and `--yes` was not given.
 */
export async function confirm(io: Io, { text, yes }: { readonly text: string; readonly yes: boolean }): Promise<void> {
  if (yes) return;
  if (io.stdin.isTTY !== true)
    throw new CommandFailed("Cannot ask as there is no terminal: give --yes", { exitCode: EXIT.usage });
  const answer = await ask(io, {
    text: `${text} [y/N] `,
    check: (said) => (/^(y|yes|n|no|)$/i.test(said.trim()) ? undefined : "Say y or n"),
  });
  if (!/^y/i.test(answer.trim())) throw new CommandFailed("Nothing was changed", { exitCode: EXIT.interrupted });
}
