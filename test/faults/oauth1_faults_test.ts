import { assert } from "chai";
import { randomUUID } from "node:crypto";
import { beyond } from "../../conformance/support/rule.ts";
import { OAuthError, type Reply } from "../../src/protocol/mod.ts";
import { findTokenCredentials, verifySigned } from "../../src/oauth1/mod.ts";
import { type ClientRecord, StoreUnavailable } from "../../src/stores/mod.ts";
import { CALLBACK, person } from "../support/cast.ts";
import { FAILURES } from "../support/faulty_stores.ts";
import {
  type Consumer,
  consumerOf,
  registerConsumer,
  type Signed,
  type SignOptions,
  signRequest,
  type TokenPair,
} from "../support/oauth1.ts";
import { locationOf } from "../support/replies.ts";
import { type ValueBrowser, valueBrowser } from "../support/value_browser.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { bodyOf, memberOf, wordsOf } from "./fault_replies.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";

/** A consumer that nobody has looked up yet, and a person who is signed in. */
interface Begun {
  readonly application: ClientRecord;
  readonly consumer: Consumer;
  readonly browser: ValueBrowser;
}

/** A consumer that has temporary credentials, and the page that asks the person. */
interface Asked extends Begun {
  readonly temporary: TokenPair;
  readonly page: Reply;
}

interface Approved extends Asked {
  readonly verifier: string;
}

/** Sends a request that is signed anew, and that a failure therefore does not make a replay. */
function send(stage: FaultStage, path: string, options: Omit<SignOptions, "url">): Promise<Reply> {
  const url = stage.issuer.url + path;
  const { headers } = signRequest({ ...options, url, method: "POST", timestamp: stage.clock.now() });
  return stage.post(path, { headers });
}

function askTemporary(stage: FaultStage, { consumer }: Begun): Promise<Reply> {
  return send(stage, "/oauth1/request_token", { consumer, params: { oauth_callback: CALLBACK } });
}

function redeem(stage: FaultStage, { consumer, temporary: token, verifier }: Approved): Promise<Reply> {
  return send(stage, "/oauth1/access_token", { consumer, token, params: { oauth_verifier: verifier } });
}

function pairIn(reply: Reply): TokenPair {
  return { token: memberOf(reply, "oauth_token"), secret: memberOf(reply, "oauth_token_secret") };
}

function problemOf(reply: Reply): unknown {
  return bodyOf(reply)["oauth_problem"];
}

async function begin(stage: FaultStage): Promise<Begun> {
  const application = await registerConsumer(stage.issuer, { clientId: randomUUID() });
  const browser = valueBrowser(stage);
  await browser.signIn(await person(stage.issuer, { sub: randomUUID() }));
  return { application, consumer: consumerOf(application), browser };
}

/** The page that asks about temporary credentials, or where a browser ends that looks for it. */
async function look({ browser }: Begun, { token }: TokenPair): Promise<Reply> {
  let reply = await browser.get("/oauth1/authorize", { query: { oauth_token: token } });
  while (reply.kind === "redirect") reply = await browser.follow(reply);
  return reply;
}

async function ask(stage: FaultStage): Promise<Asked> {
  const begun = await begin(stage);
  const temporary = pairIn(await askTemporary(stage, begun));
  return { ...begun, temporary, page: await look(begun, temporary) };
}

function decide({ browser, page }: Asked, action: "allow" | "deny"): Promise<Reply> {
  return browser.submit(page, { action });
}

function verifierIn(reply: Reply): string {
  return locationOf(reply).searchParams.get("oauth_verifier") ?? assert.fail(`there is no verifier: ${wordsOf(reply)}`);
}

async function approve(stage: FaultStage): Promise<Approved> {
  const asked = await ask(stage);
  return { ...asked, verifier: verifierIn(await decide(asked, "allow")) };
}

/** A call of an API, as the verification behind it takes it. */
async function call(stage: FaultStage, signed: Signed): Promise<string> {
  const { method, headers, url } = signed;
  const { origin, pathname: path } = new URL(url);
  const received = { method, origin, path, query: "", form: undefined, body: "", secure: true };
  const settings = { methods: ["HMAC-SHA1"], plaintextOverHttp: false, window: 300 } as const;
  const { issuer } = stage;
  const { token } = await verifySigned(
    { ...received, authorization: headers["authorization"] },
    { issuer, settings, withoutToken: "refused", findToken: (text) => findTokenCredentials(text, issuer) },
  );
  return token?.record.subject?.sub ?? assert.fail("nobody called");
}

function signedCall(stage: FaultStage, { consumer }: Begun, token: TokenPair): Signed {
  return signRequest({ url: "https://api.test/books", consumer, token, timestamp: stage.clock.now() });
}

/** Token credentials are whole: they work, and their owner finds them and can revoke them. */
async function assertWhole(stage: FaultStage, begun: Begun, reply: Reply): Promise<void> {
  assert.equal(reply.status, 200, wordsOf(reply));
  const sub = await call(stage, signedCall(stage, begun, pairIn(reply)));
  const account = await stage.real.durable.accounts.findBySub(sub);
  assert.lengthOf(await stage.real.durable.families.listOf(account!.id), 1);
}

/** All that is left to do succeeds. */
async function assertGoesOn(stage: FaultStage, asked: Asked): Promise<void> {
  const page = await look(asked, asked.temporary);
  const verifier = verifierIn(await decide({ ...asked, page }, "allow"));
  await assertWhole(stage, asked, await redeem(stage, { ...asked, verifier }));
}

/** Makes ready, and has the consumer forgotten again: a server that is new must look it up. */
function asNew<Prepared extends Begun>(prepare: (stage: FaultStage) => Promise<Prepared>): typeof prepare {
  return async (stage) => {
    const prepared = await prepare(stage);
    await stage.issuer.clients.changed(prepared.application);
    return prepared;
  };
}

const TEMPORARY: Operation<Begun> = {
  prepare: begin,
  run: askTemporary,
  async succeeded(stage, begun, reply) {
    assert.propertyVal(bodyOf(reply), "oauth_callback_confirmed", "true");
    const temporary = pairIn(reply);
    await assertGoesOn(stage, { ...begun, temporary, page: await look(begun, temporary) });
  },
  failed: async (stage, begun) => TEMPORARY.succeeded(stage, begun, await askTemporary(stage, begun)),
};

const LOOK: Operation<Asked> = {
  prepare: asNew(ask),
  run: (_stage, asked) => look(asked, asked.temporary),
  succeeded: (stage, asked) => assertGoesOn(stage, asked),
  failed: (stage, asked) => assertGoesOn(stage, asked),
};

/** Nobody decided for good, or nobody is known to have: nothing is issued, and the consumer begins anew. */
async function assertUndecided(stage: FaultStage, asked: Asked): Promise<void> {
  const reply = await redeem(stage, { ...asked, verifier: "nobody knows it" });
  assert.equal(reply.status === 400 || reply.status === 401, true, wordsOf(reply));
  assert.oneOf(problemOf(reply), ["permission_unknown", "permission_denied", "parameter_rejected"]);
}

const ALLOW: Operation<Asked> = {
  prepare: asNew(ask),
  run: (_stage, asked) => decide(asked, "allow"),
  async succeeded(stage, asked, reply) {
    await assertWhole(stage, asked, await redeem(stage, { ...asked, verifier: verifierIn(reply) }));
  },
  async failed(stage, asked, failure) {
    const again = await decide(asked, "allow");
    if (failure === "refused" || again.status < 400) return ALLOW.succeeded(stage, asked, again);
    assert.oneOf(again.status, [400, 409], wordsOf(again));
    return assertUndecided(stage, asked);
  },
};

const DENY: Operation<Asked> = {
  prepare: asNew(ask),
  run: (_stage, asked) => decide(asked, "deny"),
  async succeeded(stage, asked, reply) {
    assert.equal(locationOf(reply).searchParams.get("oauth_problem"), "user_refused");
    assert.equal(problemOf(await redeem(stage, { ...asked, verifier: "none" })), "permission_denied");
  },
  async failed(stage, asked, failure) {
    const again = await decide(asked, "deny");
    if (failure === "refused" || again.status < 400) return DENY.succeeded(stage, asked, again);
    assert.oneOf(again.status, [400, 409], wordsOf(again));
    return assertUndecided(stage, asked);
  },
};

const REDEEM: Operation<Approved> = {
  prepare: asNew(approve),
  run: redeem,
  async succeeded(stage, approved, reply) {
    await assertWhole(stage, approved, reply);
    assert.equal(problemOf(await redeem(stage, approved)), "token_used");
  },
  async failed(stage, approved, failure) {
    const again = await redeem(stage, approved);
    if (failure === "refused" || again.status === 200) return REDEEM.succeeded(stage, approved, again);
    assert.deepEqual([again.status, problemOf(again)], [401, "token_used"]);
  },
};

describe("a store call that fails in one of the three legs", function () {
  this.timeout(120_000);
  let stage: FaultStage;

  before(async () => {
    stage = await faultStage();
  });
  after(() => stage.close());

  for (const [id, sentence, failEach, calls] of [
    [
      "RFC5849-2.1-12",
      "has the consumer ask again for temporary credentials",
      (on: FaultStage) => failEachCall(on, TEMPORARY),
      3,
    ],
    ["RFC5849-2.2-5", "has the person look again", (on: FaultStage) => failEachCall(on, LOOK), 4],
    [
      "RFC5849-2.3-5",
      "never gives credentials that nobody allowed, nor loses what was allowed without a word",
      (on: FaultStage) => failEachCall(on, ALLOW),
      4,
    ],
    ["RFC5849-2.3-5", "never gives credentials that somebody denied", (on: FaultStage) => failEachCall(on, DENY), 4],
    [
      "RFC5849-2.3-7",
      "leaves temporary credentials as they were, or used",
      (on: FaultStage) => failEachCall(on, REDEEM),
      4,
    ],
  ] as const) {
    beyond(id, sentence, async () => {
      assert.isAtLeast(await failEach(stage), 3 * calls);
    });
  }
});

describe("a store call that fails while a signed request is verified", function () {
  this.timeout(60_000);
  let stage: FaultStage;
  let approved: Approved;
  let token: TokenPair;

  before(async () => {
    stage = await faultStage();
    approved = await approve(stage);
    token = pairIn(await redeem(stage, approved));
  });
  after(() => stage.close());

  /** Undefined when the call went through, else why not. */
  async function outcome(signed: Signed): Promise<unknown> {
    return call(stage, signed).then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  for (const failure of FAILURES) {
    beyond("RFC5849-3.2-2", `says so, and never that the caller did something wrong: ${failure}`, async () => {
      for (let n = 1; ; n += 1) {
        await stage.issuer.clients.changed(approved.application);
        const signed = signedCall(stage, approved, token);
        stage.faults.arm({ call: n, failure });
        const error = await outcome(signed);
        const { failed } = stage.faults;
        stage.faults.arm();
        if (failed === undefined) {
          assert.isUndefined(error);
          assert.isAbove(n, 3);
          return;
        }
        assert.instanceOf(error, StoreUnavailable, `${failure} ${failed}`);
        // The same request once more may have used its nonce up; one that is signed anew goes through.
        const again = await outcome(signed);
        if (again !== undefined) assert.propertyVal(again, "code", "nonce_used");
        assert.isUndefined(await outcome(signedCall(stage, approved, token)));
        if (again instanceof OAuthError) assert.equal(failure, "unacknowledged");
      }
    });
  }
});
