import { type Command, Option } from "commander";
import type { AccountClaims, AccountComplaint, AccountInput } from "../accounts/mod.ts";
import type { AccountRecord } from "../stores/mod.ts";
import { ask, readAll } from "./ask.ts";
import { askPassword } from "./ask_password.ts";
import { writeAudit } from "./audit.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, withStores } from "./context.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed, type FailureDetail, refuseInput } from "./failure.ts";
import type { Io } from "./io.ts";
import { printAnswer } from "./output.ts";

/** What was given of a person. */
export interface CreateUserOptions extends CommonOptions {
  readonly username?: string;
  readonly email?: string;
  readonly password?: string;
  readonly passwordStdin?: boolean;
  readonly firstName?: string;
  readonly lastName?: string;
  /** A JSON object. */
  readonly claims?: string;
  /** False for `--noinput`: nobody is asked. */
  readonly input?: boolean;
}

interface Kind {
  readonly command: string;
  /** Beginnings of the variables that say what was not given, where nobody is asked; the first that is set counts. */
  readonly variables?: readonly string[];
  readonly isStaff: boolean;
  readonly says: string;
  readonly who: string;
}

const SUPERUSER: Kind = {
  command: "createsuperuser",
  variables: ["TOUCHSTONE_SUPERUSER_", "DJANGO_SUPERUSER_"],
  isStaff: true,
  says: "Register a person who is staff: one that may administer.",
  who: "staff user",
};
const USER: Kind = {
  command: "createuser",
  variables: ["TOUCHSTONE_USER_"],
  isStaff: false,
  says: "Register a person.",
  who: "user",
};

/** Registers a person who is staff. */
export function createSuperuserCommand(io: Io): Command {
  return userCommand(io, SUPERUSER);
}

/** Registers a person. */
export function createUserCommand(io: Io): Command {
  return userCommand(io, USER);
}

function userCommand(io: Io, kind: Kind): Command {
  const { command, says, variables: [prefix = ""] = [] } = kind;
  return newCommand(command, {
    says,
    examples: [
      [`touchstone ${command}`, "asks for everything; the password stays invisible"],
      [
        `touchstone ${command} --username mara --claims '{"nickname":"Mara","birthdate":"1990-12-31"}'`,
        "with claims for the scope profile",
      ],
      [`touchstone ${command} --username mara --email mara@example.com --password-stdin < password.txt`, "in a script"],
      [`${prefix}PASSWORD=… touchstone ${command} --noinput --username mara`, "in a container"],
    ],
    more: [
      "What is not given is asked for at a terminal. A password on the command line can be seen by others on the machine.",
      `Where nobody is asked, ${prefix}USERNAME, ${prefix}EMAIL and ${prefix}PASSWORD say what is not given.`,
    ].join("\n"),
  })
    .option("--username <name>", "1 to 150 letters, digits or any of @ . + - _")
    .option("--email <address>", "may be empty")
    .option("--password <password>", "8 to 1024 bytes")
    .option("--password-stdin", "read the password from standard input")
    .option("--first-name <name>", "as the sample API and the pages show it")
    .option("--last-name <name>", "as the sample API and the pages show it")
    .option("--claims <json>", "what else applications may learn, as claims of OpenID Connect")
    .option("--noinput", "ask nothing, even at a terminal (also: --no-input)")
    .addOption(new Option("--no-input").hideHelp())
    .action(({ noinput, input, ...options }: CreateUserOptions & { readonly noinput?: boolean }) =>
      createUser(io, { ...options, input: input !== false && noinput !== true, kind }),
    );
}

const OPTION_OF: Readonly<Record<AccountComplaint["member"], string>> = {
  username: "--username",
  password: "--password",
  email: "--email",
  firstName: "--first-name",
  lastName: "--last-name",
  isStaff: "--staff",
  claims: "--claims",
};

type Given = Partial<AccountInput>;

/** Asks for what is missing, in the order of Django's command. */
async function askMissing(io: Io, given: CreateUserOptions): Promise<Given> {
  const { accountComplaints } = await import("../accounts/mod.ts");
  const first = (input: Given): string | undefined => accountComplaints(input)[0]?.says;
  const username =
    given.username ?? (await ask(io, { text: "Username: ", check: (name) => first({ username: name }) }));
  const email = given.email ?? (await ask(io, { text: "Email address: ", check: (text) => first({ email: text }) }));
  return { username, email, password: given.password ?? (await askPassword(io)) };
}

/**
 * What was given, with what a person at the terminal adds.
 *
 * @throws {CommandFailed} When something is missing and nobody is there to be asked.
 */
export async function completeAccount(
  io: Io,
  options: CreateUserOptions & { readonly kind: Pick<Kind, "isStaff" | "variables"> },
): Promise<AccountInput> {
  if (options.password !== undefined && options.passwordStdin === true) {
    throw new CommandFailed("Cannot take both --password and --password-stdin: give one", { exitCode: EXIT.usage });
  }
  const claims = options.claims === undefined ? undefined : parseClaims(options.claims);
  const password = options.passwordStdin === true ? await readAll(io) : options.password;
  const asks = io.stdin.isTTY === true && options.passwordStdin !== true && options.input !== false;
  const said = asks ? {} : saidByEnvironment(io, options.kind.variables ?? []);
  const given = { ...said, ...options, ...(password === undefined ? {} : { password }) };
  const isComplete = given.username !== undefined && given.password !== undefined;
  const all = isComplete || !asks ? given : { ...given, ...(await askMissing(io, given)) };
  if (all.username === undefined || all.password === undefined) return refuseMissing(all);
  const { username, email, firstName, lastName } = all;
  return {
    username,
    password: all.password,
    isStaff: options.kind.isStaff,
    ...(email === undefined ? {} : { email }),
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(claims === undefined ? {} : { claims }),
  };
}

/** What variables say of a person; an empty one says nothing. */
function saidByEnvironment(
  { environment }: Io,
  prefixes: readonly string[],
): Pick<Given, "username" | "email" | "password"> {
  function said(name: string): string | undefined {
    return prefixes.map((prefix) => environment[prefix + name]).find((value) => value !== undefined && value !== "");
  }
  const [username, email, password] = [said("USERNAME"), said("EMAIL"), said("PASSWORD")];
  return {
    ...(username === undefined ? {} : { username }),
    ...(email === undefined ? {} : { email }),
    ...(password === undefined ? {} : { password }),
  };
}

function isObject(value: unknown): value is AccountClaims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads the claims of a person; what they hold is judged with everything else. */
function parseClaims(text: string): AccountClaims {
  try {
    const claims: unknown = JSON.parse(text);
    if (isObject(claims)) return claims;
  } catch {
    // Told below, as every other text that is no JSON object.
  }
  throw new CommandFailed("Cannot read the claims", {
    exitCode: EXIT.usage,
    details: [{ field: "--claims", says: 'Give a JSON object such as {"nickname":"Mara"}' }],
  });
}

function refuseMissing({ username, password }: Pick<Given, "username" | "password">): never {
  const details: FailureDetail[] = [];
  if (username === undefined) details.push({ field: "--username", says: "Give a user name" });
  if (password === undefined) details.push({ field: "--password", says: "Give it, or use --password-stdin" });
  throw new CommandFailed("Cannot ask as there is no terminal, or --noinput was given", {
    exitCode: EXIT.usage,
    details,
  });
}

async function createUser(io: Io, options: CreateUserOptions & { readonly kind: Kind }): Promise<void> {
  const { kind } = options;
  const input = await completeAccount(io, options);
  const { accountComplaints } = await import("../accounts/mod.ts");
  const complaints = accountComplaints(input);
  const message = `Cannot register the ${kind.who}`;
  if (complaints.length > 0) {
    refuseInput(
      message,
      complaints.map(({ member, says }) => ({ field: OPTION_OF[member], says })),
    );
  }
  const account = await withStores(io, {
    common: options,
    use: (context) => addAccount(input, { ...context, message }),
  });
  const { id, sub, username, email, firstName, lastName, isStaff, claims = {} } = account;
  printAnswer(io, {
    asJson: options.json === true,
    text: `Created the ${kind.who} '${username}'`,
    json: { id, sub, username, email, first_name: firstName, last_name: lastName, is_staff: isStaff, claims },
  });
}

/**
 * Stores a person, with the password as its hash.
 *
 * @throws {CommandFailed} When the name is taken.
 */
export async function addAccount(
  input: AccountInput,
  { durable, message }: Pick<CommandContext, "durable"> & { readonly message: string },
): Promise<AccountRecord> {
  const { prepareAccount } = await import("../accounts/mod.ts");
  const { argon2SlowHash, systemClock, systemRandom } = await import("../platform/mod.ts");
  const now = systemClock.now();
  const record = await prepareAccount(input, { random: systemRandom, slowHash: argon2SlowHash(), now });
  try {
    const added = await durable.accounts.add(record);
    await writeAudit({ durable }, { event: "account.created", accountId: added.id, detail: { staff: added.isStaff } });
    return added;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "AlreadyTaken") throw error;
    return refuseInput(message, [{ field: "--username", says: `'${record.username}' is taken` }]);
  }
}
