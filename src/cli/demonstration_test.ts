import { assert } from "chai";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { silentLog } from "../platform/mod.ts";
import { OPEN_SECRETS, readConfig } from "../server/mod.ts";
import { memoryDatabase } from "../stores/memory/mod.ts";
import type { DurableStore } from "../stores/mod.ts";
import { parseSecrets, prepareDemonstration } from "./demonstration.ts";
import { CommandFailed } from "./failure.ts";

let folder: string;
let durable: DurableStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "touchstone-demonstration-"));
  durable = await memoryDatabase().forIssuer("default");
});
afterEach(() => rm(folder, { recursive: true }));

function prepare({ isExposed }: { readonly isExposed: boolean }) {
  const config = readConfig({ environment: { DATA_DIR: folder } });
  return prepareDemonstration({ config, durable, isExposed, log: silentLog });
}

describe("prepareDemonstration()", () => {
  it("makes well-known credentials where only this machine can use them, and keeps no file", async () => {
    const { secrets, hasPublicClient, keptIn } = await prepare({ isExposed: false });
    assert.deepEqual(secrets, OPEN_SECRETS);
    assert.isTrue(hasPublicClient);
    assert.isUndefined(keptIn);
  });

  it("makes random credentials where others can reach them, and keeps them for later starts", async () => {
    const first = await prepare({ isExposed: true });
    for (const [name, secret] of Object.entries(first.secrets)) assert.isAtLeast(secret.length, 20, name);
    assert.equal((await stat(first.keptIn!)).mode & 0o777, 0o600);
    assert.deepEqual(JSON.parse(await readFile(first.keptIn!, "utf8")), first.secrets);
    assert.deepEqual(await prepare({ isExposed: true }), first);
    assert.deepEqual(await prepare({ isExposed: false }), first);
  });

  it("replaces well-known credentials as soon as others can reach them", async () => {
    await prepare({ isExposed: false });
    const { secrets } = await prepare({ isExposed: true });
    assert.hasAllKeys(secrets, Object.keys(OPEN_SECRETS));
    assert.notInclude(Object.values(secrets), OPEN_SECRETS.alice);
  });

  it("leaves a password that somebody changed, and does not tell one that is wrong", async () => {
    await prepare({ isExposed: false });
    const alice = await durable.accounts.findByUsername("alice");
    await durable.accounts.change(alice!.id, { passwordHash: "$argon2id$changed" });
    const { secrets } = await prepare({ isExposed: true });
    assert.hasAllKeys(secrets, ["admin", "demo-confidential", "demo-machine", "demo-oauth1"]);
    assert.equal((await durable.accounts.find(alice!.id))?.passwordHash, "$argon2id$changed");
  });

  it("does not bring back what somebody removed", async () => {
    await prepare({ isExposed: false });
    for (const { id } of await durable.clients.list({ limit: 10 })) await durable.clients.remove(id);
    const { secrets, hasPublicClient } = await prepare({ isExposed: false });
    assert.hasAllKeys(secrets, ["admin", "alice"]);
    assert.isFalse(hasPublicClient);
  });

  it("refuses a file that it cannot read, rather than make new credentials that do not fit", async () => {
    await writeFile(path.join(folder, "demonstration.json"), "{}");
    const failure: unknown = await prepare({ isExposed: true }).catch((error: unknown) => error);
    assert.instanceOf(failure, CommandFailed);
    assert.include(failure.message, "remove the file");
  });
});

describe("parseSecrets()", () => {
  for (const text of ["", "null", "[]", '{"alice":"12345678"}', JSON.stringify({ ...OPEN_SECRETS, admin: 1 })]) {
    it(`refuses '${text.slice(0, 40)}'`, () => assert.isUndefined(parseSecrets(text)));
  }

  it("reads a file that was written before there were consumers: theirs is another one, and always the same", () => {
    const { "demo-oauth1": _, ...before } = { ...OPEN_SECRETS, "demo-machine": "drawn-by-lot" };
    const { "demo-oauth1": made, ...others } = parseSecrets(JSON.stringify(before))!;
    assert.deepEqual(others, before);
    assert.isAtLeast(made.length, 20);
    assert.equal(parseSecrets(JSON.stringify(before))?.["demo-oauth1"], made);
    assert.notEqual(parseSecrets(JSON.stringify({ ...before, "demo-machine": "others!!" }))?.["demo-oauth1"], made);
  });

  it("reads what was written", () => assert.deepEqual(parseSecrets(JSON.stringify(OPEN_SECRETS)), OPEN_SECRETS));
});
