import { ask, readAll } from "./ask.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import type { Io } from "./io.ts";

/**
 * The token that a command is about: the word on the command line, or for `-` what is typed unseen or comes on standard
 * input.
 *
 * @throws {CommandFailed} When there is none.
 */
export async function tokenText(io: Io, word: string): Promise<string> {
  const given = word === "-" ? await typed(io) : word;
  const text = given.trim();
  if (text !== "") return text;
  throw new CommandFailed("Cannot find a token: give one, or - and the token on standard input", {
    exitCode: EXIT.usage,
  });
}

async function typed(io: Io): Promise<string> {
  return io.stdin.isTTY === true ? ask(io, { text: "Token: ", hidden: true }) : readAll(io);
}
