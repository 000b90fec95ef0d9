import { assert } from "chai";
import * as openid from "openid-client";
import Koa, { type Middleware } from "koa";
import bodyParser from "koa-bodyparser";
import { rule } from "../../conformance/support/rule.ts";
import type { SignedReader } from "../../src/oauth1/mod.ts";
import {
  accessOf,
  authenticate,
  type AuthenticateOptions,
  guard,
  hasScope,
  localReader,
  oauthRequired,
  OAuthAuthentication,
  personOf,
} from "../../src/resource_server/mod.ts";
import type { IssuerUnderTest } from "../support/issuer_under_test.ts";
import { thrownBy } from "../support/refusals.ts";
import { signRequest } from "../support/oauth1.ts";
import { printRequest, type RawAnswer, sendRaw } from "../support/raw_http.ts";
import { bodyOfAnswer } from "./api_under_test.ts";
import { mount, says } from "./foreign_api.ts";
import { type SignedApi, signedApi, type SignedMiddleware } from "./signed_api.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** Says who called, and what of the body was left for it. */
const answerCaller: Middleware = async (context) => {
  const access = accessOf(context);
  const { body } = context.request;
  const type = access.kind === "token" ? access.token.tokenType : access.kind;
  context.body = { type, username: (await personOf(access))?.username, path: context.path, body };
};

type Options = Partial<AuthenticateOptions>;

function found(issuing: IssuerUnderTest, signed: SignedReader, options: Options = {}): Middleware {
  return authenticate({ reader: localReader(issuing.issuer), signed, realm: "shop", ...options });
}

/** Runs a test on an application of somebody else's, which is closed after it. */
async function on(middleware: SignedMiddleware, test: (api: SignedApi) => Promise<void>): Promise<void> {
  const api = await signedApi(middleware);
  try {
    await test(api);
  } finally {
    await api.close();
  }
}

/** Sends what was signed for another address than the one that it is sent to. */
async function sendSigned(
  api: SignedApi,
  {
    url,
    target,
    headers = {},
  }: { readonly url: string; readonly target?: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<RawAnswer> {
  const { consumer } = api;
  const signed = signRequest({ url, consumer, token: await api.give(), timestamp: api.clock.now() });
  const { pathname, search } = new URL(signed.url);
  const request = printRequest(`GET ${target ?? pathname + search}`, {
    headers: { Connection: "close", ...signed.headers, ...headers },
  });
  const [answer] = await sendRaw(Number(new URL(api.url).port), request);
  return answer ?? assert.fail("there is no answer");
}

describe("an application of somebody else's, of signed requests", () => {
  it("sees the same person by a bearer token and by a signature", async () => {
    await on(
      (issuing, signed) => [found(issuing, signed), answerCaller],
      async (api) => {
        const byToken = await bodyOfAnswer(await api.call("/books", { token: await api.token() }));
        const bySignature = await bodyOfAnswer(await api.ask("/books", { token: await api.give() }));
        assert.deepEqual(byToken, { type: "Bearer", username: api.ann.username, path: "/books" });
        assert.deepEqual(bySignature, { ...byToken, type: "OAuth" });
      },
    );
  });

  it("lets who signs in nobody else's place, and nobody in who does not", async () => {
    const guards = guard(hasScope("read"));
    await on(
      (issuing, signed) => [found(issuing, signed), guards, says("in")],
      async (api) => {
        assert.equal((await api.ask("/", { token: await api.give() })).status, 200);
        assert.equal((await api.ask("/", { token: await api.give({ scope: ["write"] }) })).status, 403);
        assert.equal((await api.ask("/", { token: await api.give(), signature: "AAAA" })).status, 401);
        assert.equal((await api.call("/")).status, 401);
      },
    );
  });

  it("has the names that people know from Django", async () => {
    await on(
      (issuing, signed) => [
        OAuthAuthentication({ reader: localReader(issuing.issuer), signed }),
        oauthRequired(["write"], { reader: localReader(issuing.issuer), signed }),
        says("in"),
      ],
      async (api) => {
        // Both look at the signature, though its nonce works once.
        assert.equal((await api.ask("/", { token: await api.give() })).status, 200);
        assert.equal((await api.ask("/", { token: await api.give({ scope: ["read"] }) })).status, 403);
      },
    );
  });

  rule("RFC5849-3.5.1-7", "asks who brings nothing for either, as clients of OAuth 2 can read", async () => {
    const guards = guard(hasScope("read"));
    await on(
      (issuing, signed) => [found(issuing, signed), guards],
      async (api) => {
        const config = new openid.Configuration({ issuer: api.issuer.url }, "client");
        openid.allowInsecureRequests(config);
        // Whatever it sends, the API sees nothing of it.
        config[openid.customFetch] = (url) => fetch(url);
        const asked = openid.fetchProtectedResource(config, "a-token", new URL(`${api.url}/books`), "GET");
        const refused = await thrownBy(() => asked);
        assert.instanceOf(refused, openid.WWWAuthenticateChallengeError);
        assert.deepEqual(
          refused.cause.map(({ scheme, parameters: { realm } }) => [scheme, realm]),
          [
            ["bearer", "shop"],
            ["oauth", "shop"],
          ],
        );
        const bare = await api.call("/books");
        assert.equal(bare.headers.get("WWW-Authenticate"), 'Bearer realm="shop", OAuth realm="shop"');
      },
    );
  });
});

describe("an application of somebody else's, of bodies that are signed", () => {
  const parsed =
    (first: boolean): SignedMiddleware =>
    (issuing, signed) => {
      const both = [found(issuing, signed), bodyParser({ enableTypes: ["json", "form", "text"] })];
      return [...(first ? both : both.toReversed()), answerCaller];
    };

  for (const [where, first] of [
    ["behind", true],
    ["in front", false],
  ] as const) {
    for (const [what, signing, body] of [
      ["JSON", { body: '{"a": [1, "ü"]}', bodyHash: true, headers: JSON_TYPE }, { a: [1, "ü"] }],
      ["text", { body: "plain", bodyHash: true, headers: { "content-type": "text/plain" } }, "plain"],
      ["a form", { form: { a: "1 +", b: ["2", "3"] } }, { a: "1 +", b: ["2", "3"] }],
    ] as const) {
      rule("OAUTHBODYHASH-3.2-1", `leaves ${what} to koa-bodyparser ${where}`, async () => {
        await on(parsed(first), async (api) => {
          const answer = await bodyOfAnswer(await api.ask("/", { token: await api.give(), ...signing }));
          assert.deepInclude(answer, { type: "OAuth", body });
        });
      });
    }
  }

  it("leaves forms that nobody signed as they are, for whoever is signed in by a cookie", async () => {
    await on(parsed(true), async (api) => {
      const long = `a=${"x".repeat(50_000)}`;
      const answer = await bodyOfAnswer(await api.call("/", { method: "POST", body: long }));
      assert.deepEqual(answer, { type: "anonymous", path: "/", body: { a: "x".repeat(50_000) } });
    });
  });

  it("reads streams that no parser knows", async () => {
    const count: Middleware = async (context) => {
      let length = 0;
      for await (const chunk of context.req) length += Buffer.byteLength(chunk);
      context.body = { length };
    };
    await on(
      (issuing, signed) => [found(issuing, signed), count],
      async (api) => {
        const headers = { "content-type": "application/octet-stream" };
        const signing = { token: await api.give(), body: "x".repeat(200_000), bodyHash: true, headers };
        assert.deepEqual(await bodyOfAnswer(await api.ask("/", signing)), { length: 200_000 });
      },
    );
  });

  it("tells the program, and not the caller, where a parser in front kept no text", async () => {
    const spend: Middleware = async (context, next) => {
      for await (const _chunk of context.req);
      await next();
    };
    await on(
      (issuing, signed) => [spend, found(issuing, signed), answerCaller],
      async (api) => {
        const answer = await api.ask("/", { token: await api.give(), form: { a: "b" } });
        assert.equal(answer.status, 500);
        assert.match(String(api.errors[0]), /TypeError: .* before its parser/);
      },
    );
  });
});

describe("an application of somebody else's, as to the address that is signed", () => {
  const trustProxy: Middleware = (context, next) => {
    context.app.proxy = true;
    return next();
  };
  const behindProxy: SignedMiddleware = (issuing, signed) => [trustProxy, found(issuing, signed), answerCaller];
  const plain: SignedMiddleware = (issuing, signed) => [found(issuing, signed), answerCaller];
  const named: SignedMiddleware = (issuing, signed) => [
    found(issuing, signed, { origin: "https://API.example:443" }),
    answerCaller,
  ];
  const FORWARDED = { "X-Forwarded-Proto": "https", "X-Forwarded-Host": "api.example", Host: "10.0.0.7:3000" };

  for (const [what, middleware, url, headers, status] of [
    ["the Host of a request", plain, "http://api.test:8080/a?b=c", { Host: "api.test:8080" }, 200],
    ["capitals of a Host", plain, "http://api.test/", { Host: "API.Test" }, 200],
    ["a default port that the Host has", plain, "http://api.test/", { Host: "api.test:80" }, 200],
    ["an address of IPv6", plain, "http://[::1]:3000/", { Host: "[::1]:3000" }, 200],
    ["what a trusted proxy says", behindProxy, "https://api.example/a?b=c", FORWARDED, 200],
    [
      "a default port that a proxy says",
      behindProxy,
      "https://api.example/",
      { ...FORWARDED, "X-Forwarded-Host": "api.example:443" },
      200,
    ],
    ["the option, whatever the Host is", named, "https://api.example/", { Host: "10.0.0.7:3000" }, 200],
    ["no address of another API, where it has its own", named, "http://other.test/", { Host: "other.test" }, 401],
    ["no proxy that nobody trusts", plain, "https://api.example/", FORWARDED, 401],
    ["no other Host than the one that was asked", plain, "http://api.test/", { Host: "other.test" }, 401],
  ] as const) {
    rule(["RFC5849-3.4.1.2-1", "RFC5849-3.4.1.2-2", "RFC5849-3.4.1.2-3"], `follows ${what}`, async () => {
      await on(middleware, async (api) => {
        const answer = await sendSigned(api, { url, headers });
        assert.equal(answer.status, status, answer.body);
      });
    });
  }

  for (const path of ["/a%7Eb/~", "/a%2Fb", "/%E3%82%AC", "//a", "/a//b/", "/;p=1/@:!$&'()*+,="]) {
    rule("RFC5849-3.4.1.2-6", `follows the path ${path} as it was sent`, async () => {
      await on(plain, async (api) => {
        assert.equal(
          (await sendSigned(api, { url: `${api.url}${path}`, headers: { Host: new URL(api.url).host } })).status,
          200,
        );
      });
    });
  }

  it("follows the whole path, though the application lies below one", async () => {
    const mounted: SignedMiddleware = (issuing, signed) => {
      const shop = new Koa();
      shop.use(found(issuing, signed)).use(answerCaller);
      return [mount("/shop", shop)];
    };
    await on(mounted, async (api) => {
      const answer = await bodyOfAnswer(await api.ask("/shop/books?a=b", { token: await api.give() }));
      assert.deepInclude(answer, { type: "OAuth", path: "/books" });
    });
  });

  it("follows a request that names the server in its first line", async () => {
    await on(plain, async (api) => {
      const { host } = new URL(api.url);
      const url = `${api.url}/books?a=b`;
      assert.equal((await sendSigned(api, { url, target: url, headers: { Host: host } })).status, 200);
    });
  });
});

describe("an application of somebody else's, of long forms that nobody signed", () => {
  for (const [how, headers, body, connection] of [
    ["with their length", {}, `a=${"x".repeat(70_000)}`, undefined],
    ["in chunks", { "Transfer-Encoding": "chunked" }, `1116a\r\na=${"x".repeat(69_992)}\r\n0\r\n\r\n`, "close"],
  ] as const) {
    it(`leaves those that come ${how} to whoever reads them, and the connection usable`, async () => {
      const nobody: Middleware = (context) => void (context.body = accessOf(context).kind);
      await on(
        (issuing, signed) => [found(issuing, signed), nobody],
        async (api) => {
          const form = { "Content-Type": "application/x-www-form-urlencoded", ...headers };
          const request = printRequest("POST /", { headers: form, body });
          const [answer] = await sendRaw(Number(new URL(api.url).port), request, { answers: 1 });
          assert.deepEqual([answer?.status, answer?.body], [200, "anonymous"]);
          assert.equal(answer?.headers["connection"] === "close" ? "close" : undefined, connection);
        },
      );
    });
  }
});
