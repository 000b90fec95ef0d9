import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { parseChallenge } from "../protocol/mod.ts";
import { contextOf, type RequestParts, writtenTo } from "./_context_test.ts";
import { type Access, accessOf, ANONYMOUS } from "./access.ts";
import type { TokenReader } from "./access_token.ts";
import { protectedResource, type ProtectedResourceOptions, rwProtectedResource } from "./protected_resource.ts";

/** Reads a token as the scope that it is for, its words joined by commas. */
const READER: TokenReader = {
  async read(text) {
    if (text === "dead") return undefined;
    return { tokenType: "Bearer", scope: text.split("~"), clientId: "c", expiresAt: 2_000_000_000 };
  },
};
const OPTIONS: ProtectedResourceOptions = { reader: READER, realm: "books", errorResponseWithScopes: true };

interface Served extends ReturnType<typeof writtenTo> {
  /** Who called, where the handler was reached. */
  readonly access: Access | undefined;
}

async function served(
  middleware: ReturnType<typeof protectedResource>,
  { token, ...request }: RequestParts & { readonly token?: string } = {},
): Promise<Served> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const context = contextOf({ headers, ...request });
  let access: Access | undefined;
  await middleware(context, async () => {
    access = accessOf(context);
  });
  return { ...writtenTo(context), access };
}

const READING = ["GET", "HEAD"];
const WRITING = ["POST", "PUT", "PATCH", "DELETE"];

describe("protectedResource()", () => {
  for (const [scopes, token, allowed] of [
    [["books"], "books", true],
    [["books", "prices"], "prices~books", true],
    [["books", "prices"], "books", false],
    [["books"], "read", false],
    [[], "anything", true],
  ] as const) {
    it(`${allowed ? "lets" : "does not let"} a token for '${token}' in where '${scopes.join(" ")}' is needed`, async () => {
      for (const method of [...READING, ...WRITING]) {
        const { access, status } = await served(protectedResource(scopes, OPTIONS), { method, token });
        assert.deepEqual([access?.kind, status === 403], [allowed ? "token" : undefined, !allowed]);
      }
    });
  }

  rule("RFC6750-3.1-3", "refuses as guard() does, in its realm, with the scope that is needed", async () => {
    const { headers, body } = await served(protectedResource(["books", "prices"], OPTIONS), { token: "books" });
    const { params } = parseChallenge(String(headers["www-authenticate"]));
    assert.deepInclude(params, { realm: "books", error: "insufficient_scope", scope: "books prices" });
    assert.deepInclude(body, { required_scopes: ["books", "prices"] });
  });

  for (const [what, token, error] of [
    ["no token", undefined, undefined],
    ["a dead token", "dead", "invalid_token"],
  ] as const) {
    rule("RFC6750-3-1", `answers 401 to ${what}`, async () => {
      const request = token === undefined ? {} : { token };
      const { status, headers, access } = await served(protectedResource([], OPTIONS), request);
      assert.deepEqual([status, access], [401, undefined]);
      const { params } = parseChallenge(String(headers["www-authenticate"]));
      assert.deepEqual([params["realm"], params["error"]], ["books", error]);
    });
  }

  it("works scopes out from the request", async () => {
    const middleware = protectedResource(({ path }) => [path.slice(1)], OPTIONS);
    assert.equal((await served(middleware, { url: "/prices", token: "prices" })).access?.kind, "token");
    assert.equal((await served(middleware, { url: "/books", token: "prices" })).status, 403);
  });
});

describe("rwProtectedResource()", () => {
  for (const [methods, needed] of [
    [READING, "books~look"],
    [WRITING, "books~touch"],
  ] as const) {
    it(`needs '${needed}' for ${methods.join(", ")}, and nothing else will do`, async () => {
      const middleware = rwProtectedResource(["books"], { ...OPTIONS, read: "look", write: "touch" });
      for (const method of methods) {
        for (const token of ["books~look", "books~touch", "books", "look~touch", "read~write~books"]) {
          const { access } = await served(middleware, { method, token });
          assert.equal(access?.kind, token === needed ? "token" : undefined, `${method} ${token}`);
        }
      }
    });
  }

  it("calls them 'read' and 'write' where nobody says otherwise", async () => {
    const middleware = rwProtectedResource([], OPTIONS);
    assert.equal((await served(middleware, { token: "read" })).access?.kind, "token");
    assert.equal((await served(middleware, { token: "write" })).status, 403);
    assert.equal((await served(middleware, { method: "PUT", token: "write" })).access?.kind, "token");
  });
});

describe("a handler that is protected", () => {
  for (const [name, middleware] of [
    ["protectedResource()", protectedResource(["books"], OPTIONS)],
    ["rwProtectedResource()", rwProtectedResource(["books"], OPTIONS)],
  ] as const) {
    it(`is reached by OPTIONS without a token, and knows nobody then: ${name}`, async () => {
      for (const request of [{}, { token: "dead" }, { token: "books~read" }]) {
        const { access, headers } = await served(middleware, { method: "OPTIONS", ...request });
        assert.equal(access, ANONYMOUS);
        assert.notProperty(headers, "www-authenticate");
      }
    });
  }

  for (const make of [protectedResource, rwProtectedResource]) {
    it(`cannot be made with a scope that no token can have, or without scopes: ${make.name}()`, () => {
      assert.throws(() => make(["read write"], OPTIONS), TypeError, "no scope can have that name");
      const none = make as unknown as (scopes: unknown, options: ProtectedResourceOptions) => unknown;
      assert.throws(() => none("books", OPTIONS), TypeError, "as a list");
    });
  }
});
