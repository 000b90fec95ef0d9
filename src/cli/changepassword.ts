import type { Command } from "commander";
import type { AccountRecord } from "../stores/mod.ts";
import { readAll } from "./ask.ts";
import { askPassword } from "./ask_password.ts";
import { writeAudit } from "./audit.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, withStores } from "./context.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed, refuseInput } from "./failure.ts";
import { findPerson } from "./find_person.ts";
import type { Io } from "./io.ts";
import { printAnswer } from "./output.ts";
import { revoking } from "./revoking.ts";

interface ChangePasswordOptions extends CommonOptions {
  readonly passwordStdin?: boolean;
  readonly keepSessions?: boolean;
  readonly revokeTokens?: boolean;
}

const REFUSAL = "Cannot change the password";

/** Gives a person another password. */
export function changePasswordCommand(io: Io): Command {
  return newCommand("changepassword", {
    says: "Give a person another password, and end their sessions with the tokens that were issued in them.",
    examples: [
      ["touchstone changepassword mara", "asks twice; the password stays invisible"],
      ["touchstone changepassword mara --password-stdin < password.txt", "in a script"],
      ["touchstone changepassword mara --revoke-tokens", "the account was taken over: nothing of before works on"],
    ],
    more: [
      "Tokens that outlive sessions (offline_access) work on unless --revoke-tokens is given. Applications are not told",
      "by back-channel logout, which needs a server: they notice when they ask.",
    ].join("\n"),
  })
    .argument("<USER>", "user name or number of the person")
    .option("--password-stdin", "read the password from standard input")
    .option("--keep-sessions", "end no session")
    .option("--revoke-tokens", "end every authorization that the person gave as well")
    .action((user: string, options: ChangePasswordOptions) => changePasswordOf(io, { ...options, user }));
}

async function changePasswordOf(io: Io, options: ChangePasswordOptions & { readonly user: string }): Promise<void> {
  const { account, sessions, authorizations } = await withStores(io, {
    common: options,
    async use(context) {
      const account = await findPerson(options.user, context.durable);
      if (account === undefined)
        return refuseInput(REFUSAL, [{ field: "USER", says: `There is no user '${options.user}'` }]);
      return changePassword(context, { ...options, account, password: await newPassword(io, options) });
    },
  });
  const { id, username } = account;
  printAnswer(io, {
    asJson: options.json === true,
    text: `Changed the password of '${username}' and ended ${sessions} sessions and ${authorizations} authorizations`,
    json: { id, username, sessions_ended: sessions, authorizations_ended: authorizations },
  });
}

async function newPassword(io: Io, { passwordStdin }: ChangePasswordOptions): Promise<string> {
  if (passwordStdin === true) return readAll(io);
  if (io.stdin.isTTY === true) return askPassword(io);
  throw new CommandFailed("Cannot ask as there is no terminal: use --password-stdin", { exitCode: EXIT.usage });
}

/** Whose password becomes what, and what ends with the old one. */
export interface NewPassword extends Pick<ChangePasswordOptions, "keepSessions" | "revokeTokens"> {
  readonly account: AccountRecord;
  readonly password: string;
}

/** What changing a password did. */
export interface ChangedPassword {
  readonly account: AccountRecord;
  readonly sessions: number;
  readonly authorizations: number;
}

/**
 * Changes a password, and ends what was begun under the old one.
 *
 * The password goes first: who knows the old one cannot begin a session after the others have ended.
 *
 * @throws {CommandFailed} When the password will not do, or the person is gone.
 */
export async function changePassword(context: CommandContext, options: NewPassword): Promise<ChangedPassword> {
  const { account, password } = options;
  const { accountComplaints } = await import("../accounts/mod.ts");
  const { argon2SlowHash, systemClock } = await import("../platform/mod.ts");
  const wrong = accountComplaints({ password }).map(({ says }) => ({ field: "password", says }));
  if (wrong.length > 0) refuseInput(REFUSAL, wrong);
  const passwordHash = await argon2SlowHash().hash(password);
  const { accounts } = context.durable;
  const changed = await accounts.change(account.id, { passwordHash, updatedAt: systemClock.now() });
  if (changed === undefined)
    return refuseInput(REFUSAL, [{ field: "USER", says: `There is no user '${account.username}' any more` }]);
  const ended =
    options.keepSessions === true ? { sessions: 0, authorizations: 0 } : await endSessions(context, changed);
  const authorizations = ended.authorizations + (options.revokeTokens === true ? await revokeAll(context, changed) : 0);
  const { sessions } = ended;
  await writeAudit(context, {
    event: "password.changed",
    accountId: changed.id,
    detail: { sessions, authorizations },
  });
  return { account: changed, sessions, authorizations };
}

async function revokeAll(context: CommandContext, { id }: AccountRecord): Promise<number> {
  const { revokeFamilies } = await import("../tokens/mod.ts");
  return revokeFamilies({ accountId: id }, await revoking(context));
}

/** Ends all sessions of a person; the tokens of each go first, and again when it has ended, as the server does it. */
async function endSessions(
  context: CommandContext,
  { id }: AccountRecord,
): Promise<Pick<ChangedPassword, "sessions" | "authorizations">> {
  const { ENDED_SESSION } = await import("../engine/mod.ts");
  const { revokeFamilies } = await import("../tokens/mod.ts");
  const tools = await revoking(context);
  const count = { sessions: 0, authorizations: 0 };
  for (const { sid } of await context.durable.sessions.list(id)) {
    count.authorizations += await revokeFamilies({ session: sid }, tools);
    if ((await context.durable.sessions.end(sid)) === undefined) continue;
    count.sessions += 1;
    await tools.ephemeral.put<true>(ENDED_SESSION, { key: sid, value: true, ttl: 3_600 });
    count.authorizations += await revokeFamilies({ session: sid }, tools);
  }
  return count;
}
