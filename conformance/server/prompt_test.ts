import { assert } from "chai";
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import type { Context } from "mocha";
import { type SettableClock, settableClock, systemClock } from "../../src/platform/mod.ts";
import { client, PASSWORD, person, SECRET } from "../../test/support/cast.ts";
import type { RunningServer } from "../../test/support/running_server.ts";
import { type Seen, type Visitor, visitor } from "../../test/support/visitor.ts";
import { assertRefused } from "../support/assert_refused.ts";
import { beyond, rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, startOwn, type Target } from "../support/target.ts";

type Change = Readonly<Record<string, string>>;

/** A person in front of a browser, whom a relying party sends to our own server. */
interface Party {
  readonly config: Configuration;
  readonly browser: Visitor;
  readonly username: string;
  /** Sends the browser to the server and answers what it sees there, or where it was sent. */
  ask(change?: Change): Promise<Asked>;
  /** Types a name and the password in. */
  logIn(page: Seen, username?: string): Promise<Seen>;
}

interface Asked {
  readonly seen: Seen;
  /** Has openid-client check an answer and redeem its code; its own checks of state, iss, nonce and max_age apply. */
  readonly finish: (seen: Seen) => Promise<Finished>;
}

/** What came of it. */
interface Finished {
  readonly claims: IDToken;
  readonly idToken: string;
}

async function party(
  context: Context,
  target: Target,
  own = need(context, target.own, "pages that we know"),
): Promise<Party> {
  const { clientId } = await client(own.issuer, { skipAuthorization: true });
  const redirect_uri = "https://client.test/cb";
  const config = await configure(target, { id: clientId, secret: SECRET, redirectUri: redirect_uri });
  const { username } = await person(own.issuer);
  const browser = visitor(own.url);
  return {
    config,
    browser,
    username,
    logIn: (page, name = username) => browser.submit(page, { fill: { username: name, password: PASSWORD } }),
    async ask(change = {}) {
      const [verifier, state, nonce] = [randomPKCECodeVerifier(), randomState(), randomNonce()];
      const code_challenge = await calculatePKCECodeChallenge(verifier);
      const usual = { redirect_uri, scope: "openid", state, nonce, code_challenge, code_challenge_method: "S256" };
      const seen = await browser.go(buildAuthorizationUrl(config, { ...usual, ...change }));
      const maxAge = change["max_age"] === undefined ? {} : { maxAge: Number(change["max_age"]) };
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, ...maxAge };
      return {
        seen,
        async finish({ url }) {
          const tokens = await authorizationCodeGrant(config, url, checks);
          const claims = tokens.claims();
          assert(claims !== undefined && tokens.id_token !== undefined, "there is no ID token");
          return { claims, idToken: tokens.id_token };
        },
      };
    },
  };
}

/** Signs the person in for the first time. */
async function firstVisit(at: Party): Promise<Finished> {
  const { seen, finish } = await at.ask();
  return finish(await at.logIn(seen));
}

function isLogin({ text }: Seen): boolean {
  return text.includes("<h1>Log in</h1>");
}

async function assertError(at: Party, change: Change, ...errors: readonly string[]): Promise<void> {
  const { seen, finish } = await at.ask(change);
  await assertRefused(finish(seen), ...errors);
}

suite("an authentication request", (open) => {
  rule(["OIDC-3.1.2.1-7", "OIDC-3.1.2.3-1"], "shows the sign-in page again for prompt=login", async function () {
    const at = await party(this, await open());
    const first = await firstVisit(at);
    const { seen, finish } = await at.ask({ prompt: "login" });
    assert.isTrue(isLogin(seen));
    const again = await finish(await at.logIn(seen));
    assert.deepEqual([again.claims.sub, again.claims["sid"]], [first.claims.sub, first.claims["sid"]]);
    assert.isAtLeast(again.claims.auth_time ?? 0, first.claims.auth_time ?? Infinity);
  });

  rule("OIDC-3.1.2.1-9", "shows the choice of an account for prompt=select_account", async function () {
    const at = await party(this, await open());
    const first = await firstVisit(at);
    const { seen, finish } = await at.ask({ prompt: "select_account" });
    assert.include(seen.text, "Choose an account");
    const { claims } = await finish(await at.browser.submit(seen, { fill: { action: "continue" } }));
    assert.equal(claims.sub, first.claims.sub);
  });

  rule("OIDC-3.1.2.1-9", "goes on as another person who is chosen", async function () {
    const target = await open();
    const at = await party(this, target);
    const first = await firstVisit(at);
    const { seen, finish } = await at.ask({ prompt: "select_account" });
    const login = await at.browser.submit(seen, { fill: { action: "another" } });
    const { claims } = await finish(await at.logIn(login, target.person.username));
    assert.notEqual(claims.sub, first.claims.sub);
  });

  rule(
    "OIDC-3.1.2.1-8",
    "shows the page of consent for prompt=consent, to whom nothing was asked before",
    async function () {
      const at = await party(this, await open());
      await firstVisit(at);
      const { seen, finish } = await at.ask({ prompt: "consent" });
      assert.include(seen.text, 'value="allow"');
      assert.isString((await finish(await at.browser.submit(seen, { fill: { action: "allow" } }))).idToken);
    },
  );

  for (const prompt of ["none login", "consent none", "none select_account"]) {
    rule("OIDC-3.1.2.1-4", `is refused with prompt=${prompt}`, async function () {
      await assertError(await party(this, await open()), { prompt }, "invalid_request");
    });
  }

  rule(
    ["PROMPTCREATE-4.1-2", "PROMPTCREATE-4.1-3"],
    "is refused with a word of prompt that is not published",
    async function () {
      const at = await party(this, await open());
      const { prompt_values_supported: words } = at.config.serverMetadata();
      assert.notInclude(words as readonly string[], "create");
      const { seen } = await at.ask({ prompt: "create" });
      assert.equal(seen.url.searchParams.get("error"), "invalid_request");
      assert.include(seen.url.searchParams.get("error_description"), "create");
    },
  );

  rule("OIDC-15.1-1", "begins with the name of login_hint on the sign-in page", async function () {
    const at = await party(this, await open());
    const { seen, finish } = await at.ask({ login_hint: at.username });
    assert.deepInclude(Object.fromEntries(seen.forms.at(-1)?.fields ?? []), { username: at.username });
    assert.isString((await finish(await at.logIn(seen))).idToken);
  });

  rule(
    ["OIDC-3.1.2.1-11", "OIDC-3.1.2.2-4"],
    "brings nobody's token but that of the person of its id_token_hint",
    async function () {
      const target = await open();
      const at = await party(this, target);
      const { idToken, claims } = await firstVisit(at);
      const { seen: login } = await at.ask({ prompt: "login" });
      await at.logIn(login, target.person.username);
      await assertError(at, { prompt: "none", id_token_hint: idToken }, "login_required");
      const { seen, finish } = await at.ask({ id_token_hint: idToken });
      const again = await at.logIn(seen, target.person.username);
      assert.isTrue(isLogin(again), "another person was let through");
      assert.equal((await finish(await at.logIn(again))).claims.sub, claims.sub);
    },
  );

  rule("OIDC-3.1.2.2-5", "is refused with a hint that was given to another client, or by nobody", async function () {
    const target = await open();
    const at = await party(this, target);
    const stranger = await party(this, target);
    const { idToken } = await firstVisit(stranger);
    await firstVisit(at);
    for (const id_token_hint of [idToken, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9."])
      await assertError(at, { prompt: "none", id_token_hint }, "invalid_request");
  });

  rule("OIDC-3.1.2.2-4", "brings nobody's token but that of the person whose sub it claims", async function () {
    const at = await party(this, await open());
    const { sub } = (await firstVisit(at)).claims;
    const ofSub = (value: string) => JSON.stringify({ id_token: { sub: { value } } });
    const { seen, finish } = await at.ask({ prompt: "none", claims: ofSub(sub) });
    assert.equal((await finish(seen)).claims.sub, sub);
    await assertError(at, { prompt: "none", claims: ofSub("somebody else") }, "login_required");
  });

  rule(
    "OIDC-5.5.1.1-1",
    "is refused where its essential acr is not one of those that are published",
    async function () {
      const at = await party(this, await open());
      const [reached] = at.config.serverMetadata().acr_values_supported as readonly string[];
      await firstVisit(at);
      const ofAcr = (value: unknown) => JSON.stringify({ id_token: { acr: { essential: true, value } } });
      const { seen, finish } = await at.ask({ claims: ofAcr(reached) });
      assert.equal((await finish(seen)).claims["acr"], reached);
      await assertError(at, { claims: ofAcr("urn:test:retina") }, "unmet_authentication_requirements");
    },
  );

  rule("OIDC-5.5.1.1-2", "that wishes for an acr is told which one was reached", async function () {
    const at = await party(this, await open());
    const [reached] = at.config.serverMetadata().acr_values_supported as readonly string[];
    await firstVisit(at);
    const { seen, finish } = await at.ask({ acr_values: "1 2" });
    assert.equal((await finish(seen)).claims["acr"], reached);
  });

  beyond("OIDC-3.1.2.1-6", "without pages shows none, whatever would have to be asked", async function () {
    const at = await party(this, await open());
    await firstVisit(at);
    for (const change of [{ max_age: "0" }, { id_token_hint: "nonsense" }, { claims: "{}", max_age: "0" }])
      assert.equal((await at.ask({ prompt: "none", ...change })).seen.url.origin, "https://client.test");
  });
});

describe("an authentication request, at a server whose clock can be moved", function () {
  this.timeout(60_000);
  let own: RunningServer;
  let clock: SettableClock;

  beforeEach(async () => {
    clock = settableClock(systemClock.now());
    own = await startOwn({ clock });
  });

  afterEach(async () => own.stop());

  async function partyHere(context: Context): Promise<Party> {
    const client = { id: "", redirectUri: "" };
    const who = { username: "", password: "" };
    const target: Target = {
      issuer: own.url,
      person: who,
      confidential: client,
      scope: "openid",
      algorithm: "oauth2",
      own,
    };
    return party(context, target);
  }

  rule(
    ["OIDC-3.1.2.1-5", "OIDC-3.1.2.1-10"],
    "has the person sign in again once max_age has passed",
    async function () {
      const at = await partyHere(this);
      const first = await firstVisit(at);
      clock.advance(100);
      const { seen, finish } = await at.ask({ max_age: "1" });
      assert.isTrue(isLogin(seen));
      const again = await finish(await at.logIn(seen));
      assert.equal(again.claims.auth_time, (first.claims.auth_time ?? 0) + 100);
    },
  );

  rule("OIDC-3.1.2.1-5", "is answered at once while max_age has not passed", async function () {
    const at = await partyHere(this);
    const first = await firstVisit(at);
    clock.advance(100);
    const { seen, finish } = await at.ask({ max_age: "10000" });
    assert.equal((await finish(seen)).claims.auth_time, first.claims.auth_time);
  });

  rule("OIDC-3.1.2.1-11", "is answered for the person of an ID token that has expired", async function () {
    const at = await partyHere(this);
    const { idToken, claims } = await firstVisit(at);
    clock.advance(claims.exp - claims.iat + 60);
    const { seen } = await at.ask({ prompt: "none", id_token_hint: idToken });
    assert.isTrue(seen.url.searchParams.has("code"), seen.url.search);
  });
});
