import { assert } from "chai";
import { openDatabase } from "../../src/stores/knex/mod.ts";
import type { DurableStore } from "../../src/stores/mod.ts";
import { DEFAULT_ISSUER } from "../../src/server/mod.ts";
import { leanClient } from "../contract/record_samples.ts";
import { freshDatabase, testRedis } from "../support/services.ts";
import { runCommand } from "./command.ts";

const NOWHERE = "postgresql://nobody:hunter2@127.0.0.1:1/none";

interface Found {
  readonly code: number;
  readonly ids: readonly string[];
  readonly text: string;
}

/** What the doctor finds. */
async function found(environment: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<Found> {
  const { code, out } = await runCommand(["doctor", "--json", ...args], { environment });
  const { findings } = JSON.parse(out) as { readonly findings: readonly { readonly id: string }[] };
  return { code, ids: findings.map(({ id }) => id), text: out };
}

describe("touchstone doctor, on real servers", function () {
  this.timeout(60_000);
  let environment: Readonly<Record<string, string>>;
  let durable: DurableStore;
  let close: () => Promise<void>;

  before(async () => {
    const [{ url }, redis] = [await freshDatabase(), await testRedis()];
    environment = { DATABASE_URL: url, REDIS_URL: redis.url, DATA_DIR: "/nonexistent/touchstone" };
    const before = await found(environment);
    assert.include(before.ids, "E402", "before anybody migrated");
    assert.equal(before.code, 1);
    const database = openDatabase(url);
    await database.migrate();
    durable = await database.forIssuer(DEFAULT_ISSUER);
    close = () => database.close();
  });
  after(() => close());

  /** Findings about the machine of the tests, which are no concern of theirs. */
  function ofOthers(ids: readonly string[]): readonly string[] {
    return ids.filter((id) => id !== "W405");
  }

  it("finds servers that are well, and that nobody may administer yet", async () => {
    const { code, ids } = await found(environment);
    assert.deepEqual([code, ofOthers(ids)], [0, ["I413"]]);
  });

  it("finds what is wrong with clients, the worst first, and fails at errors", async () => {
    await durable.clients.add(leanClient({ clientId: "old", grantTypes: ["implicit", "password"] }));
    await durable.clients.add(leanClient({ clientId: "mute", type: "confidential" }));
    const { code, ids, text } = await found(environment);
    assert.deepEqual([code, ofOthers(ids)], [1, ["E306", "W001", "W002", "W312", "I413"]]);
    assert.match(text, /"about":\["mute"\]/);
  });

  it("asks more of a deployment, and fails where it was told to", async () => {
    const secret = { SECRET_KEY: "Zk3vQ8sT1mX7yB0cN5hJ2gL9pR4wD6fA", ISSUER: "http://id.example" };
    assert.include((await found({ ...environment, ...secret }, ["--deploy"])).ids, "E202");
    const plain = ["--fail-level", "info"];
    assert.equal((await found(environment, plain)).code, 1);
  });

  it("says that a server is away, and goes on with the other", async () => {
    const { code, ids, text } = await found({
      ...environment,
      DATABASE_URL: NOWHERE,
      REDIS_URL: "redis://127.0.0.1:1",
    });
    assert.deepEqual([code, ids], [1, ["E401", "E403"]]);
    assert.notInclude(text, "hunter2");
    assert.match(text, /ECONNREFUSED/);
  });

  it("tells a person what to change, and ends with a sentence on standard error", async () => {
    const { out, err } = await runCommand(["doctor"], { environment });
    assert.match(
      out,
      /^E306 1 client: are confidential and have neither a secret that works nor keys\n +mute\n +Give them/,
    );
    assert.match(err, /^Something is to be mended \(error: 1, warning: \d, info: 1\)\n$/);
  });
});
