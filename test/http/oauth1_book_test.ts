import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { settableClock } from "../../src/platform/mod.ts";
import { isOauthProblem } from "../../src/protocol/mod.ts";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { findCredentialsFamily } from "../../src/tokens/mod.ts";
import { CALLBACK, client, person, SECRET } from "../support/cast.ts";
import type { GivenSettings } from "../support/config.ts";
import { START } from "../support/issuer_under_test.ts";
import { memoryStores } from "../support/http_server.ts";
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
import { type RunningServer, startServer } from "../support/running_server.ts";
import { visitor } from "../support/visitor.ts";

/** A server whose clock is moved by hand, a person, and a consumer. */
interface Scene {
  readonly server: RunningServer;
  readonly clock: ReturnType<typeof settableClock>;
  readonly owner: AccountRecord;
  readonly consumer: Consumer;
}

/** Starts a server on stores in memory. */
async function open({
  settings = {},
  path = "",
}: { readonly settings?: GivenSettings; readonly path?: string } = {}): Promise<Pick<Scene, "server" | "clock">> {
  const clock = settableClock(START);
  const stores = memoryStores(clock);
  const server = await startServer({ stores, clock, settings, path });
  async function stop(): Promise<void> {
    await server.stop();
    await stores.close();
  }
  return { server: { ...server, stop }, clock };
}

/** How requests are signed at the time of the scene. */
function now({ clock }: Scene): Pick<SignOptions, "timestamp"> {
  return { timestamp: clock.now() };
}

function temporary(scene: Scene, callback = CALLBACK, scope?: string): Promise<ConsumerAnswer> {
  const { server, consumer } = scene;
  return askTemporary(server, { consumer, callback, sign: now(scene), ...(scope === undefined ? {} : { scope }) });
}

/** Where the person ends who agrees to temporary credentials. */
function agreed({ server, owner }: Scene, { token }: TokenPair) {
  return agreeTo(server, { token, person: owner });
}

function redeem(scene: Scene, pair: TokenPair, verifier: string): Promise<ConsumerAnswer> {
  const { server, consumer } = scene;
  return askToken(server, { consumer, temporary: pair, verifier, sign: now(scene) });
}

function legs(scene: Scene, scope?: string) {
  const { server, consumer, owner } = scene;
  return threeLegs(server, { consumer, person: owner, sign: now(scene), ...(scope === undefined ? {} : { scope }) });
}

function callApi(scene: Scene, token: TokenPair, options: Partial<SignOptions> = {}): Promise<ConsumerAnswer> {
  const { server, consumer } = scene;
  return askSigned({ url: `${server.url}/api/users/`, consumer, token, ...now(scene), ...options });
}

function assertProblem(answer: ConsumerAnswer, problem: string, status = 401): void {
  assert.deepEqual([answer.status, answer.problem], [status, problem], answer.text);
}

describe("OAuth 1.0a, by its book", function () {
  this.timeout(30_000);
  let scene: Scene;

  before(async () => {
    const { server, clock } = await open();
    const consumer = consumerOf(await registerConsumer(server.issuer, { name: "Printer" }));
    scene = { server, clock, owner: await person(server.issuer), consumer };
  });

  after(() => scene?.server.stop());

  describe("temporary credentials", () => {
    rule("RFC5849-2.1-11", "are not given to whoever does not sign rightly", async () => {
      const { server, consumer } = scene;
      const stranger = { ...consumer, secret: "another" };
      const answer = await askTemporary(server, { consumer: stranger, callback: CALLBACK, sign: now(scene) });
      assertProblem(answer, "signature_invalid");
      assert.notProperty(answer.said, "oauth_token");
    });

    rule("RFC5849-2.1-3", "are given for a callback that is an absolute URI", async () => {
      assert.equal((await temporary(scene, CALLBACK)).status, 200);
      assertProblem(await temporary(scene, "/cb"), "parameter_rejected", 400);
    });

    rule(["RFC5849-2-2", "RFC5849-2.3-6", "OAUTHPROBLEM-2-10"], "are refused when their time is over", async () => {
      const pair = pairIn(await temporary(scene));
      const verifier = verifierAt(await agreed(scene, pair));
      scene.clock.advance(601);
      assertProblem(await redeem(scene, pair, verifier), "token_expired");
    });

    rule(["RFC5849-2.3-1", "OAUTHPROBLEM-2-9"], "are used up by a POST request for token credentials", async () => {
      const pair = pairIn(await temporary(scene));
      const verifier = verifierAt(await agreed(scene, pair));
      assert.equal((await redeem(scene, pair, verifier)).status, 200);
      assertProblem(await redeem(scene, pair, verifier), "token_used");
    });

    rule("OAUTHPROBLEM-2-13", "give nothing before the person has decided", async () => {
      assertProblem(await redeem(scene, pairIn(await temporary(scene)), "0"), "permission_unknown");
    });

    rule("OAUTHPROBLEM-2-12", "are no token credentials", async () => {
      assertProblem(await callApi(scene, pairIn(await temporary(scene))), "token_rejected");
    });
  });

  describe("a person", () => {
    rule(["RFC5849-2.2-4", "RFC5849-2.2-5"], "has to sign in before anything is asked", async () => {
      const { token } = pairIn(await temporary(scene));
      const page = await visitor(scene.server.url).go(`${scene.server.url}/oauth1/authorize?oauth_token=${token}`);
      assert.equal(page.status, 200);
      assert.include(page.text, 'name="password"');
      assert.notInclude(page.text, 'value="allow"');
    });

    /** The page that asks somebody who has just signed in. */
    async function consentPage(consumer: Consumer, scope?: string) {
      const { server, clock } = scene;
      const owner = await person(server.issuer);
      const sign = { timestamp: clock.now() };
      const asked = { consumer, callback: CALLBACK, sign, ...(scope === undefined ? {} : { scope }) };
      const pair = pairIn(await askTemporary(server, asked));
      const browser = visitor(server.url);
      const login = await browser.go(`${server.url}/oauth1/authorize?oauth_token=${pair.token}`);
      return { browser, pair, page: await signIn(browser, login, owner) };
    }

    rule(["RFC5849-2.2-6", "RFC5849-4.8-2"], "reads who asks, and for what", async () => {
      const { page } = await consentPage(scene.consumer, "read");
      assert.include(page.text, "Printer");
      assert.include(page.text, scene.server.issuer.settings.scopes.get("read") ?? "?");
    });

    rule("RFC5849-2.2-7", "reads whether anybody has checked what is told of the consumer", async () => {
      const { issuer } = scene.server;
      assert.notInclude((await consentPage(scene.consumer)).page.text, "Nobody here has checked");
      const record = await registerConsumer(issuer);
      await issuer.durable.clients.change(record.id, { isUnverified: true });
      assert.include((await consentPage(consumerOf(record))).page.text, "Nobody here has checked");
    });

    rule("RFC5849-4.8-1", "may grant less than was asked for", async () => {
      const { browser, page, pair } = await consentPage(scene.consumer, "read write");
      const verifier = verifierAt(await allow(browser, page, { scope: "read" }));
      const token = pairIn(await redeem(scene, pair, verifier));
      const { said } = await callApi(scene, token, { url: `${scene.server.url}/api/token_info/` });
      assert.equal(said["scopes"], "read");
    });

    rule("RFC5849-4.13-1", "cannot be made to agree by another site", async () => {
      const { browser, page } = await consentPage(scene.consumer);
      assert.equal((await allow(browser, page, { csrf: "of another" })).status, 403);
    });

    rule("RFC5849-4.14-1", "is asked on a page that nobody can frame", async () => {
      const { page } = await consentPage(scene.consumer);
      assert.include(page.headers.get("content-security-policy"), "frame-ancestors 'none'");
    });
  });

  describe("token credentials", () => {
    rule("RFC5849-2.3-11", "give what the person allowed, and no more", async () => {
      const token = await legs(scene, "read");
      assert.equal((await callApi(scene, token)).status, 200);
      const url = `${scene.server.url}/api/users/${scene.owner.id}/`;
      const json = { method: "PATCH", body: "{}", headers: { "content-type": "application/json" } };
      assert.equal((await callApi(scene, token, { url, ...json })).status, 403);
    });

    rule("RFC5849-2-3", "end when the person revokes them", async () => {
      const { server, owner } = scene;
      const token = await legs(scene);
      const browser = visitor(server.url);
      const login = await browser.go(`${server.url}/authorized_tokens`);
      const list = await signIn(browser, login, owner);
      assert.include(list.text, "Printer");
      const links = [...list.text.matchAll(/href="([^"]*\/authorized_tokens\/[^"]+)"/g)].map(([, href = ""]) => href);
      for (const link of links) await browser.submit(await browser.go(link));
      assertProblem(await callApi(scene, token), "token_revoked");
    });

    rule(["RFC5849-4.9-1", "RFC5849-4.9-2"], "and temporary ones come with 256 random bits each", async () => {
      const pairs = [pairIn(await temporary(scene)), pairIn(await temporary(scene)), await legs(scene)];
      for (const { token, secret } of pairs) {
        assert.match(secret, /^[\w-]{43}$/);
        assert.isAtLeast(token.length, 43);
      }
      assert.lengthOf(new Set(pairs.flatMap(({ token, secret }) => [token, secret])), 6);
    });

    rule("RFC5849-2.2-9", "are had by a verifier of which nobody can guess the next", async () => {
      const verifiers = new Set<string>();
      for (let count = 0; count < 5; count += 1)
        verifiers.add(verifierAt(await agreed(scene, pairIn(await temporary(scene)))));
      assert.lengthOf(verifiers, 5);
      for (const verifier of verifiers) assert.match(verifier, /^\w{22,}$/);
    });
  });

  describe("an answer", () => {
    rule("RFC5849-4.4-1", "is kept out of caches, wherever the signature stood", async () => {
      const token = await legs(scene);
      for (const place of ["query", "header"] as const) {
        const { status, headers } = await callApi(scene, token, { place });
        assert.equal(status, 200);
        assert.include(headers.get("cache-control"), "no-store");
      }
    });

    rule(
      ["OAUTHPROBLEM-1-1", "OAUTHPROBLEM-1-2", "OAUTHPROBLEM-1-3", "OAUTHPROBLEM-7-1", "RFC5849-3.5.1-6"],
      "says what is wrong, in its header and in its body alike",
      async () => {
        const { said, headers, status } = await temporary(scene, "https://thief.test/");
        assert.equal(status, 400);
        assert.equal(said["oauth_problem"], "parameter_rejected");
        assert.isNotEmpty(said["oauth_problem_advice"]);
        const challenge = headers.get("www-authenticate") ?? "";
        assert.match(challenge, /^OAuth realm="/);
        for (const name of ["oauth_problem", "oauth_problem_advice"]) {
          const [, value = ""] = new RegExp(`${name}="([^"]*)"`).exec(challenge) ?? [];
          assert.equal(decodeURIComponent(value), said[name]);
        }
      },
    );

    rule("OAUTHPROBLEM-6-1", "names the parameters that are rejected", async () => {
      const { said } = await temporary(scene, "https://thief.test/");
      assert.equal(said["oauth_parameters_rejected"], "oauth_callback");
    });

    rule(["OAUTHPROBLEM-2-7", "OAUTHPROBLEM-2-1"], "says that a client may not sign, in a listed word", async () => {
      const { server } = scene;
      const consumer = consumerOf(await client(server.issuer));
      const answer = await askTemporary(server, { consumer, callback: CALLBACK, sign: now(scene) });
      assertProblem(answer, "consumer_key_rejected");
      assert.isTrue(isOauthProblem(answer.problem ?? ""));
    });
  });

  describe("a server", () => {
    rule("RFC5849-2-4", "has no parameters in the addresses of the three legs", () => {
      const own = scene.server.issuer.endpoints.filter(({ name }) => name.startsWith("oauth1_"));
      const paths = own.flatMap(({ path, aliases = [] }) => aliases.concat(path));
      assert.isAtLeast(paths.length, 6);
      for (const path of paths) assert.notInclude(path, "?");
    });

    rule("RFC5849-4.11-1", "may be told to take no SHA-1", async () => {
      const { server, clock } = await open({ settings: { OAUTH1_SIGNATURE_METHODS: "HMAC-SHA256" } });
      const consumer = consumerOf(await registerConsumer(server.issuer));
      const asked = { consumer, callback: "oob" };
      const sign = { timestamp: clock.now() };
      try {
        assertProblem(await askTemporary(server, { ...asked, sign }), "signature_method_rejected", 400);
        const signed = { ...sign, signatureMethod: "HMAC-SHA256" } as const;
        assert.equal((await askTemporary(server, { ...asked, sign: signed })).status, 200);
      } finally {
        await server.stop();
      }
    });

    rule("RFC5849-3.4.1.2-2", "below a path is found by every name of its machine", async () => {
      const { server, clock } = await open({ path: "/tenant" });
      const consumer = consumerOf(await registerConsumer(server.issuer));
      const [owner, sign] = [await person(server.issuer), { timestamp: clock.now() }];
      try {
        for (const url of [server.url, server.url.replace("127.0.0.1", "localhost")]) {
          const token = await threeLegs({ url }, { consumer, person: owner, sign });
          const { status, text } = await askSigned({ url: `${url}/api/users/?limit=1`, consumer, token, ...sign });
          assert.equal(status, 200, text);
        }
      } finally {
        await server.stop();
      }
    });

    rule("RFC5849-3.4.4-1", "takes no PLAINTEXT where anybody can read it", async () => {
      const { server, consumer } = scene;
      const sign = { ...now(scene), signatureMethod: "PLAINTEXT" } as const;
      const answer = await askTemporary(server, { consumer, callback: CALLBACK, sign });
      assertProblem(answer, "signature_method_rejected", 400);
    });

    rule("RFC5849-4.5-1", "keeps secrets under seal, and those of tokens nowhere", async () => {
      const { server, consumer } = scene;
      const token = await legs(scene);
      const { clients, durable } = server.issuer;
      const record = await clients.find(consumer.key);
      const family = await findCredentialsFamily(token.token, durable);
      assert.equal(family?.client, record?.id);
      const kept = JSON.stringify([record, family]);
      for (const secret of [SECRET, token.secret, token.token]) assert.notInclude(kept, secret);
    });

    rule(
      ["RFC5849-4.12-1", "OAUTHBODYHASH-4.1.2-1"],
      "takes no other hash of a body than the one that was signed",
      async () => {
        const token = await legs(scene);
        const json = { method: "PATCH", body: "{}", headers: { "content-type": "application/json" }, bodyHash: true };
        const url = `${scene.server.url}/api/users/${scene.owner.id}/`;
        assert.equal((await callApi(scene, token, { url, ...json })).status, 200);
        assertProblem(
          await callApi(scene, token, { url, ...json, params: { oauth_body_hash: "AAAA" } }),
          "signature_invalid",
        );
      },
    );
  });
});
