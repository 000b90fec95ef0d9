import { assert } from "chai";
import type { Demonstration } from "./demonstration.ts";
import { printWelcome, trialsOf, type Welcome } from "./start_banner.ts";

const PLAIN = { strong: (text: string) => text, faint: (text: string) => text };
const SECRETS = {
  admin: "a-secret",
  alice: "b-secret",
  "demo-confidential": "c-secret",
  "demo-machine": "d-secret",
  "demo-oauth1": "e-secret",
};
const ALL: Demonstration = { secrets: SECRETS, hasPublicClient: true };

function welcome(changes: Partial<Welcome> = {}): Welcome {
  return {
    issuer: "http://localhost:8000",
    demonstration: ALL,
    database: "PostgreSQL 18",
    redis: "Redis 7",
    dataDir: ".data",
    ...changes,
  };
}

describe("trialsOf()", () => {
  it("asks for tokens with the credentials that work", () => {
    const { clientCredentials, password } = trialsOf(welcome());
    assert.equal(
      clientCredentials,
      "curl -u demo-machine:d-secret -d grant_type=client_credentials http://localhost:8000/token",
    );
    assert.match(password!, /-u demo-confidential:c-secret .*-d username=alice -d password=b-secret /);
  });

  it("leaves out what cannot work any more", () => {
    const { alice: _alice, ...secrets } = SECRETS;
    const trials = trialsOf(welcome({ demonstration: { secrets, hasPublicClient: true } }));
    assert.sameMembers(Object.keys(trials), ["clientCredentials", "authorizeUrl", "redeemCode", "oauth1"]);
    assert.isEmpty(trialsOf(welcome({ demonstration: { secrets: {}, hasPublicClient: false } })));
  });

  it("quotes for the shell what it would take apart", () => {
    const secrets = { ...SECRETS, "demo-machine": "it's $HOME" };
    const { clientCredentials } = trialsOf(welcome({ demonstration: { secrets, hasPublicClient: true } }));
    assert.include(clientCredentials, `'demo-machine:it'\\''s $HOME'`);
  });

  it("offers to sign in with OpenID Connect where there is a client for it", () => {
    const withClient = { ...ALL, hasOpenidClient: true };
    const { login } = trialsOf(welcome({ issuer: "http://localhost:8001", demonstration: withClient }));
    assert.equal(login, "ISSUER=http://localhost:8001 npx tsx scripts/examples/openid_login.ts");
    assert.include(printWelcome(welcome({ demonstration: withClient }), PLAIN), "demo-openid");
    assert.notProperty(trialsOf(welcome()), "login");
    assert.notInclude(printWelcome(welcome(), PLAIN), "demo-openid");
  });

  it("names the endpoints of an issuer with a path", () => {
    const { authorizeUrl, redeemCode } = trialsOf(welcome({ issuer: "https://id.example/tenant" }));
    assert.isTrue(authorizeUrl!.startsWith("https://id.example/tenant/authorize?response_type=code&client_id="));
    assert.isTrue(redeemCode!.endsWith(" https://id.example/tenant/token"));
  });

  it("gives the example script what it cannot know", () => {
    assert.equal(trialsOf(welcome()).example, "npm run example");
    const elsewhere = welcome({ issuer: "http://localhost:8001", demonstration: { ...ALL, keptIn: "f" } });
    const given = "ISSUER=http://localhost:8001 CLIENT_SECRET=c-secret EXAMPLE_PASSWORD=b-secret npm run example";
    assert.equal(trialsOf(elsewhere).example, given);
  });
});

describe("trialsOf() a consumer of OAuth 1.0a", () => {
  it("is the script of its three legs, with what the script cannot know", () => {
    assert.equal(trialsOf(welcome()).oauth1, "npx tsx scripts/oauth1.ts");
    const elsewhere = welcome({ issuer: "http://localhost:8001", demonstration: { ...ALL, keptIn: "f" } });
    assert.equal(
      trialsOf(elsewhere).oauth1,
      "ISSUER=http://localhost:8001 CONSUMER_SECRET=e-secret npx tsx scripts/oauth1.ts",
    );
  });

  it("is shown with its secret, and neither where there is none", () => {
    const { "demo-oauth1": _, ...secrets } = SECRETS;
    const without = printWelcome(welcome({ demonstration: { secrets, hasPublicClient: true } }), PLAIN);
    for (const text of ["demo-oauth1", "e-secret", "scripts/oauth1.ts"]) {
      assert.include(printWelcome(welcome(), PLAIN), text);
      assert.notInclude(without, text);
    }
  });
});

describe("printWelcome()", () => {
  it("names issuer, credentials, pages, stores and how to stop", () => {
    const text = printWelcome(welcome(), PLAIN);
    const expected = [
      "ready at http://localhost:8000\n",
      "alice",
      "b-secret",
      "demo-public",
      "PostgreSQL 18",
      "Redis 7",
    ];
    for (const part of [...expected, "/account", ".data", "Ctrl-C", "npx touchstone --help"])
      assert.include(text, part);
  });

  it("says plainly that there is no Redis, and where credentials are kept", () => {
    const { redis: _redis, ...others } = welcome({ demonstration: { ...ALL, keptIn: ".data/demonstration.json" } });
    const text = printWelcome({ ...others, redis: undefined }, PLAIN);
    assert.match(text, /tokens +in this process/);
    assert.include(text, "kept in .data/demonstration.json");
  });

  it("says so when nothing of the demonstration is left", () => {
    const text = printWelcome(welcome({ demonstration: { secrets: {}, hasPublicClient: false } }), PLAIN);
    assert.include(text, "the demonstration was removed");
    assert.notInclude(text, "curl");
  });
});
