import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { systemClock } from "../../src/platform/mod.ts";
import { parseToken } from "../../src/protocol/mod.ts";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { CALLBACK, person } from "../support/cast.ts";
import {
  agreeTo,
  askSigned,
  askTemporary,
  askToken,
  type Consumer,
  type ConsumerAnswer,
  consumerOf,
  pairIn,
  registerConsumer,
  type SignOptions,
  threeLegs,
  type TokenPair,
  verifierAt,
} from "../support/oauth1.ts";
import { type Visitor, visitor } from "../support/visitor.ts";
import { eventually } from "../contract/eventually.ts";
import { type BreakableServer, startBreakable } from "./own_stores.ts";

/** Milliseconds in which every answer must come. */
const PATIENCE = 5_000;

describe("OAuth 1.0a, when a store", function () {
  this.timeout(60_000);
  let server: BreakableServer;
  let consumer: Consumer;
  let owner: AccountRecord;
  let browser: Visitor;

  before(async () => {
    server = await startBreakable();
    [consumer, owner] = [consumerOf(await registerConsumer(server.issuer)), await person(server.issuer)];
    browser = visitor(server.url);
  });
  after(() => server.stop());
  beforeEach(() => noticed());

  function credentials(): Promise<TokenPair> {
    return threeLegs(server, { consumer, person: owner, browser });
  }

  async function approved(callback = CALLBACK): Promise<{ readonly temporary: TokenPair; readonly verifier: string }> {
    const temporary = pairIn(await askTemporary(server, { consumer, callback }));
    return {
      temporary,
      verifier: verifierAt(await agreeTo(server, { token: temporary.token, person: owner, browser })),
    };
  }

  function call(token: TokenPair, changes: Partial<SignOptions> = {}): Promise<ConsumerAnswer> {
    return askSigned({ url: `${server.url}/api/`, consumer, token, ...changes });
  }

  /** An answer that must come in time and tell to come back. */
  async function assertUnavailable(asked: () => Promise<ConsumerAnswer>): Promise<void> {
    const started = performance.now();
    const { status, headers, text } = await asked();
    assert.isBelow(performance.now() - started, PATIENCE);
    assert.equal(status, 503, text);
    assert.match(headers.get("retry-after") ?? "", /^\d+$/);
    assert.include(text, "temporarily_unavailable");
  }

  async function recovered(): Promise<void> {
    await eventually(async () => (await fetch(`${server.url}/ready`)).status === 200);
  }

  function problemIn({ said, text }: ConsumerAnswer): string | undefined {
    return said["oauth_problem"] ?? /"error":"(\w+)"/.exec(text)?.[1];
  }

  /** Waits until signed requests are taken again: none is in the second in which Redis is found empty. */
  async function noticed(): Promise<void> {
    await eventually(async () => (await askTemporary(server, { consumer })).status === 200);
  }

  /** Asks until the server has noticed whatever there is to notice. */
  async function settled(ask: () => Promise<ConsumerAnswer>): Promise<ConsumerAnswer> {
    for (;;) {
      const answer = await ask();
      if (answer.status !== 503) return answer;
    }
  }

  beyond("RFC5849-2-3", "forgets everything, keeps token credentials alive, as they are durable", async () => {
    const token = await credentials();
    assert.equal((await call(token)).status, 200);
    await server.redis.command("FLUSHALL");
    // Nonces may have been forgotten with the rest: what is signed from now on goes through.
    const timestamp = systemClock.now() + 2;
    assert.equal((await settled(() => call(token, { timestamp }))).status, 200);
  });

  beyond("RFC5849-2.3-6", "forgets everything, has who began begin anew", async () => {
    const { temporary, verifier } = await approved();
    await server.redis.command("FLUSHALL");
    const timestamp = systemClock.now() + 2;
    const sign = { timestamp };
    const answer = await settled(() => askToken(server, { consumer, temporary, verifier, sign }));
    assert.deepEqual([answer.status, problemIn(answer)], [401, "token_rejected"]);
    const page = await agreeTo(server, { token: temporary.token, person: owner, browser });
    assert.equal(page.status, 400);
    assert.include(page.text, "start again");
  });

  rule("RFC5849-3.2-2", "forgets everything, takes no request again that it took before", async () => {
    const token = await credentials();
    for (let round = 0; round < 3; round += 1) {
      await noticed();
      const request = { nonce: `forgotten ${round}`, timestamp: systemClock.now() };
      const first = await settled(() => call(token, request));
      assert.equal(first.status, 200, first.text);
      await server.redis.command("FLUSHALL");
      const again = await settled(() => call(token, request));
      assert.deepEqual([again.status, problemIn(again)], [401, "timestamp_refused"]);
    }
  });

  rule("RFC5849-3.2-4", "forgets everything, brings nothing back that was revoked", async () => {
    const token = await credentials();
    const page = `/authorized_tokens/${parseToken(token.token, "ot")!.tag}/delete`;
    await browser.submit(await browser.go(page), { form: page });
    assert.equal(problemIn(await call(token)), "token_revoked");
    await server.redis.command("FLUSHALL");
    const timestamp = systemClock.now() + 2;
    assert.equal(problemIn(await settled(() => call(token, { timestamp }))), "token_revoked");
  });

  beyond("RFC5849-3.2-7", "is Postgres and away: known credentials work on, and the legs say 503", async () => {
    const [token, late] = [await credentials(), await approved()];
    assert.equal((await call(token)).status, 200);
    await server.postgres.refuse();
    try {
      assert.equal((await call(token)).status, 200);
      await assertUnavailable(() => askToken(server, { consumer, ...late }));
    } finally {
      await server.postgres.restore();
    }
    await recovered();
    assert.equal((await call(pairIn(await askToken(server, { consumer, ...late })))).status, 200);
  });

  beyond("RFC5849-3.2-7", "is Redis and away: everything says 503, and all is well afterwards", async () => {
    const [token, late] = [await credentials(), await approved()];
    await server.redis.kill();
    try {
      await assertUnavailable(() => call(token));
      await assertUnavailable(() => askTemporary(server, { consumer }));
      await assertUnavailable(() => askToken(server, { consumer, ...late }));
    } finally {
      await server.redis.start();
    }
    await recovered();
    const timestamp = systemClock.now() + 2;
    assert.equal((await settled(() => call(token, { timestamp }))).status, 200);
  });
});
