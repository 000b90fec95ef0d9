import { assert } from "chai";
import type { Middleware } from "koa";
import { recordingLog } from "../../test/contract/recording_log.ts";
import { askKoa } from "../../test/support/koa_server.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import type { Feature } from "../engine/mod.ts";
import { STYLESHEET } from "../pages/mod.ts";
import { silentLog } from "../platform/mod.ts";
import { json } from "../protocol/mod.ts";
import { type AppOptions, createApp } from "./mod.ts";

/** Answers who called. */
const WHO: Feature = {
  name: "who",
  spec: "test",
  endpoints: [
    {
      name: "who",
      path: "/who",
      methods: ["GET"],
      speaks: "json",
      handle: ({ request }) => json(200, { address: request.address }),
    },
    { name: "whose", path: "/who/:id", methods: ["GET"], speaks: "json", handle: () => json(200, {}) },
  ],
};

async function appOf(options: Partial<AppOptions> & { readonly url?: string } = {}) {
  const { url = "https://issuer.test", ...said } = options;
  const { issuer } = await issuerUnderTest({ url, features: () => [WHO] });
  return createApp({
    issuers: [issuer],
    aliasPrefixes: [],
    health: { dependencies: [], isLeaving: () => false },
    trustedProxies: 0,
    log: silentLog,
    ...said,
  });
}

describe("createApp()", () => {
  it("serves endpoints, files, health, what else it is given, and says where there is nothing", async () => {
    const other: Middleware = (context, next) => {
      if (context.path !== "/api/") return next();
      context.body = "api";
      return undefined;
    };
    const app = await appOf({ others: [other] });
    for (const [path, status] of [
      ["/who", 200],
      ["/who/1", 200],
      [STYLESHEET.path, 200],
      ["/health", 200],
      ["/ready", 200],
      ["/api/", 200],
      ["/nothing", 404],
    ] as const) {
      assert.equal((await askKoa(app, path)).status, status, path);
    }
  });

  it("lets nothing that it is given take the place of its own", async () => {
    const greedy: Middleware = (context) => {
      context.body = "greedy";
    };
    const app = await appOf({ others: [greedy] });
    for (const path of ["/who", "/ready", STYLESHEET.path]) assert.notEqual((await askKoa(app, path)).text, "greedy");
    assert.equal((await askKoa(app, "/nothing")).text, "greedy");
  });

  it("serves files and the page for nothing below the path of the issuer", async () => {
    const app = await appOf({ url: "https://issuer.test/tenant" });
    assert.equal((await askKoa(app, `/tenant${STYLESHEET.path}`)).status, 200);
    const nothing = await askKoa(app, "/nothing", { headers: { accept: "text/html" } });
    assert.include(nothing.text, `href="/tenant${STYLESHEET.path}"`);
    assert.isTrue(nothing.headers.has("strict-transport-security"));
  });

  it("serves without an issuer, as it does before the first is made", async () => {
    const app = await appOf({ issuers: [] });
    assert.equal((await askKoa(app, "/health")).status, 200);
    assert.isFalse((await askKoa(app, "/who")).headers.has("strict-transport-security"));
  });

  const FORWARDED: readonly (readonly [number, string, string])[] = [
    [0, "203.0.113.7", "127.0.0.1"],
    [1, "203.0.113.7", "203.0.113.7"],
    [1, "198.51.100.1, 203.0.113.7", "203.0.113.7"],
    [2, "192.0.2.1, 198.51.100.1, 203.0.113.7", "198.51.100.1"],
    [1, "", "127.0.0.1"],
  ];

  for (const [trustedProxies, header, expected] of FORWARDED) {
    it(`believes ${trustedProxies} proxies that say '${header}': ${expected} called`, async () => {
      const { text } = await askKoa(await appOf({ trustedProxies }), "/who", {
        headers: { "x-forwarded-for": header },
      });
      assert.deepEqual(JSON.parse(text), { address: expected });
    });
  }

  it("logs what breaks outside all endpoints, and tells nobody of it", async () => {
    const log = recordingLog();
    const cause = new TypeError("secret inside");
    const app = await appOf({ log, others: [() => Promise.reject(cause)] });
    const { status, text } = await askKoa(app, "/nothing");
    assert.equal(status, 500);
    assert.notInclude(text, "secret");
    assert.deepEqual(log.lines, ["error Cannot finish a reply"]);
    assert.deepEqual(log.fields, [{ cause }]);
  });

  for (const path of ["/who", "/health", "/ready", STYLESHEET.path, "/nothing-here", "/other"]) {
    it(`says at ${path.slice(0, 14)} that browsers come by https alone, where the issuer does`, async () => {
      const other: Middleware = (context, next) => {
        if (context.path !== "/other") return next();
        context.body = "other";
        return undefined;
      };
      const secure = await askKoa(await appOf({ others: [other] }), path);
      assert.match(secure.headers.get("strict-transport-security") ?? "", /^max-age=\d{8}/);
      const plain = await askKoa(await appOf({ others: [other], url: "http://127.0.0.1:1" }), path);
      assert.isNull(plain.headers.get("strict-transport-security"));
    });
  }
});
