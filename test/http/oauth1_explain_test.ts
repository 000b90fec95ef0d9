import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, person, SECRET } from "../support/cast.ts";
import type { GivenSettings } from "../support/config.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../support/issuer_under_test.ts";
import { consumerOf, type Signed, type SignOptions, signRequest } from "../support/oauth1.ts";
import { type ValueBrowser, valueBrowser } from "../support/value_browser.ts";
import { textOf } from "./applications.ts";
import { apiRequest, type OnTheWire, sendSigned, signedServer } from "./oauth1_server.ts";

const ON: GivenSettings = { OAUTH1_EXPLAIN: "on" };
const PATH = "/oauth1/request_token";
const HIDDEN = "hunter2-hunter2";

/** An issuer with a consumer that belongs to Ann. */
interface Stage extends IssuerUnderTest {
  readonly ann: AccountRecord;
  readonly consumer: ClientRecord;
  /** Signs a request for temporary credentials at the issuer's time. */
  readonly sign: (options?: Partial<SignOptions>) => Signed;
  /** Sends what was signed, by another method where the test says so. */
  readonly sent: (signed: Signed, method?: string) => Promise<Reply>;
}

async function stage(settings: GivenSettings = ON): Promise<Stage> {
  const under = await issuerUnderTest({ settings });
  const ann = await person(under.issuer);
  const consumer = await client(under.issuer, { grantTypes: ["oauth1", "client_credentials"], ownerId: ann.id });
  return {
    ...under,
    ann,
    consumer,
    sign: (options = {}) =>
      signRequest({
        url: under.issuer.url + PATH,
        method: "POST",
        consumer: consumerOf(consumer),
        timestamp: under.clock.now(),
        ...options,
        params: { oauth_callback: "oob", ...options.params },
      }),
    sent: ({ headers, url, body = "", method }, by = method) =>
      under.send(by, PATH, { headers, query: new URL(url).search.slice(1), form: body }),
  };
}

/** The members of a form-encoded answer. */
function saidIn(reply: Reply): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(reply.kind === "json" ? reply.text : ""));
}

/** A request that is sent by another method than the one that was signed. */
function sentOtherwise(on: Stage): Promise<Reply> {
  return on.sent(on.sign({ url: `${on.issuer.url}${PATH}?x_auth_password=${HIDDEN}&size=big` }), "GET");
}

describe("a refused signature", () => {
  rule(
    "RFC5849-3.2-8",
    "comes with what the server signed, what it received, and the mistake of the client",
    async () => {
      const on = await stage();
      const reply = await sentOtherwise(on);
      const body = saidIn(reply);
      assert.equal(reply.status, 401);
      assert.equal(body["oauth_problem"], "signature_invalid");
      assert.include(
        body["oauth_problem_advice"],
        "Another method is signed than the one that is sent ('POST' is signed)",
      );
      assert.match(
        String(body["oauth_signature_base_string"]),
        /^GET&https%3A%2F%2Fissuer.test%2Foauth1%2Frequest_token&/,
      );
      assert.include(body["oauth_parameters_received"], "x_auth_password=%2A%2A%2A&size=big");
      assert.equal(body["oauth_signature_mistake"], "other_method");
      assert.include(body["oauth_signature_difference"], "in the method");
    },
  );

  it("comes with nothing of it where the setting says so", async () => {
    for (const settings of [{ OAUTH1_EXPLAIN: "off" }, {}] as const) {
      const body = saidIn(await sentOtherwise(await stage(settings)));
      assert.hasAllKeys(body, ["oauth_problem", "oauth_problem_advice"]);
    }
  });

  rule("RFC5849-3.3-6", "says that its timestamp counts milliseconds, if it does", async () => {
    const on = await stage({ OAUTH1_EXPLAIN: "off" });
    const said = saidIn(await on.sent(on.sign({ timestamp: on.clock.now() * 1_000 })));
    assert.equal(said["oauth_problem"], "timestamp_refused");
    assert.include(said["oauth_problem_advice"], "milliseconds");
  });

  it("has the header field of one that is not explained, so that it never grows", async () => {
    const { headers } = await sentOtherwise(await stage());
    assert.isBelow((headers["WWW-Authenticate"] ?? "").length, 500);
    assert.notInclude(headers["WWW-Authenticate"], "base_string");
  });

  for (const signatureMethod of ["HMAC-SHA256", "PLAINTEXT"] as const) {
    it(`tells no secret, signed by ${signatureMethod}`, async () => {
      const on = await stage();
      const params = { oauth_verifier: HIDDEN, password: HIDDEN, oauth_token_secret: HIDDEN };
      const signed = on.sign({ signatureMethod, params, signature: `${SECRET}&x` });
      const told = JSON.stringify(await on.sent(signed));
      for (const secret of [SECRET, HIDDEN]) assert.notInclude(told, secret);
      assert.include(told, "oauth_signature_base_string");
    });
  }
});

describe("a refused signature at an API", () => {
  for (const [setting, explained] of [
    ["on", true],
    ["off", false],
  ] as const) {
    it(`comes with the reason in JSON, or without: ${setting}`, async () => {
      const server = await signedServer({ OAUTH1_EXPLAIN: setting });
      try {
        const { status, body, headers } = await sendSigned(server, apiRequest(server), withQuery);
        const told: unknown = JSON.parse(body);
        assert.equal(status, 401);
        assert.equal(Reflect.get(Object(told), "error"), "signature_invalid");
        assert.equal(Reflect.get(Object(told), "oauth_signature_mistake"), explained ? "query_left_out" : undefined);
        assert.equal(body.includes("oauth_signature_base_string"), explained);
        for (const secret of [SECRET, server.token.secret]) assert.notInclude(JSON.stringify(headers) + body, secret);
      } finally {
        await server.stop();
      }
    });
  }
});

/** Sent with a query that nobody signed. */
function withQuery(wire: OnTheWire): OnTheWire {
  return { ...wire, target: `${wire.target}?size=big` };
}

async function pageFor(on: Stage, who: AccountRecord, query = `application=${on.consumer.id}`) {
  const browser = valueBrowser(on);
  await browser.signIn(who);
  return { browser, page: await browser.get("/oauth1/check", { query }) };
}

describe("the last refused request of an application", () => {
  for (const explains of ["on", "off"] as const) {
    it(`is shown to its owner and to staff, to nobody else: ${explains}`, async () => {
      const on = await stage({ OAUTH1_EXPLAIN: explains });
      await sentOtherwise(on);
      for (const who of [on.ann, await person(on.issuer, { isStaff: true })]) {
        const { page } = await pageFor(on, who);
        assert.include(textOf(page), "GET https://issuer.test/oauth1/request_token");
      }
      assert.equal((await pageFor(on, await person(on.issuer))).page.status, 404);
    });
  }

  it("shows no secret, and reaches no store in the clear", async () => {
    const on = await stage();
    const { ephemeral } = on.issuer;
    const put = ephemeral.put.bind(ephemeral);
    const kept: string[] = [];
    const watched: typeof put = (kind, entry) => {
      kept.push(Buffer.from(kind.encode(entry.value)).toString());
      return put(kind, entry);
    };
    Object.assign(ephemeral, { put: watched });
    await sentOtherwise(on);
    assert.lengthOf(kept, 1);
    const shown = textOf((await pageFor(on, on.ann)).page);
    for (const secret of [SECRET, HIDDEN]) assert.isFalse([shown, ...kept].some((text) => text.includes(secret)));
    assert.include(shown, "size");
    assert.notInclude(kept[0], "size");
  });

  it("is none where all went well", async () => {
    const on = await stage();
    assert.equal((await on.sent(on.sign())).status, 200);
    assert.include(textOf((await pageFor(on, on.ann)).page), "No request was refused for its signature");
  });

  for (const application of ["0", "999", "x", "1e3"]) {
    it(`is not there for the application '${application}'`, async () => {
      const on = await stage();
      assert.equal((await pageFor(on, on.ann, `application=${application}`)).page.status, 404);
    });
  }
});

/** A request as it goes over the wire. */
function printed({ method, url, headers, body = "" }: Signed, by = method): string {
  const { pathname, search } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`${by} ${pathname}${search} HTTP/1.1`, ...lines, "", body].join("\r\n");
}

async function checked(on: Stage, fill: Readonly<Record<string, string>>, who = on.ann): Promise<Reply> {
  const { browser, page } = await pageFor(on, who, "");
  return browser.submit(page, fill);
}

describe("/oauth1/check", () => {
  it("says that a request is right, and uses nothing up", async () => {
    const on = await stage();
    const signed = on.sign();
    for (let time = 0; time < 2; time += 1) {
      assert.include(textOf(await checked(on, { request: printed(signed) })), "The signature is right.");
    }
    assert.equal((await on.sent(signed)).status, 200);
  });

  it("says what is wrong, how to mend it, and where the base strings differ", async () => {
    const on = await stage();
    const text = textOf(await checked(on, { request: printed(on.sign(), "GET") }));
    for (const words of [
      "The signature is wrong.",
      "Another method is signed than the one that is sent: 'POST' is signed",
      "Begin the base string with the method by which the request is sent",
      "RFC5849-3.4.1.1-1",
      "They differ first in the method",
      "from the header",
    ]) {
      assert.include(text, words);
    }
  });

  it("compares with the base string of the client", async () => {
    const on = await stage();
    const signed = on.sign();
    const claimed = signed.baseString.replace("oob", "out-of-band");
    const text = textOf(await checked(on, { request: printed(signed), base_string: claimed }));
    assert.include(text, "They differ first in the parameters, at 'oauth_callback'");
  });

  it("takes the address of another server", async () => {
    const on = await stage();
    const signed = on.sign({ url: "https://api.test/photos", method: "GET" });
    const fill = { request: printed(signed), origin: "https://api.test" };
    assert.include(textOf(await checked(on, fill)), "The signature is right.");
    const here = textOf(await checked(on, { request: printed(signed).replace("\r\n", "\r\nHost: api.test\r\n") }));
    assert.include(here, "Another host or port is signed");
  });

  for (const [what, request] of [
    ["no request", "Good morning"],
    ["no address", "GET"],
    ["a torn header", "GET / HTTP/1.1\nauthorization"],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => {
      const reply = await checked(await stage(), { request });
      assert.equal(reply.status, 400);
      assert.include(textOf(reply), "Cannot read the request as");
    });
  }

  it("says why a request cannot be read as a signed one", async () => {
    const reply = await checked(await stage(), { request: "GET /photos?oauth_nonce=1 HTTP/1.1" });
    assert.equal(reply.status, 200);
    assert.include(textOf(reply), "The request cannot be read as a signed one.");
    assert.include(textOf(reply), "'oauth_consumer_key'");
  });

  it("says nothing of the signatures of others' applications, as if there were none", async () => {
    const on = await stage();
    const bob = await person(on.issuer);
    const request = printed(on.sign());
    const texts = [request, request.replace(on.consumer.clientId, "x".repeat(on.consumer.clientId.length))];
    for (const text of texts) {
      const told = textOf(await checked(on, { request: text }, bob));
      assert.include(told, "not that of an application of yours, so nothing is said of the signature");
      assert.notMatch(told, /signature is (right|wrong)\./);
    }
    const staff = await person(on.issuer, { isStaff: true });
    assert.include(textOf(await checked(on, { request }, staff)), "The signature is right.");
  });

  it("shows nothing secret of what is pasted", async () => {
    const on = await stage();
    const params = { oauth_verifier: HIDDEN, password: HIDDEN };
    const request = printed(on.sign({ signatureMethod: "PLAINTEXT", params }));
    const reply = JSON.stringify(await checked(on, { request, base_string: `POST&x&password%3D${HIDDEN}${SECRET}` }));
    for (const secret of [SECRET, HIDDEN]) assert.notInclude(reply, secret);
  });

  it("lists the applications of the person that sign requests", async () => {
    const on = await stage();
    await client(on.issuer, { name: "Of OAuth 2.0", ownerId: on.ann.id });
    const { page } = await pageFor(on, on.ann, "");
    assert.include(textOf(page), on.consumer.name);
    assert.notInclude(textOf(page), "Of OAuth 2.0");
  });

  it("asks who is not signed in to sign in", async () => {
    const on = await stage();
    const browser: ValueBrowser = valueBrowser(on);
    assert.deepInclude(await browser.get("/oauth1/check"), { kind: "redirect", status: 303 });
  });
});
