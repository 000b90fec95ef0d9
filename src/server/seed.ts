import { type AccountInput, prepareAccount } from "../accounts/mod.ts";
import {
  chosenSecret,
  type ClientInput,
  keptSecret,
  newSecret,
  OAUTH1_GRANT,
  prepareClient,
  secretCheck,
  type RegistrationPolicy,
} from "../clients/mod.ts";
import { type Clock, type Random, type SlowHash } from "../platform/mod.ts";
import { AlreadyTaken, type DurableStore } from "../stores/mod.ts";

/** Who has a secret in the demonstration: two people and three clients. */
export const DEMONSTRATION_NAMES = ["admin", "alice", "demo-confidential", "demo-machine", "demo-oauth1"] as const;

/** One of those who have a secret. */
export type DemonstrationName = (typeof DEMONSTRATION_NAMES)[number];

/** Passwords and client secrets of the demonstration, in the clear. */
export type DemonstrationSecrets = Readonly<Record<DemonstrationName, string>>;

/**
 * Secrets that everybody can read here: for a server that only its own machine can reach.
 *
 * They are easy to type and to remember, so that a newcomer's first call succeeds.
 */
export const OPEN_SECRETS: DemonstrationSecrets = {
  admin: "looking-glass-2026",
  alice: "wonderland-2026",
  "demo-confidential": "demo-confidential-secret",
  "demo-machine": "demo-machine-secret",
  "demo-oauth1": "demo-oauth1-secret",
};

/** Secrets that nobody can guess: for a server that others can reach. */
export function randomSecrets(random: Random): DemonstrationSecrets {
  return {
    admin: random.base62(20),
    alice: random.base62(20),
    "demo-confidential": newSecret(random, 0).text,
    "demo-machine": newSecret(random, 0).text,
    "demo-oauth1": newSecret(random, 0).text,
  };
}

/** What seeding needs. */
export interface SeedOptions {
  readonly durable: DurableStore;
  readonly policy: RegistrationPolicy;
  readonly random: Random;
  readonly slowHash: SlowHash;
  readonly clock: Clock;
  /** Seals the secret of the consumer of OAuth 1.0a; not given where secrets are only tried. */
  readonly sealKey?: Uint8Array;
}

/** A person or a client of the demonstration, as it is stored now. */
interface Found {
  readonly name: DemonstrationName;
  /** Whether a secret is theirs. */
  matches(secret: string): Promise<boolean>;
  change(secret: string): Promise<void>;
}

const REDIRECT_URIS = ["http://localhost:3000/callback", "http://127.0.0.1/callback"];
/** Signs people in, and out again: the program that it stands for listens on this machine and keeps no secret. */
const OPENID_APPLICATION: ClientInput = {
  clientId: "demo-openid",
  name: "Demonstration (OpenID Connect)",
  type: "public",
  grantTypes: ["authorization_code", "refresh_token"],
  redirectUris: REDIRECT_URIS.slice(1),
  metadata: { post_logout_redirect_uris: ["http://127.0.0.1:3000/"] },
};
const MACHINE_SCOPES = ["read", "write", "introspection"];

/** What clients learn of Alice, so that each scope of OpenID Connect has something to show. */
const ALICE = {
  nickname: "Alice",
  gender: "female",
  birthdate: "1852-05-04",
  zoneinfo: "Europe/London",
  locale: "en-GB",
  profile: "https://example.com/alice",
  picture: "https://example.com/alice.png",
  website: "https://example.com/wonderland",
  email_verified: true,
  address: { street_address: "Christ Church", locality: "Oxford", postal_code: "OX1 1DP", country: "GB" },
  phone_number: "+44 1865 000000",
  phone_number_verified: false,
};

function people(secrets: DemonstrationSecrets): readonly AccountInput[] {
  return [
    { username: "admin", password: secrets.admin, email: "admin@example.com", isStaff: true },
    {
      username: "alice",
      password: secrets.alice,
      email: "alice@example.com",
      firstName: "Alice",
      lastName: "Liddell",
      claims: ALICE,
    },
  ];
}

/** Signs by any method that needs no key of its own, for people and, with two legs, for itself. */
function consumer(secrets: DemonstrationSecrets): ClientInput {
  return {
    clientId: "demo-oauth1",
    name: "Demonstration (OAuth 1.0a)",
    type: "confidential",
    clientSecret: secrets["demo-oauth1"],
    grantTypes: [OAUTH1_GRANT, "client_credentials"],
    redirectUris: REDIRECT_URIS,
  };
}

function applications(
  secrets: DemonstrationSecrets,
  { grantTypes, scopes }: RegistrationPolicy,
): readonly ClientInput[] {
  const machineScopes = MACHINE_SCOPES.filter((scope) => scopes.has(scope));
  return [
    {
      clientId: "demo-confidential",
      name: "Demonstration (confidential)",
      type: "confidential",
      clientSecret: secrets["demo-confidential"],
      grantTypes: ["authorization_code", "refresh_token", "password"],
      redirectUris: REDIRECT_URIS,
    },
    {
      clientId: "demo-public",
      name: "Demonstration (public)",
      type: "public",
      grantTypes: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
      redirectUris: REDIRECT_URIS.slice(1),
    },
    ...(scopes.has("openid") ? [OPENID_APPLICATION] : []),
    {
      clientId: "demo-machine",
      name: "Demonstration (machine to machine)",
      type: "confidential",
      clientSecret: secrets["demo-machine"],
      grantTypes: ["client_credentials"],
      redirectUris: [],
      ...(machineScopes.length === 0 ? {} : { scope: machineScopes.join(" ") }),
    },
    ...(grantTypes.includes(OAUTH1_GRANT) ? [consumer(secrets)] : []),
  ];
}

/** What the demonstration needs is allowed to it, whatever the settings say to others. */
function widened(policy: RegistrationPolicy): RegistrationPolicy {
  const { redirectUris } = policy;
  return { ...policy, redirectUris: { ...redirectUris, schemes: [...redirectUris.schemes, "http"] } };
}

/** Says that the demonstration was made. */
const CLAIM = "demonstration";

/** Somebody else took the name before: then it stays theirs. */
async function unlessTaken(add: () => Promise<unknown>): Promise<void> {
  try {
    await add();
  } catch (error) {
    if (!(error instanceof AlreadyTaken)) throw error;
  }
}

/**
 * Makes the demonstration's people and clients, once in the life of a database: what somebody removed does not come
 * back at the next start.
 *
 * It is claimed when all of it is there: a start after a crash makes the rest, and of several that start at once each
 * goes on with the whole of it, whoever wrote which part.
 *
 * @returns True for the one call that finished it.
 */
export async function seedDemonstration(secrets: DemonstrationSecrets, options: SeedOptions): Promise<boolean> {
  const { durable, clock } = options;
  const prepared = { ...options, now: clock.now(), policy: widened(options.policy) };
  if (await durable.wasClaimed(CLAIM)) return false;
  const accounts = await Promise.all(people(secrets).map((person) => prepareAccount(person, prepared)));
  const clients = await Promise.all(applications(secrets, options.policy).map((one) => prepareClient(one, prepared)));
  for (const account of accounts) await unlessTaken(() => durable.accounts.add(account));
  for (const { client } of clients) await unlessTaken(() => durable.clients.add(client));
  return durable.claimOnce(CLAIM);
}

async function findPerson(name: DemonstrationName, options: SeedOptions): Promise<Found | undefined> {
  const { durable, slowHash, clock } = options;
  const account = await durable.accounts.findByUsername(name);
  if (account === undefined || !account.isActive) return undefined;
  return {
    name,
    matches: (password) => slowHash.verify(account.passwordHash, password),
    async change(password) {
      const passwordHash = await slowHash.hash(password);
      await durable.accounts.change(account.id, { passwordHash, updatedAt: clock.now() });
    },
  };
}

async function findApplication(name: DemonstrationName, options: SeedOptions): Promise<Found | undefined> {
  const { durable, random, slowHash, clock, sealKey: key } = options;
  const client = await durable.clients.find(name);
  if (client === undefined) return undefined;
  const check = secretCheck(slowHash);
  return {
    name,
    matches: async (secret) => check.matches(client, secret, { now: clock.now(), from: "" }),
    async change(secret) {
      const record = await chosenSecret(secret, { slowHash, now: clock.now() });
      const secrets = [keptSecret(record, secret, { client, random, key })];
      await durable.clients.change(client.id, { secrets, updatedAt: clock.now() });
    },
  };
}

function isClient(name: DemonstrationName): boolean {
  return name.startsWith("demo-");
}

async function findSeeded(options: SeedOptions): Promise<readonly Found[]> {
  const found = await Promise.all(
    DEMONSTRATION_NAMES.map((name) => (isClient(name) ? findApplication(name, options) : findPerson(name, options))),
  );
  return found.filter((one) => one !== undefined);
}

/** Which secrets of the demonstration work at this moment: people remove it, and change passwords. */
export async function workingSecrets(
  secrets: DemonstrationSecrets,
  options: SeedOptions,
): Promise<Partial<DemonstrationSecrets>> {
  const found = await findSeeded(options);
  const works = await Promise.all(found.map((one) => one.matches(secrets[one.name])));
  return Object.fromEntries(found.filter((_one, index) => works[index]).map(({ name }) => [name, secrets[name]]));
}

/**
 * Puts other secrets in the place of those that everybody can read; what somebody changed already stays.
 *
 * @returns Whose secrets were changed.
 */
export async function closeDemonstration(
  secrets: DemonstrationSecrets,
  options: SeedOptions,
): Promise<readonly DemonstrationName[]> {
  const found = await findSeeded(options);
  const open = await Promise.all(found.map((one) => one.matches(OPEN_SECRETS[one.name])));
  const changed = found.filter((_one, index) => open[index]);
  await Promise.all(changed.map((one) => one.change(secrets[one.name])));
  return changed.map(({ name }) => name);
}
