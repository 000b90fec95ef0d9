import { assert } from "chai";
import { describe, it } from "mocha";
import { rule } from "../../conformance/support/rule.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { CALLBACK } from "../support/cast.ts";
import { allow, signIn } from "../support/journey.ts";
import {
  askSigned,
  askTemporary,
  askToken,
  type Consumer,
  type ConsumerAnswer,
  consumerOf,
  pairIn,
  registerConsumer,
  type SignOptions,
  type TokenPair,
  verifierAt,
} from "../support/oauth1.ts";
import type { Seen, Visitor } from "../support/visitor.ts";
import { isConsent, isLogin, openStage, type Stage } from "./stage.ts";

/** A person in front of a new browser, and a consumer that wants something. */
interface Journey {
  readonly application: ClientRecord;
  readonly consumer: Consumer;
  readonly owner: AccountRecord;
  readonly browser: Visitor;
  /** The consumer gets temporary credentials and sends the browser: what the person sees. */
  readonly begin: (callback: string) => Promise<{ readonly temporary: TokenPair; readonly page: Seen }>;
  /** From the beginning to the consent page, signing in on the way. */
  readonly toConsent: (callback: string) => Promise<{ readonly temporary: TokenPair; readonly page: Seen }>;
  readonly redeem: (temporary: TokenPair, verifier: string) => Promise<ConsumerAnswer>;
  /** From the beginning to token credentials. */
  readonly through: (callback: string) => Promise<TokenPair>;
  readonly call: (token: TokenPair, path?: string, said?: Partial<SignOptions>) => Promise<ConsumerAnswer>;
}

describe("a person and a consumer of OAuth 1.0a", () => {
  let stage: Stage;

  before(async function () {
    this.timeout(60_000);
    stage = await openStage();
  });

  after(async () => stage.server.stop());

  async function journey(): Promise<Journey> {
    const { server } = stage;
    const application = await registerConsumer(server.issuer, { name: "Photo Printer" });
    const consumer = consumerOf(application);
    const [owner, browser] = [await stage.person(), stage.browser()];
    const self: Journey = {
      application,
      consumer,
      owner,
      browser,
      async begin(callback) {
        const temporary = pairIn(await askTemporary(server, { consumer, callback }));
        const page = await browser.go(`${server.url}/oauth1/authorize?oauth_token=${temporary.token}`);
        return { temporary, page };
      },
      async toConsent(callback) {
        const { temporary, page } = await self.begin(callback);
        return { temporary, page: isLogin(page) ? await signIn(browser, page, owner) : page };
      },
      redeem: (temporary, verifier) => askToken(server, { consumer, temporary, verifier }),
      async through(callback) {
        const { temporary, page } = await self.toConsent(callback);
        return pairIn(await self.redeem(temporary, verifierAt(await allow(browser, page))));
      },
      call: (token, path = "/api/", said = {}) => askSigned({ url: server.url + path, consumer, token, ...said }),
    };
    return self;
  }

  rule(["RFC5849-2.2-5", "RFC5849-2.2-8"], "sign in, agree and go back, and the consumer calls the API", async () => {
    const { begin, browser, owner, redeem, call } = await journey();
    const { temporary, page: login } = await begin(CALLBACK);
    assert.isTrue(isLogin(login));
    const consent = await signIn(browser, login, owner);
    assert.isTrue(isConsent(consent));
    assert.include(consent.text, "Photo Printer");
    const { url } = await allow(browser, consent);
    assert.deepEqual([url.origin + url.pathname, url.searchParams.get("oauth_token")], [CALLBACK, temporary.token]);
    const token = pairIn(await redeem(temporary, url.searchParams.get("oauth_verifier") ?? ""));
    assert.equal((await call(token)).status, 200);
  });

  rule(["RFC5849-2.2-12", "RFC5849-2.2-13"], "carry a PIN over where the consumer has no callback", async () => {
    const { toConsent, browser, redeem, call } = await journey();
    const { temporary, page } = await toConsent("oob");
    assert.include(page.text, "a page here, which shows you a code");
    const shown = await allow(browser, page);
    assert.include(shown.text, "type this code into");
    const token = pairIn(await redeem(temporary, verifierAt(shown)));
    assert.equal((await call(token)).status, 200);
  });

  rule(["OAUTHPROBLEM-2-15", "RFC5849-2.3-5"], "deny, and nothing is given", async () => {
    const { toConsent, browser, redeem } = await journey();
    const { temporary, page } = await toConsent(CALLBACK);
    const { url } = await browser.submit(page, { fill: { action: "deny" } });
    assert.equal(url.searchParams.get("oauth_problem"), "user_refused");
    const { status, problem } = await redeem(temporary, "x");
    assert.deepEqual([status, problem], [401, "permission_denied"]);
  });

  rule(["RFC5849-2-3", "OAUTHPROBLEM-2-11"], "find the access among all others, and end it at once", async () => {
    const { through, browser, call } = await journey();
    const token = await through(CALLBACK);
    assert.equal((await call(token)).status, 200);
    const list = await browser.go("/authorized_tokens/");
    assert.include(list.text, "Photo Printer");
    const address = /href="([^"]*\/authorized_tokens\/\w+\/delete\/?)"/.exec(list.text)?.[1] ?? "";
    const done = await browser.submit(await browser.go(address), { form: "delete" });
    assert.notInclude(done.text, "Photo Printer");
    const { status, problem } = await call(token);
    assert.deepEqual([status, problem], [401, "token_revoked"]);
  });

  it("end it on the account page as well, and another consumer's goes on", async () => {
    const [one, other] = [await journey(), await journey()];
    const [ended, kept] = [await one.through("oob"), await other.through("oob")];
    await one.browser.submit(await one.browser.go("/account"), { form: "revoke" });
    assert.equal((await one.call(ended)).status, 401);
    assert.equal((await other.call(kept)).status, 200);
  });

  it("stay with what was allowed when the person signs out", async () => {
    const { through, browser, call } = await journey();
    const token = await through(CALLBACK);
    await browser.submit(await browser.go("/account"), { form: "/logout" });
    assert.isTrue(isLogin(await browser.go("/account")));
    assert.equal((await call(token)).status, 200);
  });

  rule("RFC5849-4.8-1", "allow less than is asked, and the API keeps to it", async () => {
    const { toConsent, browser, owner, redeem, call } = await journey();
    const { temporary, page } = await toConsent("oob");
    const token = pairIn(await redeem(temporary, verifierAt(await allow(browser, page, { scope: "read" }))));
    assert.equal((await call(token)).status, 200);
    const json = { method: "PATCH", body: "{}", headers: { "content-type": "application/json" } };
    assert.equal((await call(token, `/api/users/${owner.id}/`, json)).status, 403);
  });

  rule(
    "RFC5849-4.13-1",
    "are safe from a link that somebody else began: the verifier is in their browser alone",
    async () => {
      const { begin, browser, owner, redeem } = await journey();
      const { temporary } = await begin("oob");
      const victim = stage.browser();
      const login = await victim.go(`${stage.server.url}/oauth1/authorize?oauth_token=${temporary.token}`);
      const shown = await allow(victim, await signIn(victim, login, await stage.person()));
      const own = await browser.go(`${stage.server.url}/oauth1/authorize?oauth_token=${temporary.token}`);
      assert.equal(own.status, 400);
      assert.notInclude(own.text, owner.username);
      assert.equal((await redeem(temporary, "00000000")).problem, "parameter_rejected");
      pairIn(await redeem(temporary, verifierAt(shown)));
    },
  );
});
