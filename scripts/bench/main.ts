/**
 * `npm run bench`: this server beside the floor, in one run.
 *
 * The floor is bare Koa with the same router and body parser and one Redis command: what any server of this kind
 * costs. Both run in processes of their own on one core, the stores and the shots on the other; rounds are
 * interleaved, so that a machine that is busy slows both down. Read the ratios: `CPU ×` is the server's CPU time for a
 * request over the floor's, the median of the ratios of rounds side by side. Redis commands and Postgres transactions
 * that wrote are counted by the stores; pairs that are read at one moment go out as one command, so that a read may
 * count as a part of one.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Redis } from "ioredis";
import { Client } from "pg";
import { openTemporaryServices } from "../../src/provision/mod.ts";
import { load, type Shot } from "./load.ts";
import { topAllocators, topOf } from "./profile_top.ts";
import { type BenchServer, pin, startServer } from "./server_process.ts";
import { type Facts, type Workload, WORKLOADS } from "./workloads.ts";

const HELP = `Usage: npm run bench -- [options]

  --rounds N      rounds of each side (11)
  --only WORDS    only workloads whose names hold these words; 'touchstone' is how long touchstone check takes
  --profile       print where the time goes (the functions with the most of it)
  --allocations   print who allocates memory, in bytes a request
  --memory        measure too what a live token costs in Redis (as redis_memory.ts does)
  --json          print the figures as JSON
  --help
`;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "11" },
    only: { type: "string", default: "" },
    profile: { type: "boolean", default: false },
    allocations: { type: "boolean", default: false },
    memory: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const CONNECTIONS = 32;

/** All requests come from this machine: they are counted as those of others are, and never too many. */
const COUNTED = {
  THROTTLE_EXEMPT: "none",
  THROTTLE_TOKEN: "1000000000/minute",
  DEFAULT_THROTTLE_RATES: '{"user":"1000000000/hour"}',
};

interface Round {
  /** Microseconds of CPU for one request. */
  readonly cpu: number;
  readonly rate: number;
  /** Milliseconds. */
  readonly p99: number;
}

interface Figures {
  readonly name: string;
  readonly goal?: number;
  readonly server: Round;
  readonly floor?: Round;
  /** The server over the floor: the median of the ratios of rounds that lay side by side. */
  readonly ratios?: Round;
  readonly redisCommands: number;
  readonly commits: number;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function medians(rounds: readonly Round[]): Round {
  return {
    cpu: median(rounds.map(({ cpu }) => cpu)),
    rate: median(rounds.map(({ rate }) => rate)),
    p99: median(rounds.map(({ p99 }) => p99)),
  };
}

/** Each round of ours over the one of theirs beside it, so that a busy moment slows both. */
function ratiosOf(ours: readonly Round[], theirs: readonly Round[]): readonly Round[] {
  return ours.flatMap(({ cpu, rate, p99 }, index) => {
    const floor = theirs[index];
    return floor === undefined ? [] : [{ cpu: cpu / floor.cpu, rate: rate / floor.rate, p99: p99 / floor.p99 }];
  });
}

async function shoot(server: BenchServer, shot: Shot, requests: number): Promise<Round> {
  const before = await server.cpu();
  const { seconds, latencies } = await load(shot, { port: server.port, requests, connections: CONNECTIONS });
  const cpu = ((await server.cpu()) - before) / requests;
  return { cpu, rate: requests / seconds, p99: latencies[Math.floor(requests * 0.99)] ?? Number.NaN };
}

/** What the stores counted so far. */
interface Counts {
  readonly commands: number;
  readonly commits: number;
}

interface Counters {
  read(): Promise<Counts>;
  close(): Promise<void>;
}

/** Commands of housekeeping, not of requests. */
const HOUSEKEEPING = new Set(["info", "ping", "auth", "hello", "client", "select", "command", "subscribe"]);

async function openCounters(databaseUrl: string, redisUrl: string): Promise<Counters> {
  const redis = new Redis(redisUrl);
  const postgres = new Client({ connectionString: databaseUrl });
  await postgres.connect();
  return {
    async read() {
      const info = await redis.info("commandstats");
      const lines = [...info.matchAll(/cmdstat_([\w|]+):calls=(\d+)/g)];
      const commands = lines
        .filter(([, name = ""]) => !HOUSEKEEPING.has(name))
        .reduce((sum, [, , calls]) => sum + Number(calls), 0);
      // Transactions that wrote something: each got a number, and a disk was waited for. Those that only read got none.
      const { rows } = await postgres.query<{ commits: string }>(
        "select pg_snapshot_xmax(pg_current_snapshot())::text as commits",
      );
      return { commands, commits: Number(rows[0]?.commits ?? 0) };
    },
    async close() {
      redis.disconnect();
      await postgres.end();
    },
  };
}

function factsOf({ port, facts }: BenchServer): Facts {
  const { clientId = "", clientSecret = "", session = "", callback = "" } = facts;
  const { consumerKey = "", consumerSecret = "", token = "", tokenSecret = "" } = facts;
  return { port, clientId, clientSecret, session, callback, consumerKey, consumerSecret, token, tokenSecret };
}

async function measure(
  workload: Workload,
  servers: { readonly floor: BenchServer; readonly subject: BenchServer; readonly counters: Counters },
): Promise<Figures> {
  const { floor, subject, counters } = servers;
  const facts = factsOf(subject);
  const { requests } = workload;
  const short = Math.ceil(requests / 3);
  const [ours, theirs]: [Round[], Round[]] = [[], []];
  // One round of each that does not count warms the machine and its compilers up; the stores' counts are taken there.
  await shoot(subject, await workload.prepare(facts, requests), requests);
  const shot = await workload.prepare(facts, requests);
  const before = await counters.read();
  await shoot(subject, shot, requests);
  const after = await counters.read();
  if (workload.floor !== undefined) await shoot(floor, workload.floor, requests);
  if (values.profile) {
    const many = requests * 4;
    const profiled = await workload.prepare(facts, many);
    await subject.profile();
    await shoot(subject, profiled, many);
    await printProfile(subject);
  }
  if (values.allocations) {
    const many = requests * 2;
    const sampled = await workload.prepare(facts, many);
    await subject.sample();
    await shoot(subject, sampled, many);
    await printAllocations(subject, many);
    if (workload.floor !== undefined) {
      await floor.sample();
      await shoot(floor, workload.floor, many);
      await printAllocations(floor, many);
    }
  }
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const prepared = await workload.prepare(facts, short);
    ours.push(await shoot(subject, prepared, short));
    if (workload.floor !== undefined) theirs.push(await shoot(floor, workload.floor, short));
  }
  return {
    name: workload.name,
    ...(workload.goal === undefined ? {} : { goal: workload.goal }),
    server: medians(ours),
    ...(workload.floor === undefined ? {} : { floor: medians(theirs), ratios: medians(ratiosOf(ours, theirs)) }),
    redisCommands: (after.commands - before.commands) / requests,
    commits: (after.commits - before.commits) / requests,
  };
}

function printRatio(ratio: number | undefined): string {
  return ratio === undefined ? "–" : ratio.toFixed(2);
}

function print({ name, goal, server, floor, ratios, redisCommands, commits }: Figures): void {
  const verdict =
    goal === undefined ? "" : (ratios?.cpu ?? Infinity) <= goal ? `goal ${goal}: reached` : `goal ${goal}: missed`;
  const columns = [
    name.padEnd(30),
    `CPU ${server.cpu.toFixed(0).padStart(4)} µs`,
    `floor ${(floor?.cpu ?? Number.NaN).toFixed(0).padStart(4)} µs`,
    `CPU × ${printRatio(ratios?.cpu)}`,
    `rate × ${printRatio(ratios?.rate)} (${server.rate.toFixed(0)}/s)`,
    `p99 × ${printRatio(ratios?.p99)}`,
    `Redis ${redisCommands.toFixed(2)}`,
    `commits ${commits.toFixed(2)}`,
    verdict,
  ];
  console.log(columns.join("  "));
}

async function printProfile(server: BenchServer): Promise<void> {
  console.log("  where the time goes (share of what was busy):");
  for (const [name, share] of topOf(await server.profiled(), 10))
    console.log(`  ${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
}

async function printAllocations(server: BenchServer, requests: number): Promise<void> {
  console.log("  who allocates memory (bytes a request):");
  for (const [name, bytes] of topAllocators(await server.sampled(), 24))
    console.log(`  ${(bytes / requests).toFixed(0).padStart(6)}  ${name}`);
}

async function main(): Promise<void> {
  const chosen = WORKLOADS.filter(({ name }) => name.includes(values.only));
  if (chosen.length > 0) await measureAll(chosen);
  if (!values.json && CHECK.includes(values.only)) runScript("check.ts");
  if (values.memory) runScript("redis_memory.ts");
}

/** What check.ts measures, by its name. */
const CHECK = "touchstone check";

async function measureAll(chosen: readonly Workload[]): Promise<void> {
  const services = await openTemporaryServices({ wantPostgres: true, wantRedis: true, log: console.error });
  const { databaseUrl = "", redisUrl = "" } = services;
  pin(process.pid, "1");
  const environment = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, LOG_LEVEL: "error" };
  const floor = await startServer("./floor.ts", environment);
  const subject = await startServer("./subject.ts", { ...environment, ...COUNTED });
  const counters = await openCounters(databaseUrl, redisUrl);
  try {
    const all: Figures[] = [];
    for (const workload of chosen) {
      const figures = await measure(workload, { floor, subject, counters });
      all.push(figures);
      if (!values.json) print(figures);
    }
    if (values.json) console.log(JSON.stringify(all, undefined, 2));
  } finally {
    subject.stop();
    floor.stop();
    await counters.close();
    await services.stop();
  }
}

/** Runs a script of this folder in a process of its own, which prints by itself. */
function runScript(name: string): void {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const { status } = spawnSync(process.execPath, ["--import", "tsx", path], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}

if (values.help) console.log(HELP);
else await main();
