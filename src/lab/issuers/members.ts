import type { Issuer, Members } from "../../engine/mod.ts";
import { fail, OAuthError } from "../../protocol/mod.ts";
import { AlreadyTaken } from "../../stores/mod.ts";
import { clientView, prepareThrowawayClient } from "./new_client.ts";
import { prepareUser, userView } from "./new_user.ts";
import type { CreatedClient, CreatedUser, WantedUser } from "./throwaways.ts";

/** People, and clients, of one issuer. */
export const MOST_MEMBERS = 100;

/** Refuses more people, or clients, than an issuer may have. Throws OAuthError invalid_request. */
export function checkMany(what: string, count: number): void {
  if (count > MOST_MEMBERS)
    fail("invalid_request", `Cannot take ${what}: an issuer has at most ${MOST_MEMBERS} of them`);
}

/** Says which of several things a refusal is about. */
async function within<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const { code, description, rule, status } = error;
    throw new OAuthError(code, `${where}: ${description}`, { status, ...(rule === undefined ? {} : { rule }) });
  }
}

function refuseTaken(what: string, error: unknown): never {
  if (!(error instanceof AlreadyTaken)) throw error;
  return fail("invalid_request", `Cannot take ${what}: this issuer has one of that name already`);
}

async function makeUser(issuer: Issuer, wanted: WantedUser): Promise<CreatedUser> {
  const { account, password } = await prepareUser(wanted, issuer);
  try {
    await issuer.durable.accounts.add(account);
  } catch (error) {
    const what = error instanceof AlreadyTaken && error.member === "sub" ? "sub" : "username";
    refuseTaken(what, error);
  }
  return { ...userView(account), password };
}

async function makeClient(issuer: Issuer, wanted: Members): Promise<CreatedClient> {
  const { client, clientSecret } = await prepareThrowawayClient(wanted, issuer);
  try {
    await issuer.clients.changed(await issuer.durable.clients.add(client));
  } catch (error) {
    refuseTaken("client_id", error);
  }
  return { ...clientView(client), ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) };
}

/** One after the other: what is wrong is told of the first that is. */
async function makeAll<Wanted, Made>(
  name: string,
  { wanted, make }: { readonly wanted: readonly Wanted[]; readonly make: (one: Wanted) => Promise<Made> },
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (const [index, one] of wanted.entries()) made.push(await within(`${name}[${index}]`, () => make(one)));
  return made;
}

/** Whom a new issuer has. */
export interface WantedMembers {
  readonly users: readonly WantedUser[];
  readonly clients: readonly Members[];
}

/** Adds the people and clients of a new issuer. Throws OAuthError invalid_request for the first that cannot be. */
export async function addMembers(
  issuer: Issuer,
  { users, clients }: WantedMembers,
): Promise<{ readonly users: readonly CreatedUser[]; readonly clients: readonly CreatedClient[] }> {
  return {
    users: await makeAll("users", { wanted: users, make: (user) => makeUser(issuer, user) }),
    clients: await makeAll("clients", { wanted: clients, make: (client) => makeClient(issuer, client) }),
  };
}

/** Adds a person to an issuer that is there. Throws OAuthError invalid_request where that cannot be. */
export async function addUserTo(issuer: Issuer, wanted: WantedUser): Promise<CreatedUser> {
  checkMany("the user", (await issuer.durable.accounts.count({ limit: MOST_MEMBERS })) + 1);
  return makeUser(issuer, wanted);
}

/** Adds a client to an issuer that is there. Throws OAuthError invalid_request where that cannot be. */
export async function addClientTo(issuer: Issuer, wanted: Members): Promise<CreatedClient> {
  checkMany("the client", (await issuer.durable.clients.list({ limit: MOST_MEMBERS })).length + 1);
  return makeClient(issuer, wanted);
}
