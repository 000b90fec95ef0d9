import { assert } from "chai";
import { askKoa, koaOf } from "../../test/support/koa_server.ts";
import { type Dependency, health, type HealthOptions } from "./health.ts";

function store(name: string, isReady: boolean): Dependency {
  return { name, ready: async () => isReady };
}

const BOTH = [store("postgres", true), store("redis", true)];

async function asked(path: string, options: Partial<HealthOptions> = {}) {
  const app = koaOf(health({ dependencies: BOTH, isLeaving: () => false, ...options }));
  const { status, headers, text } = await askKoa(app, path);
  const body: unknown = headers.get("content-type")?.startsWith("application/json") === true ? JSON.parse(text) : text;
  return { status, headers, body };
}

describe("health()", () => {
  it("says at /health that the process lives, whatever its stores do", async () => {
    for (const options of [{}, { dependencies: [store("redis", false)] }, { isLeaving: () => true }]) {
      const { status, headers, body } = await asked("/health", options);
      assert.deepEqual([status, body], [200, { status: "ok" }]);
      assert.equal(headers.get("cache-control"), "no-store");
    }
  });

  it("says at /ready that all can serve", async () => {
    const { status, headers, body } = await asked("/ready");
    assert.deepEqual([status, body], [200, { status: "ready", postgres: "ok", redis: "ok" }]);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.isFalse(headers.has("retry-after"));
  });

  it("says at /ready which store is away, and when to ask again", async () => {
    const { status, headers, body } = await asked("/ready", { dependencies: [BOTH[0]!, store("redis", false)] });
    assert.deepEqual([status, body], [503, { status: "not ready", postgres: "ok", redis: "away" }]);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.match(headers.get("retry-after") ?? "", /^\d+$/);
  });

  it("says at /ready that it is leaving, so that no new work is sent to it", async () => {
    const { status, body } = await asked("/ready", { isLeaving: () => true });
    assert.deepEqual([status, body], [503, { status: "leaving", postgres: "ok", redis: "ok" }]);
  });

  it("asks all stores at once", async () => {
    let asking = 0;
    let most = 0;
    const slow: Dependency["ready"] = async () => {
      asking += 1;
      most = Math.max(most, asking);
      await Promise.resolve();
      asking -= 1;
      return true;
    };
    await asked("/ready", { dependencies: ["a", "b"].map((name) => ({ name, ready: slow })) });
    assert.equal(most, 2);
  });

  it("says both below a path that it is given, and not elsewhere", async () => {
    const app = koaOf(health({ dependencies: BOTH, isLeaving: () => false }, "/tenant"));
    for (const [path, status] of [
      ["/tenant/health", 200],
      ["/tenant/ready", 200],
      ["/health", 404],
      ["/ready", 404],
    ] as const)
      assert.equal((await askKoa(app, path)).status, status, path);
  });

  for (const path of ["/", "/healthy", "/ready/", "/tenant/ready"]) {
    it(`leaves ${path} to others`, async () => assert.equal((await asked(path)).status, 404));
  }
});
