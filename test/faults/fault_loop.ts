import { randomUUID } from "node:crypto";
import { assert, AssertionError } from "chai";
import { digest } from "../../src/platform/mod.ts";
import { parseToken, type Reply } from "../../src/protocol/mod.ts";
import type { IssuerStores } from "../../src/server/mod.ts";
import { memoryBroadcast } from "../../src/stores/memory/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { ACCESS_TOKEN, accessTokenKey, TOMBSTONE, tombstoneKey } from "../../src/tokens/mod.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import type { GivenSettings } from "../support/config.ts";
import { FAILURES, type Failure, type FaultyStores, faultyStores } from "../support/faulty_stores.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../support/issuer_under_test.ts";
import { realStores } from "../support/real_stores.ts";

/** An issuer on real stores that fail when they are told to. */
export interface FaultStage extends IssuerUnderTest {
  readonly real: IssuerStores;
  readonly faults: FaultyStores;
  /** A client that skips consent and may do everything, and another that asks. */
  readonly trusted: ClientRecord;
  readonly asking: ClientRecord;
  readonly owner: AccountRecord;
  close(): Promise<void>;
}

let stages = 0;

/** Sets a stage up. */
export async function faultStage(settings: GivenSettings = {}): Promise<FaultStage> {
  stages += 1;
  const stores = await realStores();
  const durable = await stores.database.forIssuer(`faults ${process.pid} ${stages}`);
  const real = { durable, ephemeral: stores.ephemeral, broadcast: memoryBroadcast() };
  const faults = faultyStores(real);
  const stage = await issuerUnderTest({ settings, stores: () => faults.stores });
  return {
    ...stage,
    real,
    faults,
    trusted: await client(stage.issuer, { skipAuthorization: true }),
    asking: await client(stage.issuer),
    // The seed of every issuer under test is the same, and subjects are unique in a database.
    owner: await person(stage.issuer, { sub: randomUUID() }),
    close: () => stores.close(),
  };
}

/** An operation that is tried while a store call fails. */
export interface Operation<Prepared> {
  /** Makes ready, on whole stores. */
  prepare(stage: FaultStage): Promise<Prepared>;
  /** What is tried. */
  run(stage: FaultStage, prepared: Prepared): Promise<Reply>;
  /** Holds a success to its promises, on whole stores. */
  succeeded(stage: FaultStage, prepared: Prepared, reply: Reply): Promise<void>;
  /** Holds a 503 to its promises, on whole stores: above all, what happens to who tries again. */
  failed(stage: FaultStage, prepared: Prepared, failure: Failure): Promise<void>;
}

/** All that a reply says, headers and page or body. */
export function wordsOf(reply: Reply): string {
  return JSON.stringify(reply);
}

/** The members of a JSON reply. */
export function bodyOf(reply: Reply): Readonly<Record<string, unknown>> {
  if (reply.kind !== "json" || typeof reply.body !== "object" || reply.body === null)
    throw new TypeError(`Cannot read JSON in the reply: ${wordsOf(reply)}`);
  return { ...reply.body };
}

/** Tries an operation again and again, each time with a later call failing, until it needs no more calls. */
export async function failEachCall<Prepared>(stage: FaultStage, operation: Operation<Prepared>): Promise<number> {
  let tried = 0;
  for (const failure of FAILURES) {
    for (let call = 1; ; call += 1) {
      const prepared = await operation.prepare(stage);
      // The directory must ask the database, as it does when a server is new.
      for (const application of [stage.trusted, stage.asking]) await stage.issuer.clients.changed(application);
      stage.faults.arm({ call, failure });
      const reply = await operation.run(stage, prepared);
      const { failed } = stage.faults;
      const keys = stage.faults.accessTokenKeys;
      stage.faults.arm();
      try {
        await judge(stage, operation, { prepared, reply, keys, failed, failure });
      } catch (error) {
        throw new AssertionError(`After ${failure} call ${call} (${failed ?? "none"}): ${String(error)}`);
      }
      if (failed === undefined) break;
      tried += 1;
    }
  }
  return tried;
}

interface Outcome<Prepared> {
  readonly prepared: Prepared;
  readonly reply: Reply;
  readonly keys: readonly string[];
  readonly failed: string | undefined;
  readonly failure: Failure;
}

async function judge<Prepared>(
  stage: FaultStage,
  operation: Operation<Prepared>,
  outcome: Outcome<Prepared>,
): Promise<void> {
  const { reply, prepared, failed } = outcome;
  // What cannot be reached cannot be tidied either: a token that nobody knows expires by itself.
  const couldTidy = outcome.failure !== "gone" && failed !== `redis forget ${ACCESS_TOKEN.code}`;
  if (couldTidy) await assertNoOrphans(stage, outcome);
  if (reply.status < 500) return operation.succeeded(stage, prepared, reply);
  assert.isDefined(failed, `Failed by itself: ${wordsOf(reply)}`);
  assertHonestRefusal(reply);
  return operation.failed(stage, prepared, outcome.failure);
}

/** 503, when to come back, and nothing of what was being made. */
function assertHonestRefusal(reply: Reply): void {
  assert.equal(reply.status, 503, wordsOf(reply));
  assert.match(reply.headers["Retry-After"] ?? "", /^\d+$/);
  assert.notMatch(wordsOf(reply), /ts_(at|rt|ac)_|postgres|redis|made this call fail/);
  assert.isUndefined(reply.cookies, "A failure sets no cookie");
  if (reply.kind === "json") assert.propertyVal(bodyOf(reply), "error", "temporarily_unavailable");
  else assert.equal(reply.kind, "html");
}

/** No access token lives that was not given out. */
async function assertNoOrphans({ real }: FaultStage, { keys, reply }: Pick<Outcome<unknown>, "keys" | "reply">) {
  const texts = wordsOf(reply).match(/ts_at_[0-9A-Za-z]+/g) ?? [];
  const given = new Set(texts.map((text) => accessTokenKey(parseToken(text)?.tag ?? "", digest(text))));
  for (const key of keys.filter((one) => !given.has(one))) {
    const [record, buried] = await real.ephemeral.getPair({
      first: { kind: ACCESS_TOKEN, key },
      second: { kind: TOMBSTONE, key: tombstoneKey(key.slice(1, key.indexOf("}"))) },
    });
    assert.isTrue(record === undefined || buried === true, "An access token lives that nobody was given");
  }
}

/** Asks for a token as the person, by password. */
export async function passwordTokens(stage: FaultStage): Promise<Reply> {
  const { username } = stage.owner;
  return stage.post("/token", { as: stage.trusted, form: { grant_type: "password", username, password: PASSWORD } });
}

/** A member of a JSON reply that must be a text. */
export function memberOf(reply: Reply, name: string): string {
  const value = bodyOf(reply)[name];
  if (typeof value !== "string") throw new TypeError(`Cannot find the text '${name}' in the reply: ${wordsOf(reply)}`);
  return value;
}

/** Whether the issuer calls a token active. */
export async function isAlive(stage: FaultStage, token: string): Promise<boolean> {
  return bodyOf(await stage.post("/introspect", { as: stage.asking, form: { token } }))["active"] === true;
}

/** A token response is whole, and its tokens live. */
export async function assertWhole(stage: FaultStage, reply: Reply, names: readonly string[]): Promise<void> {
  assert.equal(reply.status, 200, wordsOf(reply));
  assert.containsAllKeys(bodyOf(reply), ["token_type", "expires_in", "scope", ...names]);
  for (const name of names) assert.isTrue(await isAlive(stage, memberOf(reply, name)), `${name} lives`);
}

/** A token request is refused for good, and nothing of its family is left to be used. */
export async function assertSpent(stage: FaultStage, reply: Reply, tag: string): Promise<void> {
  assert.equal(reply.status, 400, wordsOf(reply));
  assert.propertyVal(bodyOf(reply), "error", "invalid_grant");
  const family = await stage.real.durable.families.find(tag);
  assert.isTrue(family === undefined || family.revokedAt !== undefined, "The family is dead");
}
