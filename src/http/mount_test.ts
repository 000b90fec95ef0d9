import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { type Answered, askKoa, koaOf, whileServing } from "../../test/support/koa_server.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import type { Endpoint, Feature, Issuer } from "../engine/mod.ts";
import { fail, json, withHeaders } from "../protocol/mod.ts";
import { mount } from "./mount.ts";

/** An endpoint that answers what it was asked. */
function endpointFor(said: Partial<Endpoint> = {}): Endpoint {
  return {
    name: "thing",
    path: "/thing",
    methods: ["GET", "POST"],
    speaks: "json",
    handle: ({ issuer, request, trace }) =>
      json(200, { issuer: issuer.url, path: request.path, form: request.form.get("a") ?? null, trace }),
    ...said,
  };
}

async function issuerOf(url: string, ...endpoints: readonly Endpoint[]): Promise<Issuer> {
  const things: Feature = { name: "things", spec: "test", endpoints };
  const { issuer } = await issuerUnderTest({ url, features: () => [things] });
  return issuer;
}

function appOf(issuers: readonly Issuer[], aliasPrefixes: readonly string[] = []) {
  const { hot, rest } = mount(issuers, { aliasPrefixes });
  return koaOf(hot, rest);
}

/** Which of some paths are answered at an issuer with one endpoint. */
async function answered(
  paths: readonly string[],
  {
    url = "https://issuer.test",
    aliasPrefixes = [] as readonly string[],
    ...said
  }: Partial<Endpoint> & {
    readonly url?: string;
    readonly aliasPrefixes?: readonly string[];
  },
): Promise<readonly string[]> {
  const app = appOf([await issuerOf(url, endpointFor(said))], aliasPrefixes);
  return whileServing(app, async ({ origin }) => {
    const statuses = await Promise.all(paths.map(async (path) => (await fetch(origin + path)).status));
    return paths.filter((_path, index) => statuses[index] === 200);
  });
}

function memberOf({ text }: Answered, member: string): unknown {
  const body: unknown = JSON.parse(text);
  return typeof body === "object" && body !== null ? Reflect.get(body, member) : undefined;
}

describe("mount()", () => {
  const THING = ["/thing", "/thing/", "/thing?a=b", "/thing/?a=b"];
  const ADDRESSES: readonly (readonly [string, Parameters<typeof answered>[1], readonly string[]])[] = [
    ["its path, with and without the slash", {}, THING],
    ["its path below that of the issuer", { url: "https://issuer.test/t" }, THING.map((path) => `/t${path}`)],
    ["the root", { path: "/" }, ["/", "/?a=b"]],
    ["the root of an issuer with a path", { path: "/", url: "https://issuer.test/t" }, ["/t", "/t/"]],
    ["a path with a parameter", { path: "/thing/:id" }, ["/thing/1", "/thing/1?a=b"]],
    [
      "its names below the prefixes of older servers",
      { aliases: ["old", "older"], aliasPrefixes: ["/o", "/p/q"] },
      [...THING, "/o/old", "/o/old/", "/p/q/older", "/o/older?a=b"],
    ],
    [
      "those names below the path of the issuer",
      { aliases: ["old"], aliasPrefixes: ["/o"], url: "https://issuer.test/t" },
      [...THING.map((path) => `/t${path}`), "/t/o/old"],
    ],
    ["no name below a prefix that is off", { aliases: ["old"] }, THING],
  ];
  const ALL = [
    ...new Set(ADDRESSES.flatMap(([, , paths]) => paths)),
    "/thing//",
    "//thing",
    "/THING",
    "/THING/1",
    "/thing/1/2",
    "/o",
  ];

  for (const [name, said, expected] of ADDRESSES) {
    it(`serves an endpoint at ${name}`, async () => {
      assert.sameMembers([...(await answered(ALL, said))], [...expected]);
    });
  }

  const WELL_KNOWN: readonly (readonly [string, readonly string[]])[] = [
    ["https://issuer.test", ["/.well-known/thing"]],
    ["https://issuer.test/t", ["/.well-known/thing/t", "/t/.well-known/thing"]],
    ["https://issuer.test/t/", ["/.well-known/thing/t", "/t/.well-known/thing"]],
  ];

  for (const [url, expected] of WELL_KNOWN) {
    rule(["RFC8414-3.1-1", "RFC8414-3.1-2"], `puts the well-known part where it belongs: ${url}`, async () => {
      const said = { url, path: "/.well-known/thing", wellKnown: true } as const;
      const paths = ["/.well-known/thing", "/.well-known/thing/t", "/t/.well-known/thing", "/.well-known/thing/t/x"];
      assert.deepEqual(await answered(paths, said), expected);
    });
  }

  it("keeps issuers apart by their paths", async () => {
    const urls = ["https://issuer.test", "https://issuer.test/a", "http://localhost:8000/b"];
    const app = appOf(await Promise.all(urls.map((url) => issuerOf(url, endpointFor()))));
    for (const [path, url] of [
      ["/thing", urls[0]],
      ["/a/thing", urls[1]],
      ["/b/thing", urls[2]],
    ] as const) {
      const answer = await askKoa(app, path);
      assert.equal(memberOf(answer, "issuer"), url);
      assert.equal(answer.headers.has("strict-transport-security"), url?.startsWith("https:"), url);
    }
  });

  it("gives each request a trace of its own", async () => {
    const app = appOf([await issuerOf("https://issuer.test", endpointFor())]);
    const traces = [await askKoa(app, "/thing"), await askKoa(app, "/thing")].map((one) => memberOf(one, "trace"));
    for (const trace of traces) assert.match(String(trace), /^[A-Za-z0-9]{8}-\w+$/);
    assert.notEqual(traces[0], traces[1]);
  });

  it("counts requests with a body by where they come from, before it reads them, and answers what is too much", async () => {
    const counted: string[] = [];
    const endpoint = endpointFor({ handle: ({ request }) => json(200, { form: request.form.get("a") ?? null }) });
    const { hot } = mount([await issuerOf("https://issuer.test", endpoint)], {
      aliasPrefixes: [],
      countRequests:
        (_issuer, { name }) =>
        ({ ip }) => {
          counted.push(`${name} ${ip}`);
          if (counted.length > 1)
            fail("temporarily_unavailable", "Cannot answer so much", { status: 429, rule: "RFC6585-4-1" });
        },
    });
    const app = koaOf(hot);
    const post = { method: "POST", body: new URLSearchParams({ a: "b" }) };
    assert.equal((await askKoa(app, "/thing")).status, 200);
    assert.equal(memberOf(await askKoa(app, "/thing", post), "form"), "b");
    const refused = await askKoa(app, "/thing", post);
    assert.deepEqual([refused.status, memberOf(refused, "error")], [429, "temporarily_unavailable"]);
    assert.deepEqual(
      counted.map((one) => one.replace("::ffff:", "")),
      ["thing 127.0.0.1", "thing 127.0.0.1"],
    );
  });

  it("reads the form of a POST", async () => {
    const app = appOf([await issuerOf("https://issuer.test", endpointFor())]);
    const answer = await askKoa(app, "/thing", { method: "POST", body: new URLSearchParams({ a: "b" }) });
    assert.equal(memberOf(answer, "form"), "b");
  });

  for (const method of ["POST", "PUT"] as const) {
    it(`reads the JSON of a ${method}, and no form, where an endpoint takes JSON`, async () => {
      const echo = endpointFor({
        methods: [method],
        takes: "json",
        handle: ({ request }) => json(200, { a: request.body }),
      });
      const app = appOf([await issuerOf("https://issuer.test", echo)]);
      const headers = { "content-type": "application/json" };
      assert.equal(memberOf(await askKoa(app, "/thing", { method, headers, body: "[1]" }), "a"), "[1]");
      assert.equal((await askKoa(app, "/thing", { method, body: new URLSearchParams({ a: "b" }) })).status, 400);
    });
  }

  for (const [type, status] of [
    ["application/json", 200],
    ["application/x-www-form-urlencoded; charset=utf-8", 200],
    ["text/plain", 400],
    ["text/plain; application/json", 400],
    ["multipart/form-data", 400],
  ] as const) {
    it(`answers ${status} to ${type} where a body is a form or JSON`, async () => {
      const echo = endpointFor({ takes: "either", handle: ({ request }) => json(200, { a: request.body }) });
      const app = appOf([await issuerOf("https://issuer.test", echo)]);
      const answer = await askKoa(app, "/thing", { method: "POST", headers: { "content-type": type }, body: "b=1" });
      assert.equal(answer.status, status);
      if (status === 200) assert.equal(memberOf(answer, "a"), "b=1");
    });
  }

  it("reads no body where none is taken", async () => {
    const app = appOf([await issuerOf("https://issuer.test", endpointFor({ methods: ["GET"] }))]);
    const answer = await askKoa(app, "/thing", { method: "POST", body: "{}" });
    assert.equal(answer.status, 405);
  });

  for (const [speaks, type] of [
    ["json", "application/json"],
    ["page", "text/html; charset=utf-8"],
  ] as const) {
    it(`refuses a body that is no form as the endpoint speaks: ${speaks}`, async () => {
      const app = appOf([await issuerOf("https://issuer.test", endpointFor({ speaks }))]);
      const answer = await askKoa(app, "/thing", { method: "POST", body: "{}" });
      assert.deepEqual([answer.status, answer.headers.get("content-type")], [400, type]);
      assert.match(answer.headers.get("trace-id") ?? "", /^\w{8}-\w+$/);
    });
  }

  it("lets scripts of other origins read as the endpoint says, whatever comes of the request", async () => {
    const requests: readonly (readonly [string, RequestInit])[] = [
      ["an answer", { method: "GET" }],
      ["a refusal of the method", { method: "PUT" }],
      ["a refusal of the body", { method: "POST", body: "{}" }],
    ];
    for (const [said, expected] of [
      [{ cors: "client" }, "*"],
      [{}, null],
    ] as const) {
      const app = appOf([await issuerOf("https://issuer.test", endpointFor(said))]);
      for (const [name, init] of requests) {
        const { headers } = await askKoa(app, "/thing", { ...init, headers: { origin: "https://app.test" } });
        assert.equal(headers.get("access-control-allow-origin"), expected, name);
      }
    }
  });

  it("gives features the last word on a body that cannot be read as well", async () => {
    const mark: Feature = {
      name: "mark",
      spec: "test",
      endpoints: [endpointFor()],
      hooks: { reply: (reply) => withHeaders(reply, { "X-Mark": "seen" }) },
    };
    const slow: Feature = { ...mark, name: "slow", endpoints: [], hooks: { reply: async (reply) => reply } };
    for (const features of [[mark], [mark, slow]]) {
      const { issuer } = await issuerUnderTest({ features: () => features });
      const answer = await askKoa(appOf([issuer]), "/thing", { method: "POST", body: "{}" });
      assert.deepEqual([answer.status, answer.headers.get("x-mark")], [400, "seen"]);
    }
  });

  it("leaves all other paths to who comes next", async () => {
    const { hot, rest } = mount([await issuerOf("https://issuer.test", endpointFor())], { aliasPrefixes: [] });
    const app = koaOf(hot, rest, (context) => {
      context.body = "next";
    });
    assert.equal((await askKoa(app, "/other")).text, "next");
  });
});

describe("mount() of two endpoints at one address", () => {
  const OLD = endpointFor({
    name: "old",
    path: "/old",
    methods: ["POST"],
    aliases: ["both"],
    handle: () => json(200, "old"),
  });
  const NEW = endpointFor({
    name: "new",
    path: "/new",
    aliases: ["both"],
    answersWhen: ({ search, body }) => `${search}&${body}`.includes("new=1"),
    handle: () => json(200, "new"),
  });

  async function ask(path: string, init: RequestInit, endpoints: readonly Endpoint[] = [OLD, NEW]): Promise<string> {
    const app = appOf([await issuerOf("https://issuer.test", ...endpoints)], ["/p"]);
    return whileServing(app, async ({ origin }) => {
      const answer = await fetch(origin + path, init);
      return `${answer.status} ${(await answer.text()).slice(0, 40)}`;
    });
  }

  function form(body: string): RequestInit {
    return { method: "POST", body, headers: { "Content-Type": "application/x-www-form-urlencoded" } };
  }

  for (const [name, path, init, answered] of [
    ["what the second asks for in the query", "/p/both?new=1", form(""), '200 "new"'],
    ["what it asks for in the form", "/p/both/", form("new=1"), '200 "new"'],
    ["a method that it alone takes", "/p/both?new=1", {}, '200 "new"'],
    ["everything else to the first", "/p/both", form("a=1"), '200 "old"'],
    ["the first at its own address, whatever is sent", "/old", form("new=1"), '200 "old"'],
    ["the second at its own address, whatever is sent", "/new", form("a=1"), '200 "new"'],
  ] as const) {
    it(`answers ${name}`, async () => assert.equal(await ask(path, init), answered));
  }

  it("refuses as the one does whose request it is", async () => {
    assert.match(await ask("/p/both", {}), /^405 /);
    const unread = { ...form("new=1"), headers: { "Content-Type": "text/plain" } };
    assert.match(await ask("/p/both?new=1", unread, [OLD, { ...NEW, speaks: "oauth1" }]), /^400 oauth_problem=/);
    assert.match(await ask("/p/both", unread, [OLD, { ...NEW, speaks: "oauth1" }]), /^400 \{"error"/);
  });

  it("says at that address that it takes the methods of both", async () => {
    const app = appOf([await issuerOf("https://issuer.test", OLD, { ...NEW, methods: ["GET", "POST"] })], ["/p"]);
    await whileServing(app, async ({ origin }) => {
      for (const [path, allow] of [
        ["/p/both", "POST, GET, HEAD, OPTIONS"],
        ["/old", "POST, OPTIONS"],
        ["/new", "GET, POST, HEAD, OPTIONS"],
      ])
        assert.equal((await fetch(origin + path, { method: "OPTIONS" })).headers.get("allow"), allow);
    });
  });

  it("serves the second alone where there is no first", async () => {
    assert.equal(await ask("/p/both", form("a=1"), [NEW]), '200 "new"');
  });
});
