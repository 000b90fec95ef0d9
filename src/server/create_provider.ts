import type Koa from "koa";
import type { Middleware } from "koa";
import { type AccountInput, prepareAccount } from "../accounts/mod.ts";
import { type ClientInput, prepareClient } from "../clients/mod.ts";
import type { Feature, Issuer } from "../engine/mod.ts";
import type { SignedReader } from "../oauth1/mod.ts";
import {
  type Clock,
  type Log,
  type Random,
  silentLog,
  type SlowHash,
  systemClock,
  systemRandom,
} from "../platform/mod.ts";
import type { AccountRecord, ClientRecord } from "../stores/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../stores/memory/mod.ts";
import { type Config, readConfig } from "./config.ts";
import { type EventSource, openEvents } from "./events.ts";
import type { FunctionSettings } from "./function_settings.ts";
import type { ListenOptions } from "./listener.ts";
import { openTouchstone } from "./open.ts";
import { registrationPolicy } from "./registration_policy.ts";
import type { SettingName } from "./settings_table.ts";
import { openStores, type Stores } from "./stores.ts";

/** Where a provider keeps its records. */
export type ProviderStores =
  /** In this process, which is the only one, and lost with it: for tests and for trying things out. */
  | "memory"
  /** A Postgres, and a Redis; without that what is short-lived stays in this process, which is then the only one. */
  | { readonly databaseUrl: string; readonly redisUrl?: string }
  /** Stores that are open, migrated, and closed by who opened them. */
  | Stores;

/** Settings that say where a server listens or keeps its data, which a program says by options instead. */
type ServerSetting =
  | "PORT"
  | "HOST"
  | "ISSUER"
  | "DATA_DIR"
  | "DATABASE_URL"
  | "REDIS_URL"
  | "SECRET_KEY"
  | "LOG_LEVEL"
  | "LOG_FORMAT"
  | "WORKERS";

/** Settings by the names that they have in the environment, as JSON has them or as text. */
export type ProviderSettings = Readonly<Partial<Record<Exclude<SettingName, ServerSetting>, unknown>>>;

/** What a provider is made of. */
export interface CreateProviderOptions {
  /** The issuer identifier: where others reach it, with the path below which it is served. */
  readonly issuer: string;
  readonly stores: ProviderStores;
  /** At least 32 characters, the same in every process; a random one with `stores: "memory"`. */
  readonly secretKey?: string;
  readonly settings?: ProviderSettings;
  /** Settings that are functions of the client. */
  readonly functions?: FunctionSettings;
  /** Adds to the standard features, takes away from them, or puts others in their place. */
  readonly features?: (standard: readonly Feature[]) => readonly Feature[];
  /** Nothing is logged when not given. */
  readonly log?: Log;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly slowHash?: SlowHash;
}

/** An application that was registered, and its secret in the clear, where it has one. */
export interface RegisteredClient {
  readonly client: ClientRecord;
  readonly clientSecret?: string;
}

/** A provider. */
export interface Provider {
  /** A Koa application with all of it: endpoints, pages, health, and a page where there is nothing. */
  readonly app: Koa;
  /** The same for a Koa application of one's own: other paths go on to what comes next. */
  readonly middleware: Middleware;
  readonly issuer: Issuer;
  /** Reads requests that are signed by OAuth 1.0a, for `authenticate({ reader, signed })`; undefined where nobody can sign. */
  readonly signed: SignedReader | undefined;
  /** The settings that hold. */
  readonly config: Config;
  /** What happens, as it happens. */
  readonly events: EventSource;
  /**
   * Registers an application; its secret is told this once. Client metadata is taken as it is.
   *
   * Throws `RegistrationRefused` with everything that is wrong, and `AlreadyTaken` when the client id is in use.
   */
  readonly addClient: (input: ClientInput) => Promise<RegisteredClient>;
  /** Makes an account. Throws `AccountRefused` with everything that is wrong, and `AlreadyTaken` when the name is in use. */
  readonly addPerson: (input: AccountInput) => Promise<AccountRecord>;
  /** Begins to listen and answers the port. Throws what Node throws when the port is taken. */
  listen(options: ListenOptions): Promise<number>;
  /** Finishes what is in flight, forgets listeners, and closes the stores that it opened. */
  close(): Promise<void>;
}

interface OpenedStores {
  readonly stores: Stores;
  readonly isOurs: boolean;
}

function memoryStores(clock: Clock): Stores {
  const database = memoryDatabase({ clock });
  return {
    database,
    ephemeral: memoryEphemeralStore({ clock }),
    broadcast: memoryBroadcast(),
    close: () => database.close(),
  };
}

async function openProviderStores({
  stores,
  clock = systemClock,
  log = silentLog,
}: CreateProviderOptions): Promise<OpenedStores> {
  if (stores === "memory") return { stores: memoryStores(clock), isOurs: true };
  if ("database" in stores) return { stores, isOurs: false };
  const opened = openStores({ databaseUrl: stores.databaseUrl, redisUrl: stores.redisUrl, log });
  try {
    await opened.database.migrate();
  } catch (error) {
    await opened.close();
    throw error;
  }
  return { stores: opened, isOurs: true };
}

function secretKeyOf({ secretKey, stores }: CreateProviderOptions): string {
  if (secretKey !== undefined && secretKey.length >= 32) return secretKey;
  if (secretKey === undefined && stores === "memory") return systemRandom.token(256);
  throw new TypeError("Cannot open a provider without a secretKey of 32 characters or more");
}

/**
 * Makes a provider inside of one's own program.
 *
 * The settings are those of the server, by the same names, and all that is wrong with them is told at once. Nothing is
 * read from the environment.
 *
 * @throws {ConfigRefused} With every setting that is wrong.
 * @throws {TypeError} When the issuer is no URL of a server, or the secret key is missing or too short.
 *
 * @example A provider below `/id` of one's own application
 * ```ts
 * const provider = await createProvider({
 *   issuer: "http://localhost:3000/id",
 *   stores: "memory",
 *   settings: { SCOPES: { "books:read": "See your books" }, DEFAULT_SCOPES: "books:read" },
 *   functions: { ACCESS_TOKEN_EXPIRE_SECONDS: ({ type }) => (type === "public" ? 300 : 3_600) },
 * });
 * provider.events.on("app_authorized", ({ client, scope }) => console.log(client.name, scope));
 * const app = new Koa();
 * app.use(provider.middleware);
 * await provider.close();
 * ```
 */
export async function createProvider(options: CreateProviderOptions): Promise<Provider> {
  const { issuer, settings = {}, log = silentLog } = options;
  // The issuer is judged by the setting's own words.
  const config = readConfig({ environment: { TOUCHSTONE_CONFIG: "" }, settings: { ...settings, ISSUER: issuer } });
  const secretKey = secretKeyOf(options);
  const { stores, isOurs } = await openProviderStores(options);
  const events = openEvents(log);
  async function closeStores(): Promise<void> {
    if (isOurs) await stores.close();
  }
  try {
    const { features = (standard: readonly Feature[]) => standard } = options;
    const server = await openTouchstone({
      config,
      issuer: config.ISSUER ?? issuer,
      stores,
      secretKey,
      log,
      features: (standard) => [...features(standard), events.feature],
      ...(options.functions === undefined ? {} : { functions: options.functions }),
      ...(options.clock === undefined ? {} : { clock: options.clock }),
      ...(options.random === undefined ? {} : { random: options.random }),
      ...(options.slowHash === undefined ? {} : { slowHash: options.slowHash }),
    });
    return {
      app: server.app,
      middleware: server.middleware,
      issuer: server.issuer,
      signed: server.signed,
      config,
      events: events.source,
      async addClient(input) {
        const policy = registrationPolicy(server.issuer.features, config);
        const { clock, durable, clients } = server.issuer;
        const prepared = await prepareClient(input, { ...server.issuer, policy, now: clock.now() });
        const client = await durable.clients.add(prepared.client);
        await clients.changed(client);
        const { clientSecret } = prepared;
        return clientSecret === undefined ? { client } : { client, clientSecret };
      },
      async addPerson(input) {
        const { clock, durable } = server.issuer;
        return durable.accounts.add(await prepareAccount(input, { ...server.issuer, now: clock.now() }));
      },
      listen: (where) => server.listen(where),
      async close() {
        await server.close();
        events.close();
        await closeStores();
      },
    };
  } catch (error) {
    await closeStores();
    throw error;
  }
}
