import { type Command, InvalidArgumentError } from "commander";
import type { ClientRecord } from "../stores/mod.ts";
import { clientJson } from "./client_view.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, withStores } from "./context.ts";
import { everyRecord } from "../stores/mod.ts";
import { refuseInput } from "./failure.ts";
import { findPerson } from "./find_person.ts";
import type { Io } from "./io.ts";
import { note, printAnswer } from "./output.ts";
import { printTable, printTime } from "./table.ts";

/** Which clients are listed. */
export interface ClientListOptions {
  /** A word in the id, the name or a redirect URI; case does not count. */
  readonly search?: string;
  /** User name or number of the person whom they belong to. */
  readonly user?: string;
  readonly grantType?: string;
  readonly limit: number;
}

const HEAD = ["CLIENT_ID", "NAME", "TYPE", "GRANT TYPES", "REGISTERED"];

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100_000) return limit;
  throw new InvalidArgumentError("Give a whole number from 1 to 100000.");
}

/** Lists registered applications. */
export function clientListCommand(io: Io): Command {
  return newCommand("client list", {
    says: "List registered applications, in the order in which they were registered.",
    examples: [
      ["touchstone client list --user mara", "those of one person"],
      ["touchstone client list --grant-type password --json", "those that may use a grant, for a program"],
    ],
  })
    .option("--search <word>", "only those whose id, name or a redirect URI holds it")
    .option("--user <name>", "only those of a person, by user name or number")
    .option("--grant-type <type>", "only those that may use it, as the specifications write it")
    .option("--limit <count>", "at most so many", parseLimit, 100)
    .action((options: ClientListOptions & CommonOptions) => clientList(io, options));
}

async function clientList(io: Io, options: ClientListOptions & CommonOptions): Promise<void> {
  const { clients, isAll } = await withStores(io, {
    common: options,
    use: (context) => listClients(context, options),
  });
  const rows = clients.map(rowOf);
  if (!isAll) note(io, `There are more than ${options.limit}: give --limit, or --search`);
  printAnswer(io, {
    asJson: options.json === true,
    text: rows.length === 0 ? "There is no such client" : printTable(HEAD, rows),
    json: clients.map(clientJson),
  });
}

function rowOf({ clientId, name, type, grantTypes, createdAt }: ClientRecord): readonly string[] {
  return [clientId, name, type, grantTypes.map(shortGrant).join(" "), printTime(createdAt)];
}

/** The last part of a grant that is a URN: the rest of it only fills the line. */
function shortGrant(grantType: string): string {
  return grantType.slice(grantType.lastIndexOf(":") + 1);
}

/** Clients that match, and whether those are all of them. */
export interface ListedClients {
  readonly clients: readonly ClientRecord[];
  readonly isAll: boolean;
}

/**
 * Finds the clients that match.
 *
 * @throws {CommandFailed} When there is no such person.
 */
export async function listClients(
  { durable }: Pick<CommandContext, "durable">,
  { search, user, grantType, limit }: ClientListOptions,
): Promise<ListedClients> {
  const owner = user === undefined ? undefined : await findPerson(user, durable);
  if (user !== undefined && owner === undefined)
    refuseInput("Cannot list the clients", [{ field: "--user", says: `There is no user '${user}'` }]);
  const whose = owner === undefined ? {} : { ownerId: owner.id };
  const clients: ClientRecord[] = [];
  for await (const client of everyRecord((page) => durable.clients.list({ ...page, ...whose }))) {
    if (grantType !== undefined && !client.grantTypes.includes(grantType)) continue;
    if (search !== undefined && !holds(client, search)) continue;
    if (clients.length === limit) return { clients, isAll: false };
    clients.push(client);
  }
  return { clients, isAll: true };
}

function holds({ clientId, name, redirectUris }: ClientRecord, word: string): boolean {
  const sought = word.toLowerCase();
  return [clientId, name, ...redirectUris].some((text) => text.toLowerCase().includes(sought));
}
