import { assert } from "chai";
import { leanClient, leanFamily } from "../contract/record_samples.ts";
import { migratedDatabase, type MigratedDatabase } from "./migrated_database.ts";
import { type Ended, type Program, startProgram } from "./program.ts";

const LONG_AGO = 1_000_000;
const ENDED = 35;

describe("touchstone cleartokens, interrupted", function () {
  this.timeout(60_000);
  let database: MigratedDatabase;
  let environment: Readonly<Record<string, string>>;

  beforeEach(async () => {
    database = await migratedDatabase();
    environment = { DATABASE_URL: database.url, LOG_LEVEL: "error" };
    const { id } = await database.durable.clients.add(leanClient());
    const members = { createdAt: LONG_AGO, expiresAt: LONG_AGO };
    for (let count = 0; count < ENDED; count += 1) await database.durable.families.open(leanFamily(id, members));
  });
  afterEach(() => database.close());

  function left(): Promise<number> {
    return database.durable.families.countCleared(4_000_000_000);
  }

  /** Waits for so many lines of progress. */
  function told({ child }: Program, lines: number): Promise<void> {
    return new Promise((resolve) => {
      let seen = 0;
      child.stderr?.on("data", (text: string) => {
        seen += text.split("\n").length - 1;
        if (seen >= lines) resolve();
      });
    });
  }

  async function interrupted(signal: NodeJS.Signals, args: readonly string[] = []): Promise<Ended> {
    const program = startProgram(["cleartokens", "--batch-size", "10", "--interval", "3600", ...args], environment);
    await told(program, 1);
    return program.end(signal);
  }

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`ends at ${signal} after whole batches, without waiting for its pause, and says how to go on`, async () => {
      const { code, out, err } = await interrupted(signal);
      assert.equal(code, 130);
      assert.equal(out, "");
      assert.equal(
        err,
        "Removed 10 of 35 authorizations\nInterrupted after 10 authorizations and 0 sessions: run it again to go on\n",
      );
      assert.equal(await left(), ENDED - 10);
    });
  }

  it("goes on where it ended", async () => {
    await interrupted("SIGINT");
    const { code, out } = await startProgram(["cleartokens", "--json"], environment).ended;
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out), { removed: ENDED - 10, sessions: 0, initial_tokens: 0 });
    assert.equal(await left(), 0);
  });

  it("tells a program that it was interrupted", async () => {
    const { out } = await interrupted("SIGINT", ["--json"]);
    assert.equal(JSON.parse(out).exit_code, 130);
  });

  it("takes its batches from the settings, and options win over them", async () => {
    const settings = { CLEAR_EXPIRED_TOKENS_BATCH_SIZE: "20", CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL: "0" };
    const { err } = await startProgram(["cleartokens"], { ...environment, ...settings }).ended;
    assert.equal(err, "Removed 20 of 35 authorizations\nRemoved 35 of 35 authorizations\n");
  });

  it("warns where refresh tokens never end", async () => {
    const endless = { ...environment, REFRESH_TOKEN_EXPIRE_SECONDS: "none" };
    const { code, out, err } = await startProgram(["cleartokens", "--dry-run"], endless).ended;
    assert.equal(code, 0);
    assert.equal(out, "Would remove 35 authorizations and 0 sessions\n");
    assert.match(err, /^Refresh tokens do not expire \(REFRESH_TOKEN_EXPIRE_SECONDS is none\)/);
    assert.equal(await left(), ENDED);
  });

  it("is done by several at once, each record once", async () => {
    const ended = await Promise.all(
      [1, 2, 3].map(() => startProgram(["cleartokens", "--batch-size", "5", "--json"], environment).ended),
    );
    const removed = ended.map(({ out }) => Number(JSON.parse(out).removed));
    assert.equal(
      removed.reduce((sum, one) => sum + one, 0),
      ENDED,
    );
  });
});
