import { assert } from "chai";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { type Log, silentLog } from "../platform/mod.ts";
import { empty, json, Params } from "../protocol/mod.ts";
import type { Exchange } from "./exchange.ts";
import { compose, type Feature, type Hooks, type Issuer } from "./mod.ts";

let bare: Issuer;

/** Composes features called a, b, c … that have hooks, or whatever they are given. */
function composed(...parts: readonly Partial<Feature>[]): Issuer {
  const features = parts.map((part, at) => Object.assign({ name: "abcdef".charAt(at), spec: "test" }, part));
  return compose({ url: "https://issuer.test/tenant", settings: bare.settings, services: bare, features });
}

function hooked(...hooks: readonly Partial<Hooks>[]): Issuer["hooks"] {
  return composed(...hooks.map((one) => ({ hooks: one }))).hooks;
}

/** A context that the hooks of these tests do not look at. */
const ANY = {} as never;

function endpoint(path: string, more = {}) {
  return { name: path, path, methods: ["GET"], speaks: "json", handle: () => empty(200), ...more } as const;
}

before(async () => {
  bare = (await issuerUnderTest({ features: () => [] })).issuer;
});

describe("compose()", () => {
  it("makes an issuer that nobody can change", () => {
    assert.isFrozen(composed());
  });

  for (const [url, base] of [
    ["https://issuer.test", ""],
    ["https://issuer.test/tenant", "/tenant"],
    ["https://issuer.test/tenant/", "/tenant"],
    ["https://issuer.test/a/b", "/a/b"],
  ] as const) {
    it(`knows the path of ${url}`, () => {
      assert.equal(compose({ url, settings: bare.settings, services: bare, features: [] }).base, base);
    });
  }

  it("refuses the same feature twice", () => {
    assert.throws(() => composed({ name: "pkce" }, { name: "pkce" }), TypeError, "'pkce' twice");
  });

  it("refuses a feature before what it must come after", () => {
    assert.throws(() => composed({ after: ["b"] }, {}), TypeError, "'a' before 'b'");
  });

  it("takes a feature after what it must come after, and without it", () => {
    assert.doesNotThrow(() => composed({}, { after: ["a"] }));
    assert.doesNotThrow(() => composed({ after: ["absent"] }));
  });

  for (const [what, part] of [
    ["endpoints", { endpoints: [endpoint("/same")] }],
    ["grants", { grants: [{ type: "same", publicClients: true, load: () => assert.fail() }] }],
    ["response modes", { responseModes: [{ name: "same", send: () => empty(200) }] }],
    [
      "response words",
      { responseWords: [{ name: "same", grantType: "x", frontChannel: false, produce: async () => [] }] },
    ],
  ] as const) {
    it(`refuses two ${what} of one name`, () => {
      assert.throws(() => composed(part, part), TypeError, `two ${what} called`);
      assert.doesNotThrow(() => composed(part));
    });
  }

  it("knows a well-known path from a plain one", () => {
    const plain = endpoint("/.well-known/x");
    assert.doesNotThrow(() => composed({ endpoints: [plain, { ...plain, wellKnown: true }] }));
  });

  it("joins the parts of features in the order of the features", () => {
    const method = { proves: true, read: () => undefined, fits: () => true };
    const issuer = composed({ clientAuth: [{ ...method, name: "one" }] }, { clientAuth: [{ ...method, name: "two" }] });
    assert.deepEqual(
      issuer.clientAuth.map(({ name }) => name),
      ["one", "two"],
    );
    assert.deepEqual(
      issuer.features.map(({ name }) => name),
      ["a", "b"],
    );
  });

  it("lets a feature put another service in the place of one", () => {
    const clock = { now: () => 1 };
    assert.equal(composed({}, { replace: { clock } }).clock, clock);
    assert.equal(composed().clock, bare.clock);
  });
});

describe("metadata", () => {
  it("names the issuer and the addresses of its endpoints below it", () => {
    const issuer = composed({
      endpoints: [endpoint("/token", { metadata: "token_endpoint" }), endpoint("/hidden")],
    });
    assert.deepEqual(issuer.metadata, {
      issuer: "https://issuer.test/tenant",
      token_endpoint: "https://issuer.test/tenant/token",
    });
  });

  it("gathers the members of all features, and shows them the issuer", () => {
    const issuer = composed(
      { hooks: { metadata: ({ url, features }) => ({ one: url, names: features.map(({ name }) => name) }) } },
      { hooks: { metadata: () => ({ two: true }) } },
    );
    assert.deepInclude(issuer.metadata, { one: "https://issuer.test/tenant", names: ["a", "b"], two: true });
  });

  it("refuses a member that two features write", () => {
    const hooks = { metadata: () => ({ scopes_supported: ["x"] }) };
    assert.throws(() => composed({ hooks }, { hooks }), TypeError, "'scopes_supported' twice");
    assert.throws(() => composed({ hooks: { metadata: () => ({ issuer: "x" }) } }), TypeError, "'issuer' twice");
  });
});

describe("a hook that gathers", () => {
  it("answers nothing when no feature has it", async () => assert.deepEqual(await hooked({}).bindToCode(ANY), {}));

  it("puts the parts of features together, those that wait as well", async () => {
    const hooks = hooked({ bindToCode: () => ({ pkce: 1 }) }, {}, { bindToCode: async () => ({ dpop: 2 }) });
    assert.deepEqual(await hooks.bindToCode(ANY), { pkce: 1, dpop: 2 });
  });

  it("refuses a key that comes twice", async () => {
    const hooks = hooked({ bindToCode: () => ({ same: 1 }) }, { bindToCode: () => ({ same: 1 }) });
    assert.instanceOf(await thrownBy(() => hooks.bindToCode(ANY)), TypeError);
  });

  it("fails when one of them fails", async () => {
    const error = new RangeError("no");
    const hooks = hooked({ bindToCode: () => ({}) }, { bindToCode: () => Promise.reject(error) });
    assert.equal(await thrownBy(() => hooks.bindToCode(ANY)), error);
  });

  for (const [name, proofs, expected] of [
    ["no feature proves anything", [], undefined],
    ["features find no proof", [{}, {}], undefined],
    ["one feature finds a proof", [{}, { dpop: { jkt: "x" } }], { dpop: { jkt: "x" } }],
  ] as const) {
    it(`tells who sends a request where ${name}`, async () => {
      const hooks = hooked(...proofs.map((proof) => ({ proveSender: () => proof })));
      assert.deepEqual(await hooks.proveSender(ANY), expected);
    });
  }
});

describe("a hook that checks", () => {
  it("is silent when no feature has it", async () => assert.isUndefined(await hooked({}).checkAuthorize(ANY)));

  it("runs features one after the other, and stops at the first that throws", async () => {
    const ran: string[] = [];
    const error = new RangeError("no");
    const hooks = hooked(
      {
        async checkAuthorize() {
          await Promise.resolve();
          ran.push("first");
        },
      },
      { checkAuthorize: () => Promise.reject(error) },
      { checkAuthorize: () => void ran.push("third") },
    );
    assert.equal(await thrownBy(() => hooks.checkAuthorize(ANY)), error);
    assert.deepEqual(ran, ["first"]);
  });

  it("is the function itself where there is but one", () => {
    const checkRedemption = () => undefined;
    assert.equal(hooked({}, { checkRedemption }).checkRedemption, checkRedemption);
  });
});

describe("a hook that refines", () => {
  const params = Params.of([["a", "1"]]);

  it("answers the value itself, at once, when no feature has it", () => {
    assert.equal(hooked({}).authorizeParams(params, ANY), params);
  });

  it("passes the value through all features in order, with the context", async () => {
    const context = { word: "seen" } as never;
    const add = (letter: string): Partial<Hooks> => ({
      tokenReply: async (body, given) => ({ ...body, letters: String(body["letters"]) + letter, given }),
    });
    const body = await hooked(add("a"), add("b"), add("c")).tokenReply({ letters: "" }, context);
    assert.deepEqual(body, { letters: "abc", given: context });
  });

  it("is the function itself where there is but one", () => {
    const introspection: Hooks["introspection"] = (body) => body;
    assert.equal(hooked({ introspection }).introspection, introspection);
  });

  for (const name of ["reply", "errorReply"] as const) {
    it(`answers ${name} at once, in order`, () => {
      const add = (letter: string): Partial<Hooks> => ({
        [name]: (reply: { readonly headers: Readonly<Record<string, string>> }) =>
          json(200, {}, { letters: `${reply.headers["letters"] ?? ""}${letter}` }),
      });
      assert.equal(hooked(add("a"), add("b"))[name](empty(200), ANY).headers["letters"], "ab");
      const untouched = empty(204);
      assert.equal(hooked({})[name](untouched, ANY), untouched);
    });
  }
});

describe("a hook that observes", () => {
  function listening(log: Log = silentLog): Exchange {
    return exchangeAt(bare, { log });
  }

  it("does nothing when no feature listens", () => {
    assert.isUndefined(hooked({}).happened({ name: "logout" }, listening()));
  });

  it("tells every feature, also when one before it throws, and says so in the log", async () => {
    const heard: string[] = [];
    const logged: string[] = [];
    const exchange = listening({ ...silentLog, error: (message) => void logged.push(message) });
    const happened = ({ name }: { readonly name: string }) => void heard.push(name);
    const hooks = hooked({ happened }, { happened: () => assert.fail("broken") }, { happened });
    await hooks.happened({ name: "logout" }, exchange);
    assert.deepEqual(heard, ["logout", "logout"]);
    assert.deepEqual(logged, ["Cannot tell a listener what happened"]);
  });

  it("waits for each before it tells the next", async () => {
    const order: string[] = [];
    const hooks = hooked(
      {
        async happened() {
          await Promise.resolve();
          order.push("slow");
        },
      },
      { happened: () => void order.push("quick") },
    );
    await hooks.happened({ name: "logout" }, listening());
    assert.deepEqual(order, ["slow", "quick"]);
  });
});
