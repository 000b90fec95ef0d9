import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { digest, systemClock } from "../../src/platform/mod.ts";
import { parseToken } from "../../src/protocol/mod.ts";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { ACCESS_TOKEN, accessTokenKey, revokeFamily } from "../../src/tokens/mod.ts";
import { CALLBACK, person } from "../support/cast.ts";
import { allow, signIn } from "../support/journey.ts";
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
import { type Seen, type Visitor, visitor } from "../support/visitor.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const ROUNDS = 10;
const SHOTS = 50;

/** How many of each answer came. */
function countsOf(answers: readonly ConsumerAnswer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status, said, text } of answers) {
    const json = /"error":"(\w+)"/.exec(text)?.[1];
    const name = `${status} ${said["oauth_problem"] ?? json ?? "none"}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function wonOf(answers: readonly ConsumerAnswer[]): readonly ConsumerAnswer[] {
  return answers.filter(({ status }) => status === 200);
}

describe("OAuth 1.0a, on two processes", function () {
  this.timeout(120_000);
  let pair: ServerPair;
  let consumer: Consumer;
  let owner: AccountRecord;
  let browser: Visitor;

  before(async () => {
    pair = await serverPair();
    [consumer, owner] = [consumerOf(await registerConsumer(pair.issuer)), await person(pair.issuer)];
    browser = visitor(pair.servers[0]);
    await credentials();
  });

  function first(): { readonly url: string } {
    return { url: pair.servers[0] };
  }

  function credentials(): Promise<TokenPair> {
    return threeLegs(first(), { consumer, person: owner, browser });
  }

  async function temporaryOf(callback: string): Promise<TokenPair> {
    return pairIn(await askTemporary(first(), { consumer, callback }));
  }

  async function approvedOf(callback = CALLBACK): Promise<{ temporary: TokenPair; verifier: string }> {
    const temporary = await temporaryOf(callback);
    const seen = await agreeTo(first(), { token: temporary.token, person: owner, browser });
    return { temporary, verifier: verifierAt(seen) };
  }

  function call(server: string, token: TokenPair, changes: Partial<SignOptions> = {}): Promise<ConsumerAnswer> {
    return askSigned({ url: `${server}/api/`, consumer, token, ...changes });
  }

  /** Fails unless the credentials work at both. */
  async function assertAlive(token: TokenPair): Promise<void> {
    for (const server of pair.servers) assert.equal((await call(server, token)).status, 200);
  }

  /** A request of each kind, which is to be sent many times with one nonce. */
  const ONCE: readonly (readonly [name: string, open: () => Promise<Omit<SignOptions, "url">>, path: string])[] = [
    ["a call of the API", async () => ({ consumer, token: await credentials() }), "/api/"],
    [
      "a request for temporary credentials",
      async () => ({ consumer, method: "POST", params: { oauth_callback: "oob" } }),
      "/oauth1/request_token",
    ],
  ];
  for (const [name, open, path] of ONCE) {
    rule(["RFC5849-3.2-2", "OAUTHPROBLEM-2-4"], `take one nonce of ${name} once of fifty times at once`, async () => {
      const request = await open();
      for (let round = 0; round < 2 * ROUNDS; round += 1) {
        const once = { nonce: `${name} ${round}`, timestamp: systemClock.now() };
        const answers = await atOnce(pair, SHOTS, (server) => askSigned({ ...request, ...once, url: server + path }));
        assert.deepEqual(countsOf(answers), { "200 none": 1, "401 nonce_used": SHOTS - 1 });
      }
    });
  }

  rule(["RFC5849-3.2-2", "RFC5849-2.3-7"], "answer one request for token credentials once of fifty times", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const approved = await approvedOf();
      const sign = { nonce: `token ${round}`, timestamp: systemClock.now() };
      const answers = await atOnce(pair, SHOTS, (url) => askToken({ url }, { consumer, ...approved, sign }));
      const [winner, second] = wonOf(answers);
      assert.isUndefined(second);
      // Who comes after the winner may hear that the nonce or that the temporary credentials were used.
      for (const name of Object.keys(countsOf(answers)))
        assert.oneOf(name, ["200 none", "401 nonce_used", "401 token_used"]);
      await assertAlive(pairIn(winner!));
    }
  });

  rule(["RFC5849-2.3-7", "OAUTHPROBLEM-2-9"], "redeem a verifier that comes fifty times at once, once", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const approved = await approvedOf();
      const answers = await atOnce(pair, SHOTS, (url) => askToken({ url }, { consumer, ...approved }));
      assert.deepEqual(countsOf(answers), { "200 none": 1, "401 token_used": SHOTS - 1 });
      await assertAlive(pairIn(wonOf(answers)[0]!));
      const { tag } = parseToken(approved.temporary.token, "tc")!;
      assert.isDefined(await pair.issuer.durable.families.find(tag));
    }
  });

  beyond("RFC5849-2.2-9", "judge no more than five of fifty wrong PINs, and the right one no more", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { temporary, verifier } = await approvedOf("oob");
      const wrong = (index: number) => String((Number(verifier) + 1 + index) % 100_000_000).padStart(8, "0");
      const answers = await atOnce(pair, SHOTS, (url, index) =>
        askToken({ url }, { consumer, temporary, verifier: wrong(index) }),
      );
      assert.deepEqual(countsOf(answers), { "400 parameter_rejected": 5, "401 token_rejected": SHOTS - 5 });
      assert.equal((await askToken(first(), { consumer, temporary, verifier })).status, 401);
    }
  });

  beyond("RFC5849-2.2-9", "redeem a right PIN among wrong ones at most once", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { temporary, verifier } = await approvedOf("oob");
      const answers = await atOnce(pair, 8, (url, index) =>
        askToken({ url }, { consumer, temporary, verifier: index % 2 === 0 ? verifier : "wrong" }),
      );
      assert.isAtMost(wonOf(answers).length, 1);
      for (const { status } of answers) assert.oneOf(status, [200, 400, 401]);
    }
  });

  rule("RFC5849-2.3-5", "give nothing to who redeems while the person is saying yes", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const temporary = await temporaryOf(CALLBACK);
      const asked = await visited(temporary);
      const [seen, ...answers] = await Promise.all([
        allowAt(0, asked),
        ...pair.servers.map((url) => askToken({ url }, { consumer, temporary, verifier: "not known yet" })),
      ]);
      for (const { status } of answers) assert.oneOf(status, [400, 401]);
      const verifier = verifierAt(seen);
      await assertAlive(pairIn(await askToken(first(), { consumer, temporary, verifier })));
    }
  });

  beyond("RFC5849-2.2-8", "let one of two people decide who say yes at once", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const temporary = await temporaryOf(CALLBACK);
      const people = await Promise.all([1, 2].map(() => visited(temporary)));
      const seen = await Promise.all(people.map((each, index) => allowAt(index, each)));
      const won = seen.filter(({ url }) => url.searchParams.has("oauth_verifier"));
      assert.lengthOf(won, 1);
      const answer = await askToken(first(), { consumer, temporary, verifier: verifierAt(won[0]!) });
      await assertAlive(pairIn(answer));
    }
  });

  /** The page that asks somebody who is signed in. */
  function askedAbout({ token }: TokenPair, by: Visitor): Promise<Seen> {
    return by.go(`${pair.servers[0]}/oauth1/authorize?oauth_token=${token}`);
  }

  /** Somebody new, who is asked. */
  async function visited(temporary: TokenPair): Promise<{ readonly page: Seen; readonly browser: Visitor }> {
    const by = visitor(pair.servers[0]);
    return { browser: by, page: await signIn(by, await askedAbout(temporary, by), await person(pair.issuer)) };
  }

  /** Says yes to one of the two servers. */
  function allowAt(
    server: number,
    { page, browser: by }: { readonly page: Seen; readonly browser: Visitor },
  ): Promise<Seen> {
    return allow(by, { ...page, url: new URL(page.url.pathname, pair.servers[server]) });
  }

  rule(["RFC5849-3.2-4", "OAUTHPROBLEM-2-11"], "answer nothing after what was revoked while it was used", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const token = await credentials();
      const { tag } = parseToken(token.token, "ot")!;
      // Nobody has called yet, or long ago: the record is written anew while the family is revoked.
      await pair.issuer.ephemeral.forget(ACCESS_TOKEN, [accessTokenKey(tag, digest(token.token))]);
      const { longestAccessToken } = pair.issuer.settings;
      const [answers] = await Promise.all([
        atOnce(pair, 20, (server) => call(server, token)),
        revokeFamily(tag, { ...pair.issuer, longestAccessToken }),
      ]);
      for (const name of Object.keys(countsOf(answers))) assert.oneOf(name, ["200 none", "401 token_revoked"]);
      for (const server of pair.servers)
        assert.deepEqual(countsOf([await call(server, token)]), { "401 token_revoked": 1 });
    }
  });
});
