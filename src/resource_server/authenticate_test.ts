import { assert } from "chai";
import type { Context } from "koa";
import { rule } from "../../conformance/support/rule.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { parseChallenge } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { accountOf, contextOf, errorsOf, type RequestParts, writtenTo } from "./_context_test.ts";
import { type Access, accessOf, ANONYMOUS } from "./access.ts";
import type { AccessToken, TokenReader } from "./access_token.ts";
import { authenticate, type AuthenticateOptions } from "./authenticate.ts";

const TOKEN: AccessToken = { tokenType: "Bearer", scope: ["read"], clientId: "c", expiresAt: 2_000_000_000 };
const READER: TokenReader = {
  read: async (text) => (text === "good" ? TOKEN : text === "null" ? (null as unknown as undefined) : undefined),
};
const ANN = accountOf({ username: "ann" });
const GOOD: RequestParts = { headers: { authorization: "Bearer good" } };

interface Authenticated {
  readonly context: Context;
  /** Who called, where it went on to what comes next. */
  readonly access: Access | undefined;
  readonly errors: readonly unknown[];
}

type Next = (context: Context) => Promise<void>;

async function authenticated(
  request: RequestParts,
  { next, ...options }: Partial<AuthenticateOptions> & { readonly next?: Next } = {},
): Promise<Authenticated> {
  const context = contextOf(request);
  const errors = errorsOf(context);
  let access: Access | undefined;
  await authenticate({ reader: READER, ...options })(context, async () => {
    access = accessOf(context);
    await next?.(context);
  });
  return { context, access, errors };
}

function challengeOf({ context }: Authenticated): Readonly<Record<string, string>> {
  return parseChallenge(String(writtenTo(context).headers["www-authenticate"])).params;
}

describe("authenticate()", () => {
  it("lets a caller without a token go on as nobody", async () => {
    const { access, context } = await authenticated({});
    assert.equal(access, ANONYMOUS);
    assert.notProperty(writtenTo(context).headers, "www-authenticate");
  });

  it("lets the bearer of a live token go on with what the reader said", async () => {
    const { access } = await authenticated(GOOD);
    assert.equal(access?.kind === "token" ? access.token : undefined, TOKEN);
  });

  it("asks the reader once, with the text as it was sent", async () => {
    const read: string[] = [];
    const reader: TokenReader = {
      async read(text) {
        read.push(text);
        return TOKEN;
      },
    };
    await authenticated({ headers: { authorization: "Bearer Some-Text_1~/+.==" } }, { reader });
    assert.deepEqual(read, ["Some-Text_1~/+.=="]);
  });

  it("finds the person behind a token by the reader that knew the token", async () => {
    const { access } = await authenticated(GOOD, { reader: { ...READER, account: async () => ANN } });
    assert.equal(await (access?.kind === "token" ? access.account() : undefined), ANN);
  });

  it("never asks the reader where there is no token", async () => {
    const reader: TokenReader = { read: () => assert.fail("was asked") };
    assert.equal((await authenticated({}, { reader })).access, ANONYMOUS);
  });

  it("leaves what goes wrong behind it to the application", async () => {
    const lost = new RangeError("lost");
    assert.equal(await thrownBy(() => authenticated(GOOD, { next: () => Promise.reject(lost) })), lost);
  });
});

describe("authenticate(), of a bad token", () => {
  for (const [what, request, status, error] of [
    ["one that the reader does not know", { headers: { authorization: "Bearer bad" } }, 401, "invalid_token"],
    ["one of which the reader says null", { headers: { authorization: "Bearer null" } }, 401, "invalid_token"],
    ["a header that cannot be read", { headers: { authorization: "Bearer a b" } }, 400, "invalid_request"],
    ["two places", { ...GOOD, url: "/?access_token=good" }, 400, "invalid_request"],
    ["a broken query", { url: "/?access_token=%zz" }, 400, "invalid_request"],
  ] as const satisfies readonly (readonly [string, RequestParts, number, string])[]) {
    rule("RFC6750-3-1", `answers ${status} with a challenge to ${what}, and goes no further`, async () => {
      const refused = await authenticated(request, { bearerIn: { query: true }, realm: "songs" });
      assert.isUndefined(refused.access);
      assert.equal(writtenTo(refused.context).status, status);
      assert.deepInclude(challengeOf(refused), { realm: "songs", error });
      assert.lengthOf(refused.errors, 0);
    });
  }

  it("leaves nothing on the context that says who calls", async () => {
    const { context } = await authenticated({ headers: { authorization: "Bearer bad" } });
    assert.notProperty(context.state, "access");
  });

  for (const [what, thrown, status] of [
    ["the store is away", new StoreUnavailable("redis", undefined), 503],
    ["the reader has a mistake", new RangeError("inside"), 500],
  ] as const) {
    it(`answers ${status} without a challenge when ${what}`, async () => {
      const refused = await authenticated(GOOD, { reader: { read: () => Promise.reject(thrown) } });
      const { status: answered, headers } = writtenTo(refused.context);
      assert.deepEqual([answered, refused.access, [...refused.errors]], [status, undefined, [thrown]]);
      assert.notProperty(headers, "www-authenticate");
    });
  }
});

describe("authenticate(), as to the realm", () => {
  for (const [realm, expected] of [
    [undefined, "api"],
    ["songs", "songs"],
    ["the 'old' songs", "the 'old' songs"],
  ] as const) {
    it(`names '${expected}' where the option is ${realm ?? "not given"}`, async () => {
      const options = realm === undefined ? {} : { realm };
      const refused = await authenticated({ headers: { authorization: "Bearer bad" } }, options);
      assert.equal(challengeOf(refused)["realm"], expected);
    });
  }
});

describe("authenticate(), as to the metadata of the resource", () => {
  const resourceMetadata = "https://api.test/.well-known/oauth-protected-resource";

  for (const authorization of ["Bearer bad", "Bearer a b"]) {
    it(`names where it is in the challenge to '${authorization}'`, async () => {
      const refused = await authenticated({ headers: { authorization } }, { resourceMetadata });
      assert.propertyVal(challengeOf(refused), "resource_metadata", resourceMetadata);
    });
  }

  it("names nothing where nobody said where it is", async () => {
    const refused = await authenticated({ headers: { authorization: "Bearer bad" } });
    assert.notProperty(challengeOf(refused), "resource_metadata");
  });

  for (const wrong of ["", "/metadata", "api.test", "https:", "javascript:alert(1)", "ftp://api.test/"]) {
    it(`throws for '${wrong}' before it serves anybody`, () => {
      assert.throws(() => authenticate({ reader: READER, resourceMetadata: wrong }), TypeError, "http URL");
    });
  }
});

describe("authenticate(), as to the query", () => {
  for (const headers of [{}, GOOD.headers ?? {}]) {
    rule(
      "RFC6750-3.1-1",
      `refuses broken percent-encoding ${"authorization" in headers ? "with" : "without"} a token`,
      async () => {
        const reader: TokenReader = { read: () => assert.fail("was asked") };
        const { context, access } = await authenticated({ url: "/?a=%zz", headers }, { reader });
        const { status, body } = writtenTo(context);
        assert.deepEqual([status, access], [400, undefined]);
        assert.propertyVal(body, "error", "invalid_request");
      },
    );
  }

  it("sends no challenge with it, as it is not the credentials that are wrong", async () => {
    const { context } = await authenticated({ url: "/?a=%zz", ...GOOD });
    assert.notProperty(writtenTo(context).headers, "www-authenticate");
  });
});

describe("authenticate(), for handlers that look for user and auth", () => {
  const subject = { sub: "5f0c", username: "ann" };
  const reader: TokenReader = {
    read: async (text) => (text === "ann" ? { ...TOKEN, subject } : TOKEN),
    account: () => assert.fail("was asked, which costs a round trip"),
  };

  async function stateOf(token: string | undefined, options: Partial<AuthenticateOptions> = {}) {
    const context = contextOf(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
    context.state["user"] = "of others";
    await authenticate({ reader, ...options })(context, async () => undefined);
    return context.state as { readonly user?: unknown; readonly auth?: unknown };
  }

  it("has the token and who is behind it, without a look at anybody's account", async () => {
    const { user, auth } = await stateOf("ann");
    assert.equal(user, subject);
    assert.deepEqual(auth, { ...TOKEN, subject });
  });

  it("has nobody behind the token of a client, whatever others found", async () => {
    const { user, auth } = await stateOf("client");
    assert.isUndefined(user);
    assert.equal(auth, TOKEN);
  });

  it("has the person who is signed in, and no token", async () => {
    const state = await stateOf(undefined, { session: async () => ANN });
    assert.equal(state.user, ANN);
    assert.notProperty(state, "auth");
  });

  it("leaves alone what others found where nobody called", async () => {
    const state = await stateOf(undefined);
    assert.equal(state.user, "of others");
    assert.notProperty(state, "auth");
  });
});

describe("authenticate(), with people who are signed in", () => {
  it("knows the person where no token came", async () => {
    const { access } = await authenticated({}, { session: async () => ANN });
    assert.deepEqual(access, { kind: "session", account: ANN });
  });

  for (const nobody of [undefined, null]) {
    it(`takes whom no session belongs to for nobody, be it told by ${nobody}, at once or after a while`, async () => {
      assert.equal((await authenticated({}, { session: async () => nobody })).access, ANONYMOUS);
      assert.equal((await authenticated({}, { session: () => nobody })).access, ANONYMOUS);
    });
  }

  it("takes a person who is found at once", async () => {
    assert.deepEqual((await authenticated({}, { session: () => ANN })).access, { kind: "session", account: ANN });
  });

  it("looks at the token alone where one came, be it good or bad", async () => {
    const session = () => assert.fail("was asked");
    assert.equal((await authenticated(GOOD, { session })).access?.kind, "token");
    const bad = await authenticated({ headers: { authorization: "Bearer bad" } }, { session });
    assert.equal(writtenTo(bad.context).status, 401);
  });

  for (const [site, method, kind] of [
    ["cross-site", "POST", "anonymous"],
    ["same-site", "DELETE", "anonymous"],
    ["cross-site", "GET", "session"],
    ["same-origin", "POST", "session"],
    ["none", "PUT", "session"],
  ] as const) {
    it(`takes a ${method} that the browser calls '${site}' for ${kind}`, async () => {
      const request = { method, headers: { "sec-fetch-site": site } };
      assert.equal((await authenticated(request, { session: async () => ANN })).access?.kind, kind);
    });
  }

  it("does not look for the session that another site would misuse", async () => {
    const request = { method: "POST", headers: { "sec-fetch-site": "cross-site" } };
    assert.equal((await authenticated(request, { session: () => assert.fail("was asked") })).access, ANONYMOUS);
  });

  it("answers 503 when it cannot tell whose session it is", async () => {
    const session = () => Promise.reject(new StoreUnavailable("redis", undefined));
    const { context, access } = await authenticated({}, { session });
    assert.deepEqual([writtenTo(context).status, access], [503, undefined]);
  });
});

describe("authenticate(), as to caches", () => {
  for (const [before, after] of [
    [undefined, "Authorization"],
    ["Accept", "Accept, Authorization"],
    ["Authorization", "Authorization"],
    ["accept, authorization", "accept, authorization"],
    ["*", "*"],
  ] as const) {
    it(`makes '${after}' of a Vary of '${before ?? ""}', also for a refusal`, async () => {
      for (const authorization of ["Bearer good", "Bearer bad"]) {
        const context = contextOf({ headers: { authorization } });
        if (before !== undefined) context.set("Vary", before);
        await authenticate({ reader: READER })(context, async () => undefined);
        assert.equal(context.res.getHeader("Vary"), after);
      }
    });
  }

  for (const [place, request, kept] of [
    ["query", { url: "/?access_token=good" }, "private, no-store"],
    ["header", GOOD, "max-age=60"],
    [
      "form",
      { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "access_token=good" },
      "max-age=60",
    ],
  ] as const satisfies readonly (readonly [string, RequestParts, string])[]) {
    rule("RFC6750-2.3-1", `answers '${kept}' where the token came in the ${place}, whatever the API says`, async () => {
      const next: Next = async (context) => context.set("Cache-Control", "max-age=60");
      const { context } = await authenticated(request, { next, bearerIn: { form: true, query: true } });
      assert.equal(context.res.getHeader("Cache-Control"), kept);
    });
  }
});
