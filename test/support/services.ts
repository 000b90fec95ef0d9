/**
 * Real services for tests, private to a run: Postgres by a schema of each worker's own, Redis by key prefixes.
 *
 * Nothing is started until a test asks. Where no service is named by TEST_DATABASE_URL and TEST_REDIS_URL (a file that is
 * run by itself with mocha), they are started in this process and end with it.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { Client } from "pg";
import { openTemporaryServices, type TemporaryServices } from "../../src/provision/mod.ts";

/** A Postgres schema of one's own. */
export interface TestDatabase {
  /** Connections made with it see the schema and no other: for knex, and for child processes. */
  readonly url: string;
  readonly schema: string;
}

/** Brings an empty schema to the state that the tests expect. */
export type Migrate = (database: TestDatabase) => Promise<void>;

/** A part of Redis of one's own. */
export interface TestRedis {
  readonly url: string;
  readonly keyPrefix: string;
}

/** What this process has opened; a worker runs many files. */
interface Opened {
  databases: Map<Migrate | undefined, Promise<TestDatabase>>;
  postgres?: Promise<TemporaryServices>;
  redis?: Promise<TemporaryServices>;
}

const opened: Opened = { databases: new Map() };

/**
 * This worker's schema, made at the first call and brought up to date once by the migration that is given.
 *
 * All files of a worker share it: tests make their own records and count none of others.
 */
export function testDatabase({ migrate }: { readonly migrate?: Migrate } = {}): Promise<TestDatabase> {
  const known = opened.databases.get(migrate);
  if (known !== undefined) return known;
  const made = freshDatabase(migrate === undefined ? {} : { migrate });
  opened.databases.set(migrate, made);
  return made;
}

/** A schema that nobody else uses, for tests of migrations, of several servers, of what counts all rows. */
export async function freshDatabase({ migrate }: { readonly migrate?: Migrate } = {}): Promise<TestDatabase> {
  const base = await databaseUrl();
  const schema = `${schemaPrefix()}${randomBytes(6).toString("hex")}`;
  await withClient(base, (client) => client.query(`create schema "${schema}"`));
  const database = { url: withSearchPath(base, schema), schema };
  await migrate?.(database);
  return database;
}

/** A part of Redis that is empty and that no other caller sees, provided that keys begin with the prefix. */
export async function testRedis(): Promise<TestRedis> {
  const url = await redisUrl();
  return { url, keyPrefix: `${keyPrefix()}${randomBytes(6).toString("hex")}:` };
}

/** Stop what this process started, and tidy away what this run made on services of somebody else. */
export async function closeTestServices(): Promise<void> {
  await Promise.all([opened.postgres, opened.redis].map(async (services) => (await services)?.stop()));
  if (process.env["TEST_SERVICES"] === "temporary") return;
  const [database, redis] = [process.env["TEST_DATABASE_URL"], process.env["TEST_REDIS_URL"]];
  await Promise.all([
    database === undefined ? undefined : dropSchemas(database),
    redis === undefined ? undefined : dropKeys(redis),
  ]);
}

async function databaseUrl(): Promise<string> {
  const configured = process.env["TEST_DATABASE_URL"] ?? "";
  if (configured !== "") return configured;
  opened.postgres ??= openTemporaryServices({ wantPostgres: true, wantRedis: false, log: console.error });
  return (await opened.postgres).databaseUrl!;
}

async function redisUrl(): Promise<string> {
  const configured = process.env["TEST_REDIS_URL"] ?? "";
  if (configured !== "") return configured;
  opened.redis ??= openTemporaryServices({ wantPostgres: false, wantRedis: true, log: console.error });
  return (await opened.redis).redisUrl!;
}

function schemaPrefix(): string {
  return `test_${process.env["TEST_RUN"] ?? process.pid}_`;
}

function keyPrefix(): string {
  return `test:${process.env["TEST_RUN"] ?? process.pid}:`;
}

/** Written by hand: URLSearchParams prints a blank as "+", which libpq does not read. */
function withSearchPath(url: string, schema: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}options=-c%20search_path%3D${schema}`;
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function dropSchemas(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const pattern = `${schemaPrefix().replaceAll("_", "\\_")}%`;
    const { rows } = await client.query<{ name: string }>(
      "select nspname as name from pg_namespace where nspname like $1",
      [pattern],
    );
    for (const { name } of rows) await client.query(`drop schema "${name}" cascade`);
  });
}

async function dropKeys(url: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for await (const keys of redis.scanStream({ match: `${keyPrefix()}*`, count: 1000 })) {
      if (keys.length > 0) await redis.unlink(keys);
    }
  } finally {
    redis.disconnect();
  }
}
