import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import type { Issuer } from "../../engine/mod.ts";
import { docsClient } from "./docs_client.ts";

async function issuerOf(options: IssuerUnderTestOptions = {}): Promise<Issuer> {
  return (await issuerUnderTest(options)).issuer;
}

/** The same issuer at another address, as after a change of ISSUER. */
function movedTo(url: string, issuer: Issuer): Issuer {
  return { ...issuer, url };
}

describe("docsClient()", () => {
  it("is a public client for codes, with one address, that asks for consent", async () => {
    const issuer = await issuerOf();
    assert.deepInclude(await docsClient(exchangeAt(issuer)), {
      clientId: "api-docs",
      type: "public",
      secrets: [],
      grantTypes: ["authorization_code"],
      redirectUris: ["https://issuer.test/docs"],
      skipAuthorization: false,
      createdAt: issuer.clock.now(),
    });
  });

  it("comes back below the path of the issuer", async () => {
    const made = await docsClient(exchangeAt(await issuerOf({ url: "https://issuer.test/tenant" })));
    assert.deepEqual(made?.redirectUris, ["https://issuer.test/tenant/docs"]);
  });

  it("is made once", async () => {
    const issuer = await issuerOf();
    const [first, second] = [await docsClient(exchangeAt(issuer)), await docsClient(exchangeAt(issuer))];
    assert.equal(first?.id, second?.id);
    assert.lengthOf(await issuer.durable.clients.list({ limit: 10 }), 1);
  });

  it("is made once by many who ask at once", async () => {
    const issuer = await issuerOf();
    const made = await Promise.all(Array.from({ length: 20 }, () => docsClient(exchangeAt(issuer))));
    assert.equal(new Set(made.map((one) => one?.id)).size, 1);
    assert.lengthOf(await issuer.durable.clients.list({ limit: 10 }), 1);
  });

  it("is told to whom keeps the audit log, when it is made and when it moves, and not each time", async () => {
    const { issuer, events } = await issuerUnderTest();
    for (const one of [issuer, issuer, movedTo("https://other.test", issuer)]) await docsClient(exchangeAt(one));
    assert.deepEqual(events, ["client.registered", "client.changed"]);
  });

  it("is made again when somebody removed it", async () => {
    const issuer = await issuerOf();
    const made = await docsClient(exchangeAt(issuer));
    await issuer.durable.clients.remove(made!.id);
    await issuer.clients.changed(made!);
    assert.notEqual((await docsClient(exchangeAt(issuer)))?.id, made?.id);
  });

  it("follows the address of the issuer, and stays the same client", async () => {
    const issuer = await issuerOf();
    const made = await docsClient(exchangeAt(issuer));
    const moved = await docsClient(exchangeAt(movedTo("https://other.test", issuer)));
    assert.equal(moved?.id, made?.id);
    assert.deepEqual(moved?.redirectUris, ["https://other.test/docs"]);
    assert.deepEqual((await issuer.clients.find("api-docs"))?.redirectUris, ["https://other.test/docs"]);
  });

  it("loses addresses that somebody added", async () => {
    const issuer = await issuerOf();
    const made = await docsClient(exchangeAt(issuer));
    await issuer.durable.clients.change(made!.id, { redirectUris: ["https://issuer.test/docs", "https://evil.test/"] });
    await issuer.clients.changed(made!);
    assert.deepEqual((await docsClient(exchangeAt(issuer)))?.redirectUris, ["https://issuer.test/docs"]);
  });

  it("leaves a client of somebody else alone that has its name", async () => {
    const issuer = await issuerOf();
    const theirs = await client(issuer, { clientId: "api-docs", name: "Mine" });
    assert.isUndefined(await docsClient(exchangeAt(issuer)));
    assert.deepEqual(await issuer.durable.clients.find("api-docs"), theirs);
  });
});
