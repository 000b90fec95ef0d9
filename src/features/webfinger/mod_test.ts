import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { person } from "../../../test/support/cast.ts";
import { type Given, type IssuerUnderTest, issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import type { Reply } from "../../protocol/mod.ts";
import { bodyOf } from "../../../test/support/replies.ts";

const RELATION = "http://openid.net/specs/connect/1.0/issuer";
const ANN = "acct:ann@issuer.test";

function assertRefusal(reply: Reply, status: number): void {
  assert.equal(reply.status, status);
  assert.equal(bodyOf(reply)["error"], "invalid_request");
}

function find(under: IssuerUnderTest, query: Given | string) {
  return under.get("/.well-known/webfinger", { query });
}

describe("webfinger()", () => {
  let under: IssuerUnderTest;

  before(async () => {
    under = await issuerUnderTest();
  });

  rule(
    ["DISCOVERY-2-3", "WEBFINGER-4.2-1", "WEBFINGER-4.4.1-1", "WEBFINGER-4.4.4.1-1", "WEBFINGER-4.4.4.3-1"],
    "names the issuer of an account of this host",
    async () => {
      const reply = await find(under, { resource: ANN, rel: RELATION });
      assert.equal(reply.status, 200);
      assert.deepEqual(bodyOf(reply), { subject: ANN, links: [{ rel: RELATION, href: "https://issuer.test" }] });
    },
  );

  rule("WEBFINGER-4.2-2", "sends application/jrd+json", async () => {
    const { headers } = await find(under, { resource: ANN });
    assert.equal(headers["Content-Type"], "application/jrd+json");
  });

  rule("DISCOVERY-2-2", "names the issuer just as tokens do", async () => {
    const { links } = bodyOf(await find(under, { resource: ANN })) as { links?: { href: string }[] };
    const { protocol, search, hash } = new URL(links?.[0]?.href ?? "");
    assert.deepEqual([protocol, search, hash], ["https:", "", ""]);
    assert.equal(links?.[0]?.href, under.issuer.url);
  });

  rule(["WEBFINGER-4.3-1", "WEBFINGER-4.3-2"], "gives only the links whose relation was asked for", async () => {
    for (const [rel, count] of [
      [["author"], 0],
      [["author", RELATION], 1],
      [[RELATION.toUpperCase()], 0],
      [[], 1],
    ] as const) {
      const reply = await find(under, { resource: ANN, rel });
      assert.equal(reply.status, 200);
      assert.lengthOf(bodyOf(reply)["links"] as readonly unknown[], count, rel.join());
    }
  });

  rule("WEBFINGER-4.1-1", "takes a resource that is percent-encoded, in any place", async () => {
    for (const query of [
      "rel=author&resource=acct%3Aann%40issuer.test",
      "resource=acct:ann@issuer.test&rel=author",
      "resource=https%3A%2F%2Fissuer.test%2Fann%3Fa%3Db%26c",
    ]) {
      assert.equal((await find(under, query)).status, 200, query);
    }
  });

  rule("WEBFINGER-4.1-1", "takes a plus for a plus", async () => {
    const { subject } = bodyOf(await find(under, "resource=acct:ann+news@issuer.test"));
    assert.equal(subject, "acct:ann+news@issuer.test");
  });

  for (const query of [
    "",
    "resource=",
    "resource=ann",
    "resource=acct:ann",
    "resource=ann%40issuer.test",
    "rel=author",
  ]) {
    rule("WEBFINGER-4.2-3", `refuses '${query}'`, async () => {
      assertRefusal(await find(under, query), 400);
    });
  }

  rule("WEBFINGER-4.2-3", "refuses two resources", async () => {
    const query = { resource: [ANN, "acct:bob@issuer.test"] };
    assertRefusal(await find(under, query), 400);
  });

  for (const resource of ["acct:ann@other.test", "https://other.test/ann", "mailto:ann@issuer.test", "urn:x:y"]) {
    rule("WEBFINGER-4.2-4", `knows nothing of '${resource}'`, async () => {
      assertRefusal(await find(under, { resource }), 404);
    });
  }

  rule(["WEBFINGER-9.2-1", "WEBFINGER-9.3-1"], "does not tell who has an account, and asks no store", async () => {
    const fresh = await issuerUnderTest();
    const { username } = await person(fresh.issuer);
    const asked: string[] = [];
    const watched = await issuerUnderTest({
      stores: (stores) => ({
        ...stores,
        durable: {
          ...stores.durable,
          accounts: new Proxy(stores.durable.accounts, { get: (_, name) => void asked.push(String(name)) }),
        },
      }),
    });
    asked.length = 0;
    for (const name of [username, "nobody"]) {
      const one = bodyOf(await find(watched, { resource: `acct:${name}@issuer.test` }));
      assert.deepEqual(one["links"], [{ rel: RELATION, href: "https://issuer.test" }]);
    }
    assert.deepEqual(asked, []);
  });
});
