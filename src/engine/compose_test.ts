import { assert } from "chai";
import { array, assert as forAll, asyncProperty, boolean, integer } from "fast-check";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { type Log, silentLog } from "../platform/mod.ts";
import { empty, Params, type Reply, withHeaders } from "../protocol/mod.ts";
import type { Exchange } from "./exchange.ts";
import { compose, type Feature, type Hooks, type Issuer, type Services } from "./mod.ts";

let bare: Issuer;

/** Composes features called a, b, c … that have hooks, or whatever they are given. */
function composed(...parts: readonly Partial<Feature>[]): Issuer {
  const features = parts.map((part, at) => Object.assign({ name: "abcdef".charAt(at), spec: "test" }, part));
  return compose({ url: "https://issuer.test/tenant", settings: bare.settings, services: bare, features });
}

function hooked(...hooks: readonly Partial<Hooks>[]): Issuer["hooks"] {
  return composed(...hooks.map((one) => ({ hooks: one }))).hooks;
}

/** Writes a letter behind those that are in a reply's header. */
function marking(letter: string): (reply: Reply) => Reply {
  return (reply) => withHeaders(reply, { letters: `${reply.headers["letters"] ?? ""}${letter}` });
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

  it("has a stand-in give way to another feature's endpoint at the same path, whichever comes first", () => {
    const standIn = { endpoints: [endpoint("/out", { standIn: true })] };
    const own = { endpoints: [endpoint("/out")] };
    for (const parts of [
      [standIn, own],
      [own, standIn],
    ])
      assert.deepEqual(composed(...parts).endpoints, own.endpoints);
    assert.deepEqual(composed(standIn).endpoints, standIn.endpoints);
  });

  it("puts the frames of all features together, each once", async () => {
    const hooks = hooked({ logoutFrames: () => ["a", "b"] }, {}, { logoutFrames: async () => ["b", "c"] });
    assert.deepEqual(await hooks.logoutFrames(ANY), ["a", "b", "c"]);
    assert.deepEqual(await hooked().logoutFrames(ANY), []);
  });

  it("puts an endpoint beside another that says which requests are its own, and no second one", () => {
    const beside = { endpoints: [{ ...endpoint("/same"), answersWhen: () => true }] };
    const one = { endpoints: [endpoint("/same")] };
    assert.lengthOf(composed(one, beside).endpoints, 2);
    assert.throws(() => composed(one, beside, beside), TypeError, "two endpoints called");
  });

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

  it("refuses a member that two endpoints claim", () => {
    const two = ["/a", "/b"].map((path) => endpoint(path, { metadata: "token_endpoint" }));
    assert.throws(() => composed({ endpoints: two }), TypeError, "'token_endpoint' twice");
  });

  it("puts a step before the one that it names, and leaves one where it is that names a stranger", () => {
    const step = (name: string, before?: string) =>
      ({ name, needed: () => undefined, ...(before === undefined ? {} : { before }) }) as never;
    const { steps } = composed({ steps: [step("login"), step("consent")] }, { steps: [step("choose", "consent")] });
    assert.deepEqual(
      steps.map(({ name }) => name),
      ["login", "choose", "consent"],
    );
    const alone = composed({ steps: [step("choose", "consent"), step("login")] });
    assert.sameMembers(
      alone.steps.map(({ name }) => name),
      ["login", "choose"],
    );
  });

  it("refuses two features that declare one member of client metadata", () => {
    const field = { name: "jwks", says: "", shape: "object" as const, parse: (value: unknown) => value };
    assert.deepEqual([...composed({ clientMetadata: [field] }).clientMetadata.keys()], ["jwks"]);
    assert.throws(() => composed({ clientMetadata: [field] }, { clientMetadata: [field] }), TypeError, "'jwks'");
  });
});

describe("a hook that gathers", () => {
  it("answers nothing when no feature has it", async () => assert.deepEqual(await hooked({}).bindToCode(ANY), {}));

  it("puts the parts of features together, those that wait as well", async () => {
    const hooks = hooked({ bindToCode: () => ({ pkce: 1 }) }, {}, { bindToCode: async () => ({ dpop: 2 }) });
    assert.deepEqual(await hooks.bindToCode(ANY), { pkce: 1, dpop: 2 });
  });

  it("gathers what is bound at the token endpoint in the same way", async () => {
    assert.deepEqual(await hooked({}).bindToToken(ANY), {});
    const hooks = hooked({ bindToToken: () => ({ resource: ["urn:a"] }) }, { bindToToken: async () => ({ dpop: 2 }) });
    assert.deepEqual(await hooks.bindToToken(ANY), { resource: ["urn:a"], dpop: 2 });
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

  it("is over at once where no feature takes its time", () => {
    const ran: string[] = [];
    const say = (word: string): Partial<Hooks> => ({ checkRedemption: () => void ran.push(word) });
    assert.isUndefined(hooked(say("a"), say("b"), say("c")).checkRedemption(ANY));
    assert.deepEqual(ran, ["a", "b", "c"]);
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

  it("answers at once where no feature takes its time, and waits from the first that does", async () => {
    const add = (letter: string): Partial<Hooks> => ({
      tokenReply: (body) => ({ ...body, letters: String(body["letters"]) + letter }),
    });
    const slow: Partial<Hooks> = { tokenReply: async (body) => ({ ...body, letters: `${String(body["letters"])}…` }) };
    assert.deepEqual(hooked(add("a"), add("b"), add("c")).tokenReply({ letters: "" }, ANY), { letters: "abc" });
    const waiting = hooked(add("a"), slow, add("c")).tokenReply({ letters: "" }, ANY);
    assert.instanceOf(waiting, Promise);
    assert.deepEqual(await waiting, { letters: "a…c" });
  });

  it("explains and remembers permissions at once, and keeps parameters of devices, feature by feature", async () => {
    const hooks = hooked(
      {
        permissionSentence: (sentence, { name }) => (name === "a" ? "Do A" : sentence),
        remembered: (names) => names.map((name) => `${name}!`),
        deviceParams: (kept) => kept.with({ a: "1" }),
      },
      {
        permissionSentence: (sentence) => `${sentence}?`,
        remembered: (names) => [...names, "b"],
        deviceParams: async (kept) => kept.with({ b: "2" }),
      },
    );
    assert.equal(hooks.permissionSentence("x", { name: "a", exchange: ANY }), "Do A?");
    assert.equal(hooks.permissionSentence("x", { name: "b", exchange: ANY }), "x?");
    assert.deepEqual(hooks.remembered(["a"], ANY), ["a!", "b"]);
    assert.equal((await hooks.deviceParams(Params.empty, ANY)).toString(), "a=1&b=2");
  });

  it("is the function itself where there is but one", () => {
    const introspection: Hooks["introspection"] = (body) => body;
    assert.equal(hooked({ introspection }).introspection, introspection);
  });

  for (const name of ["reply", "errorReply"] as const) {
    it(`answers ${name} at once, in order`, () => {
      const add = (letter: string): Partial<Hooks> => ({ [name]: marking(letter) });
      assert.deepEqual(hooked(add("a"), add("b"))[name](empty(200), ANY), empty(200, { letters: "ab" }));
      const untouched = empty(204);
      assert.equal(hooked({})[name](untouched, ANY), untouched);
    });
  }

  it("waits for a feature that takes its time over a reply, and for that alone", async () => {
    const [quick, slow] = [marking("a"), async (reply: Reply) => marking("…")(reply)];
    const waiting = hooked({ reply: quick }, { reply: slow }, { reply: quick }).reply(empty(200), ANY);
    assert.instanceOf(waiting, Promise);
    assert.deepEqual(await waiting, empty(200, { letters: "a…a" }));
  });
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

/** Who ran, and when: one letter for a feature. */
function running(log: string[], letter: string, { waits, throws }: { waits: boolean; throws: boolean }) {
  return function run<T>(value: T): T | Promise<T> {
    log.push(letter);
    if (throws) throw new RangeError(letter);
    return waits ? Promise.resolve().then(() => value) : value;
  };
}

describe("properties of composed hooks", () => {
  const FEATURES = array(integer({ min: 0, max: 3 }), { maxLength: 6 });

  it("run in the order of the features, once each, and leave out those that have no such hook", async () => {
    await forAll(
      asyncProperty(FEATURES, async (kinds) => {
        const ran: string[] = [];
        const parts = kinds.map((kind, at): Partial<Hooks> => {
          if (kind === 0) return {};
          const run = running(ran, "abcdef".charAt(at), { waits: kind === 1, throws: false });
          return { accessToken: (record) => run(record), checkAuthorize: async () => void (await run(0)) };
        });
        const expected = kinds.flatMap((kind, at) => (kind === 0 ? [] : ["abcdef".charAt(at)]));
        const hooks = hooked(...parts);
        await hooks.accessToken(ANY, ANY);
        await hooks.checkAuthorize(ANY);
        assert.deepEqual(ran, [...expected, ...expected]);
      }),
    );
  });

  it("stop at the first that throws, and hand its very error on", async () => {
    await forAll(
      asyncProperty(FEATURES, boolean(), async (kinds, waits) => {
        const ran: string[] = [];
        const parts = kinds.map((kind, at): Partial<Hooks> => {
          const run = running(ran, "abcdef".charAt(at), { waits, throws: kind === 3 });
          return { introspection: async (body) => run(body) };
        });
        const first = kinds.indexOf(3);
        const outcome = (async () => hooked(...parts).introspection({}, ANY))();
        if (first === -1) assert.deepEqual(await outcome, {});
        else assert.propertyVal(await thrownBy(() => outcome), "message", "abcdef".charAt(first));
        assert.equal(ran.join(""), "abcdef".slice(0, first === -1 ? kinds.length : first + 1));
      }),
    );
  });

  it("tell every listener what happened, in order, whoever of them fails and however", async () => {
    await forAll(
      asyncProperty(FEATURES, async (kinds) => {
        const [heard, logged]: [string[], unknown[]] = [[], []];
        const parts = kinds.map((kind, at): Partial<Hooks> => {
          const run = running(heard, "abcdef".charAt(at), { waits: kind === 1, throws: kind === 2 });
          return { happened: () => (kind === 3 ? Promise.reject(run("late")) : void run(0)) };
        });
        const log: Log = { ...silentLog, error: (_message, details) => void logged.push(details) };
        await hooked(...parts).happened({ name: "logout" }, exchangeAt(bare, { log }));
        assert.equal(heard.join(""), "abcdef".slice(0, kinds.length));
        assert.lengthOf(logged, kinds.filter((kind) => kind >= 2).length);
      }),
    );
  });
});

describe("a listener", () => {
  it("that is alone and quick is not waited for", () => {
    assert.isUndefined(hooked({ happened: () => undefined }).happened({ name: "logout" }, exchangeAt(bare)));
  });

  for (const [how, happened] of [
    ["at once", () => assert.fail("broken")],
    ["after a while", async () => assert.fail("broken")],
  ] as const) {
    it(`that is alone and fails ${how} is named in the log by what it missed, with the cause`, async () => {
      const logged: unknown[] = [];
      const log: Log = { ...silentLog, error: (_message, details) => void logged.push(details) };
      await hooked({ happened }).happened({ name: "code.replayed" }, exchangeAt(bare, { log }));
      assert.lengthOf(logged, 1);
      assert.propertyVal(logged[0], "happening", "code.replayed");
      assert.propertyVal((logged[0] as { readonly cause: unknown }).cause, "message", "broken");
    });
  }
});

describe("what hooks gather", () => {
  it("is put together in the order of the features, whoever is ready first", async () => {
    const slow = {
      bindToCode: () => new Promise<never>((resolve) => setImmediate(() => resolve({ slow: 1 } as never))),
    };
    const gathered = await hooked(slow, { bindToCode: () => ({ quick: 2 }) }).bindToCode(ANY);
    assert.deepEqual(Object.entries(gathered), Object.entries({ slow: 1, quick: 2 }));
  });

  it("is asked of all at once, so that a slow one costs its own time only", async () => {
    const order: string[] = [];
    const asks = (name: string) => ({
      async bindToCode() {
        order.push(`${name} begins`);
        await Promise.resolve();
        order.push(`${name} ends`);
        return {};
      },
    });
    await hooked(asks("a"), asks("b")).bindToCode(ANY);
    assert.deepEqual(order, ["a begins", "b begins", "a ends", "b ends"]);
  });

  for (const nothing of [undefined, null, "text", 0]) {
    it(`leaves out an answer that is ${String(nothing)}`, async () => {
      const hooks = hooked({ bindToCode: () => nothing as never }, { bindToCode: () => ({ pkce: 1 }) });
      assert.deepEqual(await hooks.bindToCode(ANY), { pkce: 1 });
    });
  }

  it("may have the name of what every object has, once", async () => {
    const one = { bindToCode: () => ({ constructor: 1 }) };
    assert.deepEqual(await hooked(one).bindToCode(ANY), { constructor: 1 });
    assert.include(String(await thrownBy(() => hooked(one, one).bindToCode(ANY))), "'constructor' twice");
  });

  it("are the proofs of several kinds, but never two of one kind", async () => {
    const dpop = { proveSender: () => ({ dpop: 1 }) };
    const mtls = { proveSender: async () => ({ mtls: 2 }) };
    assert.deepEqual(await hooked(dpop, mtls).proveSender(ANY), { dpop: 1, mtls: 2 });
    assert.instanceOf(await thrownBy(() => hooked(dpop, mtls, dpop).proveSender(ANY)), TypeError);
  });
});

describe("metadata, at its edges", () => {
  it("keeps what is false, zero or empty text, and leaves out lists without elements", () => {
    const said = { off: false, none: 0, text: "", list: [], nested: [[]] };
    const { issuer: _issuer, ...rest } = composed({ hooks: { metadata: () => said } }).metadata;
    assert.deepEqual(rest, { off: false, none: 0, text: "", nested: [[]] });
  });

  it("refuses an address that a hook tells as well", () => {
    const part = { endpoints: [endpoint("/token", { metadata: "token_endpoint" })] };
    const hooks = { metadata: () => ({ token_endpoint: "https://evil.test/token" }) };
    assert.throws(() => composed(part, { hooks }), TypeError, "'token_endpoint' twice");
  });

  it("is gathered once, when the issuer is made, and a mistake in it stops there", () => {
    let times = 0;
    const issuer = composed({ hooks: { metadata: () => ({ times: (times += 1) }) } });
    assert.deepEqual([issuer.metadata["times"], issuer.metadata["times"], times], [1, 1, 1]);
    const broken = { metadata: () => assert.fail("cannot tell") };
    assert.throws(() => composed({ hooks: broken }), "cannot tell");
  });
});

describe("an issuer", () => {
  it("takes the last of several services that features put in the place of one, and leaves what it was given alone", () => {
    const [first, last] = [{ now: () => 1 }, { now: () => 2 }];
    const before = bare.clock;
    const issuer = composed({ replace: { clock: first } }, { replace: { clock: last } });
    assert.equal(issuer.clock, last);
    assert.equal(issuer.random, bare.random);
    assert.equal(bare.clock, before);
  });

  it("has services made of those that were there, also of those that another feature put there", () => {
    const later = ({ clock }: Pick<Services, "clock">): Partial<Services> => ({
      clock: { now: () => clock.now() + 1 },
    });
    const issuer = composed({ replace: { clock: { now: () => 5 } } }, { replace: later }, { replace: later });
    assert.equal(issuer.clock.now(), 7);
  });

  it("needs every name of an order that is there to come before, not only the first", () => {
    assert.throws(() => composed({}, { after: ["a", "c"] }, {}), TypeError, "'b' before 'c'");
    assert.doesNotThrow(() => composed({}, {}, { after: ["b", "a"] }));
  });

  it("without one of its features lacks just what that feature brought, wherever it stood", async () => {
    const whole = (await issuerUnderTest()).issuer;
    const removable = whole.features.filter(({ name }) => !["spine", "test_listener"].includes(name));
    for (const gone of removable) {
      const rest = whole.features.filter((feature) => feature !== gone);
      const less = compose({ url: whole.url, settings: whole.settings, services: whole, features: rest });
      const lost = whole.endpoints.filter((one) => !less.endpoints.includes(one));
      // A stand-in that gave way was not there before.
      const brought = (gone.endpoints ?? []).filter((one) => whole.endpoints.includes(one));
      assert.deepEqual(lost, brought, gone.name);
      const grants = [...whole.grants.values()].filter(({ type }) => !less.grants.has(type));
      assert.deepEqual(grants, [...(gone.grants ?? [])], gone.name);
      const named = lost.flatMap(({ metadata }) => metadata ?? []);
      for (const member of named) assert.notProperty(less.metadata, member, gone.name);
    }
  });
});
