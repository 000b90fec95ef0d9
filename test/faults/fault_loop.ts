import { assert, AssertionError } from "chai";
import { digest } from "../../src/platform/mod.ts";
import { parseToken, type Reply } from "../../src/protocol/mod.ts";
import { ACCESS_TOKEN, accessTokenKey, TOMBSTONE, tombstoneKey } from "../../src/tokens/mod.ts";
import { FAILURES, type Failure } from "../support/faulty_stores.ts";
import { bodyOf, wordsOf } from "./fault_replies.ts";
import type { FaultStage } from "./fault_stage.ts";

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
  assert.notMatch(wordsOf(reply), /ts_(at|rt|ac|tc|ot)_|postgres|redis|made this call fail/);
  assert.isUndefined(reply.cookies, "A failure sets no cookie");
  // An endpoint of OAuth 1.0a says it in a form, under another name.
  if (reply.kind === "json") assert.include(Object.values(bodyOf(reply)), "temporarily_unavailable");
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
