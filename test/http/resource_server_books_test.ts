import { assert } from "chai";
import { Router } from "@koa/router";
import type { Middleware } from "koa";
import { rule } from "../../conformance/support/rule.ts";
import {
  accessOf,
  allOf,
  anyOf,
  guard,
  hasOneOfScopes,
  hasResourceScope,
  hasScope,
  isOwner,
  isStaff,
  localReader,
  OAuth2ProtectedResourceAuthentication,
  personOf,
  protectedResource,
} from "../../src/resource_server/mod.ts";
import { person } from "../support/cast.ts";
import type { IssuerUnderTest } from "../support/issuer_under_test.ts";
import { type ApiUnderTest, apiUnderTest, bodyOfAnswer, challengeOf, type Wanted } from "./api_under_test.ts";

const METADATA = "https://books.test/.well-known/oauth-protected-resource";
const SCOPES = "read books:read books:write prices admin";

const says: Middleware = async (context) => {
  const { auth, user } = context.state as { auth?: { scope: readonly string[] }; user?: { username: string } };
  const whole = await personOf(accessOf(context));
  context.body = { scope: auth?.scope ?? null, user: user?.username ?? null, person: whole?.username ?? null };
};

/** A shelf for each person, of whom their names are the addresses. */
const isMine = isOwner(
  async (access, { params }) => (await personOf(access))?.username.toLowerCase() === String(params.name).toLowerCase(),
);

function library({ issuer }: IssuerUnderTest): readonly Middleware[] {
  const reader = localReader(issuer);
  const router = new Router();
  router.all("/books", guard(hasResourceScope("books")), says);
  router.delete(
    "/shelves/:name",
    guard(allOf(hasScope("books:write"), anyOf(isMine, isStaff(), hasScope("admin")))),
    says,
  );
  router.all("/prices", guard(hasOneOfScopes({ GET: [["prices", "books:read"], ["admin"]], PUT: [["admin"]] })), says);
  router.all("/whoami", guard(hasScope()), says);
  const shop = new Router().all("/shop", protectedResource(["prices"], { reader, realm: "shop" }), says);
  const routes = router.routes() as unknown as Middleware;
  return [
    shop.routes() as unknown as Middleware,
    OAuth2ProtectedResourceAuthentication({ reader, realm: "books", resourceMetadata: METADATA }),
    routes,
  ];
}

describe("an API of books, with tokens of a real issuer", () => {
  let api: ApiUnderTest;

  before(async () => {
    api = await apiUnderTest(library, { settings: { SCOPES, DEFAULT_SCOPES: "read" } });
  });
  after(() => api.close());

  async function outcome(method: string, path: string, wanted: Wanted): Promise<readonly [number, string | undefined]> {
    const answer = await api.call(path, { method, token: await api.token(wanted) });
    if (answer.status === 200) return [200, undefined];
    return [answer.status, challengeOf(answer)["scope"]];
  }

  for (const [method, path, scope, status, named] of [
    ["GET", "/books", "books:read", 200, undefined],
    ["HEAD", "/books", "books:read", 200, undefined],
    ["POST", "/books", "books:read", 403, "books:write"],
    ["POST", "/books", "books:write", 200, undefined],
    ["GET", "/books", "books:write", 403, "books:read"],
    ["GET", "/books", "read", 403, "books:read"],
    ["GET", "/prices", "prices", 403, "prices books:read"],
    ["GET", "/prices", "books:read prices", 200, undefined],
    ["GET", "/prices", "admin", 200, undefined],
    ["PUT", "/prices", "books:read prices", 403, "admin"],
    ["HEAD", "/prices", SCOPES, 403, undefined],
    ["POST", "/prices", SCOPES, 403, undefined],
    ["DELETE", "/shelves/somebody", "books:write", 403, "books:write admin"],
    ["DELETE", "/shelves/somebody", "books:write admin", 200, undefined],
    ["DELETE", "/shelves/somebody", "admin", 403, "books:write"],
    ["PATCH", "/whoami", "read", 200, undefined],
    ["POST", "/shop", "prices read", 200, undefined],
    ["POST", "/shop", "read", 403, "prices"],
  ] as const) {
    rule("RFC6750-3.1-3", `answers ${status} to ${method} ${path} with a token for '${scope}'`, async () => {
      assert.deepEqual(await outcome(method, path, { scope }), [status, named]);
    });
  }

  it("lets owners and staff at a shelf, and neither without the scope", async () => {
    const path = `/shelves/${api.ann.username}`;
    for (const [account, scope, status] of [
      [api.ann, "books:write", 200],
      [api.bob, "books:write", 403],
      [api.staff, "books:write", 200],
      [api.staff, "books:read", 403],
      [null, "books:write", 403],
    ] as const) {
      assert.equal((await outcome("DELETE", path, { account, scope }))[0], status, account?.username);
    }
  });

  it("takes nobody for staff any more who may not sign in any more", async () => {
    const gone = await person(api.issuer, { isStaff: true });
    const token = await api.token({ account: gone, scope: "books:write" });
    const call = () => api.call("/shelves/somebody", { method: "DELETE", token });
    assert.equal((await call()).status, 200);
    await api.issuer.durable.accounts.change(gone.id, { isActive: false });
    assert.notEqual((await call()).status, 200);
  });

  it("tells handlers the token and the name at once, and looks the person up when they ask", async () => {
    const { username } = api.ann;
    const answer = await api.call("/whoami", { token: await api.token({ scope: "read prices" }) });
    assert.deepEqual(await bodyOfAnswer(answer), { scope: ["read", "prices"], user: username, person: username });
    const own = await api.call("/whoami", { token: await api.token({ account: null, scope: "prices" }) });
    assert.deepEqual(await bodyOfAnswer(own), { scope: ["prices"], user: null, person: null });
  });

  for (const [what, token, status] of [
    ["no token", undefined, 401],
    ["a dead one", "dead", 401],
    ["one that cannot be read", "a b", 400],
  ] as const) {
    rule("RFC9728-5.1-1", `says where its metadata is to a caller with ${what}`, async () => {
      const answer = await api.call("/books", token === undefined ? {} : { token });
      assert.equal(answer.status, status);
      assert.deepInclude(challengeOf(answer), { realm: "books", resource_metadata: METADATA });
      const elsewhere = await api.call("/shop", token === undefined ? {} : { token });
      assert.notProperty(challengeOf(elsewhere), "resource_metadata");
    });
  }

  it("had no error of its own through all of this", () => assert.deepEqual(api.errors, []));
});
