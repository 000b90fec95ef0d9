import { assert } from "chai";
import { OAuthError } from "../../protocol/mod.ts";
import { jsonKind, RecordGone, StoreUnavailable } from "../../stores/mod.ts";
import { labGround, START } from "./_ground_test.ts";
import type { LabGround } from "./ground.ts";
import { openThrowaways } from "./open_throwaways.ts";
import type { Throwaways } from "./throwaways.ts";

const TEXT = jsonKind<string>("t");

async function scene(changes: Partial<LabGround> = {}) {
  const { whole, clock, log } = labGround(changes);
  const throwaways = await openThrowaways(whole);
  const names = () => whole.database.listIssuers({ prefix: "lab " });
  return { whole, clock, log, throwaways, names };
}

describe("openThrowaways()", () => {
  it("finds at once whether a path can be one of a throwaway issuer", async () => {
    const { throwaways } = await scene();
    const { definition } = await throwaways.create({});
    const { id } = definition;
    for (const path of [`/lab/i/${id}`, `/lab/i/${id}/token`, `/.well-known/openid-configuration/lab/i/${id}`])
      assert.equal((await throwaways.tenantAt(path))?.issuer.url, `http://localhost:8000/lab/i/${id}`, path);
    for (const path of ["/", "/token", "/lab", "/lab/i/", `/lab/i/${id}x`, `/x/lab/i/${id}`, `/lab/i/${id.slice(1)}/x`])
      assert.isUndefined(throwaways.tenantAt(path), path);
    assert.isUndefined(await throwaways.tenantAt(`/lab/i/${"A".repeat(22)}`));
  });

  it("finds them below an installation that has a path itself", async () => {
    const { throwaways } = await scene({ url: "http://localhost:8000/id" });
    const { definition, url } = await throwaways.create({});
    assert.equal(url, `http://localhost:8000/id/lab/i/${definition.id}`);
    assert.isDefined(throwaways.tenantAt(`/id/lab/i/${definition.id}/jwks`));
    assert.isUndefined(throwaways.tenantAt(`/lab/i/${definition.id}/jwks`));
  });

  it("opens an issuer once for many requests at once", async () => {
    let opened = 0;
    const { whole } = labGround();
    const throwaways = await openThrowaways({
      ...whole,
      openIssuer: (opening) => {
        opened += 1;
        return whole.openIssuer(opening);
      },
    });
    const { definition } = await throwaways.create({});
    const issuers = await Promise.all(Array.from({ length: 10 }, async () => throwaways.find(definition.id)));
    assert.deepEqual([opened, new Set(issuers.map((found) => found?.issuer)).size], [1, 1]);
  });

  it("keeps the clock of an issuer as far ahead as it was set, while that of the machine goes on", async () => {
    const { clock, throwaways } = await scene();
    const { definition } = await throwaways.create({ clockOffset: 50 });
    const found = await throwaways.find(definition.id);
    clock.advance(7);
    assert.equal(found?.issuer.clock.now(), START + 57);
    await throwaways.change(definition.id, { advance: -100 });
    await throwaways.find(definition.id);
    assert.equal(found?.issuer.clock.now(), START - 43);
  });

  it("answers undefined or false for what is not there", async () => {
    const { throwaways } = await scene();
    for (const id of ["", "nobody", "A".repeat(22)]) {
      const answers = await Promise.all([
        throwaways.find(id),
        throwaways.definition(id),
        throwaways.change(id, {}),
        throwaways.addUser(id, { username: "a" }),
        throwaways.addClient(id, {}),
        throwaways.rotateKeys(id),
        throwaways.journal(id),
        throwaways.reset(id),
      ]);
      assert.deepEqual([...new Set(answers)], [undefined]);
      assert.isFalse(await throwaways.remove(id));
    }
  });

  describe("when work at an issuer fails", () => {
    /** A database in which nobody can be counted: something else happens first. */
    async function failing(first: (throwaways: Throwaways, id: string) => Promise<unknown>) {
      const { whole } = labGround();
      let before = async (): Promise<unknown> => undefined;
      const forIssuer: LabGround["database"]["forIssuer"] = async (name) => {
        const durable = await whole.database.forIssuer(name);
        async function count(): Promise<never> {
          await before();
          throw new RecordGone();
        }
        return { ...durable, accounts: { ...durable.accounts, count } };
      };
      const { throwaways, names } = await scene({ database: { ...whole.database, forIssuer } });
      const { definition } = await throwaways.create({});
      before = async () => first(throwaways, definition.id);
      return { names, add: () => throwaways.addUser(definition.id, { username: "bob" }) };
    }

    it("answers undefined where it was removed meanwhile, and leaves nothing of it", async () => {
      const { names, add } = await failing((throwaways, id) => throwaways.remove(id));
      assert.isUndefined(await add());
      assert.deepEqual(await names(), []);
    });

    it("throws on what happened where it is still there", async () => {
      const { names, add } = await failing(async () => undefined);
      assert.instanceOf(await add().catch((error: unknown) => error), RecordGone);
      assert.lengthOf(await names(), 1);
    });
  });

  it("leaves nothing in the database of what could not be finished", async () => {
    const { throwaways, names } = await scene();
    const refused: unknown = await throwaways.create({ clients: [{}] }).catch((error: unknown) => error);
    assert.instanceOf(refused, OAuthError);
    assert.deepEqual(await names(), []);
  });

  it("opens again what it had to close", async () => {
    const { throwaways } = await scene();
    const { definition } = await throwaways.create({});
    await throwaways.close();
    assert.equal((await throwaways.find(definition.id))?.definition.id, definition.id);
    await throwaways.close();
  });

  describe("sweep()", () => {
    it("removes those whose time is over, with all that they wrote", async () => {
      const { whole, clock, throwaways, names } = await scene();
      const [short, long] = [await throwaways.create({ lifetime: 100 }), await throwaways.create({ lifetime: 600 })];
      const found = await throwaways.find(short.definition.id);
      await found?.issuer.ephemeral.put(TEXT, { key: "k", value: "v", ttl: 100_000 });
      clock.advance(100);
      assert.equal(await throwaways.sweep(), 1);
      assert.deepEqual(await names(), [`lab ${long.definition.id}`]);
      assert.isUndefined(await whole.ephemeral.within(`L${short.definition.id}:`).get(TEXT, "k"));
    });

    it("removes what somebody left behind who did not finish it, after a while", async () => {
      const { whole, clock, throwaways, names } = await scene();
      await whole.database.forIssuer("lab of somebody");
      clock.advance(60);
      assert.equal(await throwaways.sweep(), 0);
      clock.advance(1);
      assert.equal(await throwaways.sweep(), 1);
      assert.deepEqual(await names(), []);
    });

    it("leaves other issuers alone", async () => {
      const { whole, clock, throwaways } = await scene();
      await whole.database.forIssuer("default");
      clock.advance(100_000);
      assert.equal(await throwaways.sweep(), 0);
      assert.lengthOf(await whole.database.listIssuers({ prefix: "default" }), 1);
    });

    it("has nothing to do a second time, or elsewhere", async () => {
      const { whole, clock, throwaways } = await scene();
      const elsewhere = await openThrowaways(whole);
      await throwaways.create({ lifetime: 10 });
      clock.advance(61);
      const swept = await Promise.all([throwaways.sweep(), elsewhere.sweep()]);
      assert.equal(
        swept.reduce((sum, count) => sum + count, 0),
        1,
      );
      assert.equal(await throwaways.sweep(), 0);
    });

    it("is done at the start, and says so when it cannot be", async () => {
      const { whole, log } = labGround();
      const away = { ...whole.database, listIssuers: () => Promise.reject(new StoreUnavailable("postgres", "away")) };
      const throwaways = await openThrowaways({ ...whole, database: away });
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      assert.match(log.lines.join("\n"), /warn Cannot sweep up/);
      await throwaways.close();
    });
  });

  describe("in two processes", () => {
    async function two() {
      const { whole, clock } = labGround();
      return { clock, here: await openThrowaways(whole), there: await openThrowaways(whole) };
    }

    it("closes an issuer here that is removed there", async () => {
      const { here, there } = await two();
      const { definition } = await here.create({});
      await here.find(definition.id);
      assert.isTrue(await there.remove(definition.id));
      assert.isUndefined(await here.find(definition.id));
    });

    it("hears of another client at once", async () => {
      const { here, there } = await two();
      const { definition } = await here.create({ clients: [] });
      const found = await there.find(definition.id);
      assert.isUndefined(await found?.issuer.clients.find("mine"));
      const document = { client_id: "mine", grant_types: ["client_credentials"] };
      await here.addClient(definition.id, document);
      assert.equal((await found?.issuer.clients.find("mine"))?.clientId, "mine");
    });

    it("forgets there what was written here, also after a reset", async () => {
      const { here, there } = await two();
      const { definition } = await here.create({});
      const entry = { key: "k", value: "v", ttl: 500 };
      await (await there.find(definition.id))?.issuer.ephemeral.put(TEXT, entry);
      await here.reset(definition.id);
      const again = await there.find(definition.id);
      assert.isUndefined(await again?.issuer.ephemeral.get(TEXT, "k"));
      await again?.issuer.ephemeral.put(TEXT, entry);
      await here.reset(definition.id);
      assert.isUndefined(await again?.issuer.ephemeral.get(TEXT, "k"));
    });
  });
});
