import { assert } from "chai";
import { Router } from "@koa/router";
import type Koa from "koa";
import type { Middleware } from "koa";
import { beyond, rule } from "../../conformance/support/rule.ts";
import {
  accessOf,
  allOf,
  anyOf,
  authenticate,
  guard,
  hasOneOfScopes,
  hasReadWriteScope,
  hasResourceScope,
  hasScope,
  IsAuthenticatedOrTokenHasScope,
  isOwner,
  isStaff,
  not,
  OAuth2Authentication,
  type Permission,
  personOf,
  protectedResource,
  rwProtectedResource,
  TokenHasReadWriteScope,
  TokenHasResourceScope,
  TokenHasScope,
  TokenMatchesOASRequirements,
} from "../../src/resource_server/mod.ts";
import { koaOf } from "../support/koa_server.ts";
import { callForeign, type ForeignCall, mount, says, shopReader, USERS } from "./foreign_api.ts";

const METADATA = "https://shop.test/.well-known/oauth-protected-resource/books";

/** Who is signed in by a cookie of the application's own. */
async function session({ cookies }: { readonly cookies: { get(name: string): string | undefined } }) {
  return Object.values(USERS).find(({ username }) => username === cookies.get("user"));
}

function guarded(permission: Permission): Koa {
  return koaOf(
    authenticate({ reader: shopReader("shop"), realm: "shop", session }),
    guard(permission, { errorResponseWithScopes: true }),
    says("in"),
  );
}

/** Calls, and what comes of them: 200, or the status and the scope that the challenge names. */
type Row = readonly [call: ForeignCall, outcome: 200 | 401 | readonly [403, scope?: string]];

const asAnn: ForeignCall = { headers: { Cookie: "user=ann" } };

function by(token: string, method = "GET"): ForeignCall {
  return { method, token };
}

/** Each class of Django OAuth Toolkit, on the wire. */
const CLASSES: readonly (readonly [name: string, permission: Permission, rows: readonly Row[]])[] = [
  [
    "TokenHasScope",
    TokenHasScope({ requiredScopes: ["books", "prices"] }),
    [
      [{}, 401],
      [asAnn, [403, "books prices"]],
      [by("shop.ann.books"), [403, "books prices"]],
      [by("shop.ann.prices~books~more", "DELETE"), 200],
    ],
  ],
  [
    "TokenHasScope with an empty list",
    TokenHasScope({ requiredScopes: [] }),
    [
      [{}, 401],
      [asAnn, [403]],
      [by("shop.."), 200],
    ],
  ],
  [
    "TokenHasReadWriteScope",
    TokenHasReadWriteScope({ requiredScopes: ["books"] }),
    [
      [{}, 401],
      [by("shop.ann.books~read"), 200],
      [by("shop.ann.books~read", "HEAD"), 200],
      [by("shop.ann.books~read", "POST"), [403, "books write"]],
      [by("shop.ann.write~books", "DELETE"), 200],
      [by("shop.ann.write~books"), [403, "books read"]],
    ],
  ],
  [
    "TokenHasResourceScope",
    TokenHasResourceScope({ requiredScopes: ["books"] }),
    [
      [{}, 401],
      [by("shop.ann.books:read"), 200],
      [by("shop.ann.books"), [403, "books:read"]],
      [by("shop.ann.books:read", "PUT"), [403, "books:write"]],
      [by("shop.ann.books:write", "PUT"), 200],
      [asAnn, [403, "books:read"]],
    ],
  ],
  [
    "TokenHasResourceScope without required scopes",
    TokenHasResourceScope(),
    [
      [{}, 401],
      [by("shop..", "PATCH"), 200],
    ],
  ],
  [
    "IsAuthenticatedOrTokenHasScope",
    IsAuthenticatedOrTokenHasScope({ requiredScopes: ["books"] }),
    [
      [{}, 401],
      [asAnn, 200],
      [{ ...by("shop.bob.read"), ...asAnn, headers: { Cookie: "user=ann" } }, [403, "books"]],
      [by("shop..books"), 200],
    ],
  ],
  [
    "TokenMatchesOASRequirements",
    TokenMatchesOASRequirements({
      requiredAlternateScopes: { GET: [["read"]], POST: [["create", "books"], ["admin"]], PUT: [[]] },
    }),
    [
      [{}, 401],
      [by("shop.ann.read"), 200],
      [by("shop.ann.read", "HEAD"), [403]],
      [by("shop.ann.create", "POST"), [403, "create books"]],
      [by("shop.ann.books~create", "POST"), 200],
      [by("shop.ann.admin", "POST"), 200],
      [by("shop.ann.", "PUT"), 200],
      [by("shop.ann.admin~read~create~books", "DELETE"), [403]],
      [asAnn, [403, "read"]],
    ],
  ],
];

/** What people write on top of them. */
const ON_TOP: typeof CLASSES = [
  [
    "staff or scope",
    anyOf(isStaff(), hasScope("all")),
    [
      [{}, 401],
      [by("shop.sue."), 200],
      [by("shop.ann.all"), 200],
      [by("shop.ann.read"), [403, "all"]],
      [{ headers: { Cookie: "user=sue" } }, 200],
      [asAnn, [403, "all"]],
    ],
  ],
  [
    "the owner or scope, and always a scope to write",
    allOf(hasScope("write"), anyOf(isOwner(ownsIt), hasScope("all"))),
    [
      [{}, 401],
      [by("shop.ann.write"), 200],
      [by("shop.ann."), [403, "write"]],
      [by("shop.bob.write"), [403, "write all"]],
      [by("shop.bob.all~write"), 200],
      [by("shop..write"), [403, "write all"]],
    ],
  ],
  [
    "a scope that the method adds, and one that a parameter adds",
    allOf(
      hasReadWriteScope(),
      hasScope(({ query }) => (query["prices"] === undefined ? [] : ["prices"])),
    ),
    [
      [by("shop.ann.read"), 200],
      [by("shop.ann.read", "POST"), [403, "write"]],
    ],
  ],
  [
    "nobody of staff",
    allOf(hasScope("read"), not(isStaff())),
    [
      [by("shop.ann.read"), 200],
      [by("shop.sue.read"), [403]],
      [by("shop.sue."), [403, "read"]],
    ],
  ],
];

/** Everything is Ann's. */
async function ownsIt(access: Parameters<Parameters<typeof isOwner>[0]>[0]): Promise<boolean> {
  return (await personOf(access))?.username === "ann";
}

describe("the permissions in an application of somebody else's", () => {
  for (const [name, permission, rows] of [...CLASSES, ...ON_TOP]) {
    rule(["RFC6750-3.1-3", "RFC6750-3-1"], `answer as their rule is, row by row: ${name}`, async () => {
      const app = guarded(permission);
      for (const [call, outcome] of rows) {
        const { status, challenge, errors } = await callForeign(app, "/", call);
        const [expected, scope] = typeof outcome === "number" ? [outcome] : outcome;
        const what = JSON.stringify(call);
        assert.equal(status, expected, what);
        assert.equal(challenge["scope"], scope, what);
        assert.equal(challenge["realm"], expected === 200 ? undefined : "shop", what);
        assert.deepEqual(errors, []);
      }
    });
  }

  rule("RFC6750-3-6", "name in the body what the challenge names", async () => {
    const { text } = await callForeign(guarded(hasResourceScope(["books", "prices"])), "/", by("shop.ann.books:read"));
    assert.deepInclude(JSON.parse(text), { required_scopes: ["books:read", "prices:read"] });
  });

  it("work scopes out from parameters", async () => {
    const app = guarded(hasScope(({ query }) => ["read", ...(query["prices"] === undefined ? [] : ["prices"])]));
    assert.equal((await callForeign(app, "/", by("shop.ann.read"))).status, 200);
    const { status, challenge } = await callForeign(app, "/?prices", by("shop.ann.read"));
    assert.deepEqual([status, challenge["scope"]], [403, "read prices"]);
  });

  it("answer 404 where a permission says that there is nothing", async () => {
    const app = guarded(isOwner((_access, context) => context.throw(404)));
    const { status, challenge, errors } = await callForeign(app, "/", by("shop.ann."));
    assert.deepEqual([status, challenge, errors.length], [404, {}, 1]);
  });
});

/** A shop with books for applications, and a back room with an issuer of its own. */
function shop(): Koa {
  const books = new Router()
    .get("/", guard(hasResourceScope("books")), says("books"))
    .post("/", guard(hasOneOfScopes({ POST: [["books:write"], ["admin"]] })), says("sold"))
    .get("/mine", (context) => {
      const { user, auth } = context.state as { user?: { username: string }; auth?: { clientId: string } };
      context.body = { user: user?.username ?? null, client: auth?.clientId ?? null, kind: accessOf(context).kind };
    });
  const desk = koaOf(OAuth2Authentication({ reader: shopReader("shop"), realm: "books", resourceMetadata: METADATA }));
  desk.use(books.routes());
  const office = koaOf(
    OAuth2Authentication({ reader: shopReader("office"), realm: "office" }),
    guard(hasScope("keys")),
    says("office"),
  );
  const room = koaOf(
    OAuth2Authentication({ reader: shopReader("office"), realm: "room" }),
    guard(hasScope()),
    mount(
      "/safe",
      koaOf(OAuth2Authentication({ reader: shopReader("bank"), realm: "safe" }), guard(hasScope()), says("safe")),
    ),
    says("room"),
  );
  return koaOf(mount("/books", desk), mount("/office", office), mount("/room", room), says("the street"));
}

describe("an application with two realms, one beside the other", () => {
  const app = shop();

  for (const [path, token, realm] of [
    ["/books", "office.ann.books:read", "books"],
    ["/office", "shop.ann.keys", "office"],
    ["/office/drawer", "shop.ann.keys", "office"],
    ["/books", "nobody.ann.books:read", "books"],
  ] as const) {
    rule("RFC6750-3.1-2", `takes no token of the other's issuer: ${token.split(".")[0]} at ${path}`, async () => {
      const { status, challenge } = await callForeign(app, path, by(token));
      assert.deepEqual([status, challenge["realm"], challenge["error"]], [401, realm, "invalid_token"]);
    });
  }

  for (const [path, token, text] of [
    ["/books", "shop.ann.books:read", "books"],
    ["/books/", "shop.ann.books:read", "books"],
    ["/office/drawer", "office..keys", "office"],
    ["/booksellers", undefined, "the street"],
    ["/", "anything", "the street"],
  ] as const) {
    it(`answers '${text}' at ${path}`, async () => {
      const answer = await callForeign(app, path, token === undefined ? {} : by(token));
      assert.deepEqual([answer.status, answer.text], [200, text]);
    });
  }

  for (const [what, call, status] of [
    ["no token", {}, 401],
    ["a dead token", by("dead"), 401],
    ["a broken header", { headers: { Authorization: "Bearer a b" } }, 400],
    ["a token that is not good enough", by("shop.ann.read"), 403],
  ] as const) {
    it(`names the metadata of the one realm and none of the other's: ${what}`, async () => {
      const desk = await callForeign(app, "/books", call);
      assert.deepEqual([desk.status, desk.challenge["resource_metadata"]], [status, METADATA]);
      const office = await callForeign(app, "/office", call);
      assert.notProperty(office.challenge, "resource_metadata");
    });
  }

  for (const [what, call, said] of [
    ["a person's token", by("shop.ann.read"), { user: "ann", client: "the-app", kind: "token" }],
    ["a client's token", by("shop..read"), { user: null, client: "the-app", kind: "token" }],
    ["nothing", {}, { user: null, client: null, kind: "anonymous" }],
    [
      "other credentials",
      { headers: { Authorization: "Basic YTpi" } },
      { user: null, client: null, kind: "anonymous" },
    ],
  ] as const) {
    it(`tells a handler without a guard who calls with ${what}`, async () => {
      assert.deepEqual(JSON.parse((await callForeign(app, "/books/mine", call)).text), said);
    });
  }
});

describe("an application with two realms, one in the other", () => {
  const app = shop();

  it("asks the inner one's reader inside and the outer one's around it", async () => {
    assert.equal((await callForeign(app, "/room", by("office.ann."))).text, "room");
    const inside = await callForeign(app, "/room/safe", by("office.ann."));
    assert.deepEqual([inside.status, inside.challenge["realm"]], [401, "safe"]);
    const outside = await callForeign(app, "/room/safe", by("bank.ann."));
    assert.deepEqual([outside.status, outside.challenge["realm"]], [401, "room"]);
  });

  it("names the outer realm where nobody gets as far as the inner one", async () => {
    assert.deepEqual((await callForeign(app, "/room/safe")).challenge, { realm: "room" });
  });
});

describe("one handler of an application", () => {
  const reader = shopReader("shop");
  const router = new Router();
  router.get("/books", protectedResource(["books"], { reader, realm: "shop" }), says("books"));
  router.all("/shelf", rwProtectedResource([], { reader, realm: "shop", read: "look" }), says("shelf"));
  router.get("/door", says("door"));
  const app = koaOf();
  app.use(router.routes());

  for (const [path, call, status] of [
    ["/books", {}, 401],
    ["/books", by("shop.ann.books"), 200],
    ["/books", by("shop.ann.look"), 403],
    ["/shelf", by("shop.ann.look"), 200],
    ["/shelf", by("shop.ann.look", "POST"), 403],
    ["/shelf", by("shop.ann.write", "POST"), 200],
    ["/shelf", { method: "OPTIONS" }, 200],
    ["/shelf", by("dead", "OPTIONS"), 200],
    ["/door", {}, 200],
    ["/door", by("dead"), 200],
  ] as const) {
    it(`answers ${status} to ${JSON.stringify(call)} at ${path}, and leaves the others alone`, async () => {
      assert.equal((await callForeign(app, path, call)).status, status);
    });
  }
});

describe("an application with authenticators of others", () => {
  /** Puts a user on the state, as many authenticators for Koa do. */
  const passport: Middleware = (context, next) => {
    context.state["user"] = USERS.sue;
    context.state["auth"] = "a token of another kind";
    return next();
  };
  const app = koaOf(
    passport,
    authenticate({ reader: shopReader("shop") }),
    guard(anyOf(isStaff(), hasScope("read"))),
    says("in"),
  );

  it("takes whom they found for nobody, unless it is told where to look", async () => {
    assert.equal((await callForeign(app, "/")).status, 401);
    const told = koaOf(
      passport,
      authenticate({ reader: shopReader("shop"), session: async ({ state }) => state["user"] }),
      guard(isStaff()),
      says("in"),
    );
    assert.equal((await callForeign(told, "/")).status, 200);
  });

  it("takes a token for what it is, whomever they found", async () => {
    assert.equal((await callForeign(app, "/", by("shop.ann."))).status, 403);
    assert.equal((await callForeign(app, "/", by("shop..read"))).status, 200);
  });

  beyond("RFC6750-5.3-4", "does not let another site use the session that it has", async () => {
    const own = guarded(IsAuthenticatedOrTokenHasScope({ requiredScopes: ["books"] }));
    const change = { method: "POST", headers: { Cookie: "user=ann", Origin: "https://evil.test" } };
    assert.equal((await callForeign(own, "/", change)).status, 401);
  });
});
