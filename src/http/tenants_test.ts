import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { assert } from "chai";
import type Koa from "koa";
import { rule } from "../../conformance/support/rule.ts";
import { recordingLog } from "../../test/contract/recording_log.ts";
import { client, SECRET } from "../../test/support/cast.ts";
import { type Answered, askKoa, koaOf, whileServing } from "../../test/support/koa_server.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import type { Endpoint, Feature, Issuer } from "../engine/mod.ts";
import { STYLESHEET } from "../pages/mod.ts";
import { silentLog, TooBusy } from "../platform/mod.ts";
import { fail, json, printBasicCredentials } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { createApp, serveTenants, type Tenant, type TenantsOptions } from "./mod.ts";

const ORIGIN = "https://issuer.test";
const HEALTHY = { dependencies: [], isLeaving: () => false };
const BROWSER = { headers: { accept: "text/html" } };

/** An endpoint that says whose it is and what it was asked. */
const THING: Endpoint = {
  name: "thing",
  path: "/thing",
  methods: ["GET", "POST"],
  speaks: "json",
  handle: ({ issuer, request }) => json(200, { issuer: issuer.url, form: request.form.get("a") ?? null }),
};

const THINGS: Feature = {
  name: "things",
  spec: "test",
  endpoints: [THING, { ...THING, name: "one", path: "/thing/:id" }],
};

/** An issuer at `/t/{name}` that has things and nothing else. */
async function plain(name: string, more: Partial<Tenant> = {}): Promise<Tenant> {
  const { issuer } = await issuerUnderTest({ url: `${ORIGIN}/t/${name}`, features: () => [THINGS] });
  return { issuer, ...more };
}

/** An issuer at `/t/{name}` that has everything. */
async function whole(name: string): Promise<Issuer> {
  return (await issuerUnderTest({ url: `${ORIGIN}/t/${name}` })).issuer;
}

/** A place for tenants, which finds one by its path wherever in an address that stands, and what is next door. */
interface House {
  readonly app: Koa;
  readonly tenants: Map<string, Tenant>;
  /** Paths by which one was looked for. */
  readonly asked: readonly string[];
}

function houseOf(tenants: readonly Tenant[], options: Partial<TenantsOptions> = {}): House {
  const known = new Map(tenants.map((tenant) => [tenant.issuer.base, tenant]));
  const asked: string[] = [];
  function find(path: string): Promise<Tenant | undefined> | undefined {
    asked.push(path);
    const base = /\/t\/\w+/.exec(path)?.[0];
    return base === undefined ? undefined : Promise.resolve(known.get(base));
  }
  const app = koaOf(serveTenants({ aliasPrefixes: ["/o"], find, ...options }), (context) => {
    context.body = "next door";
  });
  return { app, tenants: known, asked };
}

function said({ text }: Answered, member: string): unknown {
  const body: unknown = JSON.parse(text);
  return typeof body === "object" && body !== null ? Reflect.get(body, member) : undefined;
}

function tokenRequest({ clientId }: { readonly clientId: string }): RequestInit {
  return {
    method: "POST",
    headers: { authorization: printBasicCredentials({ clientId, clientSecret: SECRET }) },
    body: new URLSearchParams({ grant_type: "client_credentials", scope: "read" }),
  };
}

describe("serveTenants()", () => {
  rule(["RFC8414-3.1-1", "RFC8414-3.1-2"], "tells of each issuer at its well-known addresses", async () => {
    const issuers = [await whole("a"), await whole("b")];
    const { app, asked } = houseOf(issuers.map((issuer) => ({ issuer })));
    for (const { url, base } of issuers) {
      const paths = [
        `/.well-known/oauth-authorization-server${base}`,
        `${base}/.well-known/oauth-authorization-server`,
        `${base}/.well-known/openid-configuration`,
      ];
      for (const path of paths) {
        const answer = await askKoa(app, path);
        assert.deepEqual([answer.status, said(answer, "issuer")], [200, url], path);
        assert.include(asked, path);
      }
    }
  });

  it("issues tokens to the clients of each, and to nobody's of the other", async () => {
    const issuers = [await whole("a"), await whole("b")] as const;
    const { app } = houseOf(issuers.map((issuer) => ({ issuer })));
    const clients = [await client(issuers[0]), await client(issuers[1])];
    for (const [at, { base }] of issuers.entries())
      for (const [of, one] of clients.entries()) {
        const answer = await askKoa(app, `${base}/token`, tokenRequest(one));
        assert.equal(answer.status, at === of ? 200 : 401, answer.text);
      }
  });

  it("asks for a tenant once a request, by its path alone", async () => {
    const { app, asked } = houseOf([await plain("a")]);
    for (const path of ["/t/a/thing?a=b", "/t/a/thing/1", "/t/b", "/other?/t/a"]) await askKoa(app, path);
    assert.deepEqual(asked, ["/t/a/thing", "/t/a/thing/1", "/t/b", "/other"]);
  });

  it("leaves what is nobody's to what comes next", async () => {
    const { app } = houseOf([await plain("a")]);
    for (const path of ["/", "/thing", "/t/b/thing", "/t/"]) assert.equal((await askKoa(app, path)).text, "next door");
  });

  it("does not wait where there can be no tenant", () => {
    const middleware = serveTenants({ aliasPrefixes: [], find: () => undefined });
    const next = new Error("what comes next, now");
    assert.throws(() => {
      void middleware({ path: "/" } as never, () => {
        throw next;
      });
    }, next.message);
  });

  for (const [name, path, init, status] of [
    ["its path", "/t/a/thing", {}, 200],
    ["its path with a slash", "/t/a/thing/", {}, 200],
    ["a path with a parameter", "/t/a/thing/1", {}, 200],
    ["HEAD", "/t/a/thing", { method: "HEAD" }, 200],
    ["HEAD at a path with a parameter", "/t/a/thing/1", { method: "HEAD" }, 200],
    ["OPTIONS", "/t/a/thing", { method: "OPTIONS" }, 204],
    ["a method that it does not take", "/t/a/thing", { method: "PUT" }, 405],
    ["a path that it does not have", "/t/a/nothing", {}, 404],
    ["HEAD at a path that it does not have", "/t/a/nothing", { method: "HEAD" }, 404],
    ["OPTIONS at a path that it does not have", "/t/a/nothing", { method: "OPTIONS" }, 404],
    ["its bare path", "/t/a", {}, 404],
    ["a path in other letters", "/t/a/THING", {}, 404],
  ] as const) {
    it(`answers ${status} at ${name}`, async () => {
      assert.equal((await askKoa(houseOf([await plain("a")]).app, path, init)).status, status);
    });
  }

  it("reads the form of a POST, however long it took to find whose it is", async () => {
    const tenant = await plain("a");
    const find = async () => {
      await new Promise(setImmediate);
      return tenant;
    };
    const { app } = houseOf([], { find });
    const body = new URLSearchParams({ a: "b".repeat(60_000) });
    for (const path of ["/t/a/thing", "/t/a/thing/1"])
      assert.equal(said(await askKoa(app, path, { method: "POST", body }), "form"), body.get("a"));
  });

  it("serves the names of older servers and counts requests, as they are served of others", async () => {
    const feature: Feature = { name: "old", spec: "test", endpoints: [{ ...THING, aliases: ["old"] }] };
    const { issuer } = await issuerUnderTest({ url: `${ORIGIN}/t/a`, features: () => [feature] });
    const counted: string[] = [];
    const { app } = houseOf([{ issuer }], {
      countRequests:
        ({ url }, { name }) =>
        () => {
          counted.push(`${url} ${name}`);
        },
    });
    const body = new URLSearchParams({ a: "b" });
    assert.equal((await askKoa(app, "/t/a/o/old/", { method: "POST", body })).status, 200);
    assert.deepEqual(counted, [`${issuer.url} thing`]);
  });

  it("keeps 200 tenants apart", async () => {
    const tenants = await Promise.all(Array.from({ length: 200 }, (_, index) => plain(`n${index}`)));
    await whileServing(houseOf(tenants).app, async ({ origin }) => {
      const answers = await Promise.all(
        tenants.map(async ({ issuer }) => (await fetch(`${origin}${issuer.base}/thing/1`)).json()),
      );
      assert.deepEqual(
        answers,
        tenants.map(({ issuer }) => ({ issuer: issuer.url, form: null })),
      );
    });
  }).timeout(20_000);
});

describe("serveTenants(), as tenants come and go", () => {
  it("leaves the path of one that is gone to what comes next, and serves another that comes in its place", async () => {
    const { app, tenants } = houseOf([await plain("a")]);
    assert.equal((await askKoa(app, "/t/a/thing")).status, 200);
    tenants.delete("/t/a");
    assert.equal((await askKoa(app, "/t/a/thing")).text, "next door");
    const other: Feature = { name: "other", spec: "test", endpoints: [{ ...THING, path: "/other" }] };
    const { issuer } = await issuerUnderTest({ url: `${ORIGIN}/t/a`, features: () => [other] });
    tenants.set("/t/a", { issuer });
    assert.equal((await askKoa(app, "/t/a/other")).status, 200);
    assert.equal((await askKoa(app, "/t/a/thing")).status, 404);
  });

  it("works out once where an issuer answers, and each time what else its tenant has", async () => {
    const { issuer } = await plain("a");
    let mounted = 0;
    let found = 0;
    const find = async (): Promise<Tenant> => {
      found += 1;
      const word = `found ${found}`;
      return { issuer, others: [(context) => void (context.body = word)] };
    };
    const { app } = houseOf([], {
      find,
      countRequests: () => {
        mounted += 1;
        return undefined;
      },
    });
    for (const word of ["found 1", "found 2", "found 3"]) assert.equal((await askKoa(app, "/t/a/else")).text, word);
    assert.equal(mounted, issuer.endpoints.length);
  });

  it("keeps nothing of an issuer that nobody finds any more", async () => {
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("gc");
    const { app, tenants } = houseOf([await plain("a")]);
    assert.equal((await askKoa(app, "/t/a/thing")).status, 200);
    const kept = new WeakRef(tenants.get("/t/a")!.issuer);
    tenants.clear();
    for (let round = 0; round < 50 && kept.deref() !== undefined; round += 1) {
      await new Promise(setImmediate);
      if (typeof collect === "function") collect();
    }
    assert.isUndefined(kept.deref()?.url);
  });
});

describe("serveTenants() and what is not of an endpoint", () => {
  it("serves the files of pages below the path of a tenant, and no other", async () => {
    const { app } = houseOf([await plain("a")]);
    assert.equal((await askKoa(app, `/t/a${STYLESHEET.path}`)).text, STYLESHEET.text);
    assert.equal((await askKoa(app, STYLESHEET.path)).text, "next door");
  });

  it("says below the path of a tenant how the server does, where it is told", async () => {
    const tenant = await plain("a");
    for (const [options, status] of [
      [{ health: HEALTHY }, 200],
      [{}, 404],
    ] as const) {
      const { app } = houseOf([tenant], options);
      for (const path of ["/t/a/health", "/t/a/ready"]) assert.equal((await askKoa(app, path)).status, status, path);
      assert.equal((await askKoa(app, "/ready")).text, "next door");
    }
  });

  it("asks what else a tenant has, in order, where no endpoint at a fixed path answers", async () => {
    const word =
      (path: string, text: string): NonNullable<Tenant["others"]>[number] =>
      (context, next) =>
        context.path.startsWith(path) ? void (context.body = text) : next();
    const { app } = houseOf([await plain("a", { others: [word("/t/a/x", "first"), word("/t/a/", "second")] })]);
    for (const [path, text] of [
      ["/t/a/x", "first"],
      ["/t/a/y", "second"],
      ["/t/a/thing/1", "second"],
    ])
      assert.equal((await askKoa(app, path!)).text, text);
    assert.equal((await askKoa(app, "/t/a/thing")).status, 200);
  });

  it("lets what else a tenant has go on to its other endpoints and to its own page for nothing", async () => {
    const { app } = houseOf([await plain("a", { others: [(_context, next) => next()] })]);
    assert.equal((await askKoa(app, "/t/a/thing/1")).status, 200);
    const nothing = await askKoa(app, "/t/a/nothing", BROWSER);
    assert.equal(nothing.status, 404);
    assert.include(nothing.text, `href="/t/a${STYLESHEET.path}"`);
  });

  it("says in JSON to programs, and as https does, that there is nothing", async () => {
    const answer = await askKoa(houseOf([await plain("a")]).app, "/t/a/nothing");
    assert.deepEqual([answer.status, said(answer, "error")], [404, "not_found"]);
    assert.isTrue(answer.headers.has("strict-transport-security"));
  });
});

describe("serveTenants(), and who hears of what is not answered", () => {
  it("tells of it before it is answered, with the request", async () => {
    const heard: string[] = [];
    const unanswered: Tenant["unanswered"] = async (request, status) => {
      await new Promise(setImmediate);
      const { method, path, search, body, secure } = request;
      heard.push([method, path, search, request.header("X-Own"), body, secure, status].join(" "));
    };
    const { app } = houseOf([await plain("a", { unanswered })]);
    const init = { method: "POST", body: "not read", headers: { "x-own": "1" } };
    assert.equal((await askKoa(app, "/t/a/nothing?a=b", init)).status, 404);
    assert.deepEqual(heard, ["POST /t/a/nothing a=b 1  true 404"]);
  });

  it("tells nothing of what is answered, refused, or not its own", async () => {
    const unanswered = (): void => assert.fail("it was told");
    const log = recordingLog();
    const tenant = await plain("a", { unanswered, others: [] });
    const { app } = houseOf([{ ...tenant, issuer: { ...tenant.issuer, log } }], { health: HEALTHY });
    for (const path of ["/t/a/thing", "/t/a/thing/1", `/t/a${STYLESHEET.path}`, "/t/a/ready", "/t/b", "/"])
      assert.equal((await askKoa(app, path)).status, 200, path);
    assert.equal((await askKoa(app, "/t/a/thing", { method: "PUT" })).status, 405);
    assert.notInclude(log.lines.join(), "listener");
  });

  for (const [name, unanswered] of [
    ["at once", () => assert.fail("inside")],
    ["later", () => Promise.reject(new TypeError("inside"))],
  ] as const) {
    it(`answers all the same, and says so in the log, when who hears of it fails ${name}`, async () => {
      const log = recordingLog();
      const { issuer } = await plain("a");
      const { app } = houseOf([{ issuer: { ...issuer, log }, unanswered }]);
      const answer = await askKoa(app, "/t/a/nothing");
      assert.equal(answer.status, 404);
      assert.notInclude(answer.text, "inside");
      assert.deepEqual(log.lines, ["error Cannot tell a listener of a request that is not answered"]);
    });
  }
});

describe("serveTenants() where tenants cannot be found", () => {
  const FINDS: readonly (readonly [string, (thrown: unknown) => TenantsOptions["find"]])[] = [
    [
      "at once",
      (thrown) => () => {
        throw thrown;
      },
    ],
    ["later", (thrown) => () => Promise.reject(thrown)],
  ];

  for (const [when, failing] of FINDS) {
    it(`tells in JSON why, as it is refused ${when}`, async () => {
      const find = (path: string) => {
        try {
          return fail("access_denied", "Cannot answer as the run is over", {
            status: 410,
            rule: "RFC6749-5.2-1",
            extra: { path },
            headers: { "X-Own": "1" },
          });
        } catch (error) {
          return failing(error)(path);
        }
      };
      const answer = await askKoa(houseOf([], { find }).app, "/t/a/thing");
      assert.deepEqual([answer.status, answer.headers.get("x-own")], [410, "1"]);
      assert.equal(answer.headers.get("cache-control"), "no-store");
      assert.deepInclude(JSON.parse(answer.text), { error: "access_denied", path: "/t/a/thing" });
      assert.include(String(said(answer, "error_uri")), "rfc6749");
    });

    for (const thrown of [new StoreUnavailable("secret.test", new TypeError("secret")), new TooBusy()]) {
      it(`says when to come back, as what it needs is away ${when}: ${thrown.name}`, async () => {
        const log = recordingLog();
        const answer = await askKoa(houseOf([], { find: failing(thrown), log }).app, "/t/a/thing");
        assert.deepEqual([answer.status, said(answer, "error")], [503, "temporarily_unavailable"]);
        assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
        assert.notInclude(answer.text, "secret");
        assert.deepEqual([log.lines, log.fields[0]?.["cause"]], [["warn Cannot look for a tenant now"], thrown]);
        assert.equal((await askKoa(houseOf([], { find: failing(thrown) }).app, "/t/a")).status, 503);
      });
    }

    it(`answers 500 to mistakes ${when}, tells nothing of them, and logs them as others`, async () => {
      const thrown = new TypeError("secret inside");
      const log = recordingLog();
      const others = [serveTenants({ aliasPrefixes: [], find: failing(thrown) })];
      const app = createApp({ issuers: [], aliasPrefixes: [], health: HEALTHY, trustedProxies: 0, others, log });
      const answer = await askKoa(app, "/t/a/thing");
      assert.equal(answer.status, 500);
      assert.notInclude(answer.text, "secret");
      assert.deepEqual([log.lines, log.fields], [["error Cannot finish a reply"], [{ cause: thrown }]]);
    });
  }
});

describe("serveTenants() beside an issuer that stays", () => {
  it("is not asked of what that issuer answers at a fixed path, of files and of health", async () => {
    const asked: string[] = [];
    const tenant = await plain("a");
    const find = (path: string) => {
      asked.push(path);
      return path.startsWith("/t/a/") ? Promise.resolve(tenant) : undefined;
    };
    const { issuer } = await issuerUnderTest({ url: ORIGIN, features: () => [THINGS] });
    const others = [serveTenants({ aliasPrefixes: [], find })];
    const app = createApp({
      issuers: [issuer],
      aliasPrefixes: [],
      health: HEALTHY,
      trustedProxies: 0,
      others,
      log: silentLog,
    });
    for (const [path, url] of [
      ["/thing", issuer.url],
      ["/thing/1", issuer.url],
      ["/t/a/thing", tenant.issuer.url],
    ] as const)
      assert.equal(said(await askKoa(app, path), "issuer"), url);
    for (const path of ["/health", "/ready", STYLESHEET.path]) assert.equal((await askKoa(app, path)).status, 200);
    assert.equal((await askKoa(app, "/nothing")).status, 404);
    assert.deepEqual(asked, ["/thing/1", "/t/a/thing", "/nothing"]);
  });
});
