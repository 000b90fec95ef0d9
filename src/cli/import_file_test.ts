import { assert } from "chai";
import { thrownBy } from "../../test/support/refusals.ts";
import { openClientDirectory } from "../clients/mod.ts";
import { silentLog } from "../platform/mod.ts";
import { DEFAULT_ISSUER, type Fixture } from "../server/mod.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed, failureOf } from "./failure.ts";
import { countSteps, importFile, type ImportFileOptions, readFixture } from "./import_file.ts";

const SETTINGS = { SECRET_KEY: "a secret key of more than thirty-two characters" };
const OPTIONS: ImportFileOptions = { onConflict: "fail", people: true };
const FIXTURE: Fixture = {
  touchstone: 1,
  people: [{ username: "mara", password: "a password" }],
  clients: [{ client_id: "c1", client_type: "public", grant_types: ["refresh_token"] }],
};

describe("readFixture()", () => {
  it("reads a file's form", async () => {
    assert.deepEqual(await readFixture("f.json", async () => JSON.stringify(FIXTURE)), FIXTURE);
  });

  it("refuses a file with everything that is wrong with its form", async () => {
    const error = await thrownBy(() => readFixture("f.json", async () => '{"touchstone":2,"people":[{}]}'));
    assert.instanceOf(error, CommandFailed);
    assert.equal(error.exitCode, EXIT.refused);
    assert.deepEqual(
      error.details.map(({ field }) => field),
      ["touchstone", "people[0].username"],
    );
  });

  it("says which file cannot be read, and why", async () => {
    const error = await thrownBy(() => readFixture("f.json", () => Promise.reject(new RangeError("it is gone"))));
    assert.instanceOf(error, CommandFailed);
    assert.deepEqual([error.exitCode, error.message], [EXIT.failed, "Cannot read 'f.json': it is gone"]);
  });
});

describe("importFile()", () => {
  it("imports, writes it down once, and tells how far it is", async () => {
    const context = await memoryContext({ settings: SETTINGS });
    const told: string[] = [];
    const progress = (done: number, total: number) => void told.push(`${done}/${total}`);
    await importFile(FIXTURE, context, { ...OPTIONS, progress });
    assert.deepEqual(told, ["1/2", "2/2"]);
    const entries = await context.durable.audit.list({ limit: 9 });
    assert.deepEqual(
      entries.map(({ event, detail }) => [event, detail]),
      [["fixture.imported", { people: 1, clients: 1, by: "command line" }]],
    );
  });

  it("writes nothing where it only says what it would do", async () => {
    const context = await memoryContext({ settings: SETTINGS });
    const steps = await importFile(FIXTURE, context, { ...OPTIONS, dryRun: true });
    assert.lengthOf(steps, 2);
    assert.isEmpty(await context.durable.accounts.list({ limit: 9 }));
    assert.isEmpty(await context.durable.audit.list({ limit: 9 }));
  });

  it("writes nothing down where nothing changed", async () => {
    const context = await memoryContext({ settings: SETTINGS });
    for (let time = 0; time < 2; time += 1) await importFile(FIXTURE, context, OPTIONS);
    assert.lengthOf(await context.durable.audit.list({ limit: 9 }), 1);
  });

  it("tells servers that run of clients that changed", async () => {
    const context = await memoryContext({ settings: SETTINGS });
    const { broadcast } = context.stores;
    await importFile(FIXTURE, context, OPTIONS);
    const options = { store: context.durable.clients, broadcast, log: silentLog, issuer: DEFAULT_ISSUER };
    const server = await openClientDirectory(options);
    await server.find("c1");
    const changed = { ...FIXTURE, clients: [{ ...FIXTURE.clients![0]!, client_name: "Renamed" }] };
    await importFile(changed, context, { ...OPTIONS, onConflict: "replace" });
    assert.equal((await server.find("c1"))?.name, "Renamed");
  });

  it("refuses with everything that is in the way", async () => {
    const context = await memoryContext({ settings: SETTINGS });
    await importFile(FIXTURE, context, OPTIONS);
    const other = { ...FIXTURE, people: [{ username: "mara", password: "another password" }] };
    const error = await thrownBy(() => importFile(other, context, OPTIONS));
    assert.instanceOf(error, CommandFailed);
    assert.deepEqual([error.exitCode, error.message], [EXIT.refused, "Cannot import the file"]);
    assert.deepEqual(error.details, [{ field: "mara", says: "There is another person of this name" }]);
  });
});

describe("importFile(), of several at once", () => {
  it("makes each entry once, and says to those that came too late how to go on", async () => {
    const context = await memoryContext({ settings: SETTINGS });
    const people = Array.from({ length: 5 }, (_, index) => ({ username: `u${index}`, password: "a password" }));
    const fixture = { ...FIXTURE, people };
    const ended = await Promise.allSettled([1, 2, 3].map(() => importFile(fixture, context, OPTIONS)));
    for (const one of ended) {
      if (one.status === "fulfilled") continue;
      assert.instanceOf(one.reason, CommandFailed);
      assert.equal(one.reason.exitCode, EXIT.failed);
      assert.match(one.reason.message, /as there is one now: run it again to go on$/);
    }
    await importFile(fixture, context, OPTIONS);
    assert.lengthOf(await context.durable.accounts.list({ limit: 99 }), 5);
    assert.lengthOf(await context.durable.clients.list({ limit: 99 }), 1);
  });
});

describe("importFile(), of the last who may administer", () => {
  it("takes staff from nobody who is the last", async () => {
    const context = await memoryContext({ settings: SETTINGS });
    const root = { username: "root", password: "a password", is_staff: true };
    await importFile({ touchstone: 1, people: [root] }, context, OPTIONS);
    const demoted = { touchstone: 1 as const, people: [{ ...root, is_staff: false }] };
    const failure = failureOf(
      await thrownBy(() => importFile(demoted, context, { ...OPTIONS, onConflict: "replace" })),
    );
    assert.equal(failure.exitCode, EXIT.refused);
    assert.isTrue((await context.durable.accounts.findByUsername("root"))?.isStaff);
  });
});

describe("countSteps()", () => {
  it("counts people and clients by what is done with them", () => {
    const none = { create: 0, replace: 0, skip: 0, same: 0 };
    const steps = [
      { what: "person", action: "create" },
      { what: "person", action: "create" },
      { what: "client", action: "skip" },
      { what: "client", action: "same" },
    ] as const;
    assert.deepEqual(countSteps(steps), { person: { ...none, create: 2 }, client: { ...none, skip: 1, same: 1 } });
  });
});
