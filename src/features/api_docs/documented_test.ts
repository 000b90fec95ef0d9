import { assert } from "chai";
import type { DescribedRoute, Endpoint } from "../../engine/mod.ts";
import { endpointOf, issuerWith, operationOf } from "./_described_test.ts";
import { type Documented, documentedOf } from "./documented.ts";

const OPTIONS = { shown: "document", aliasPrefixes: ["/o", "/oauth"], others: [] } as const;

async function documented(
  endpoint: Partial<Endpoint>,
  { url, others = [] }: { readonly url?: string; readonly others?: readonly DescribedRoute[] } = {},
): Promise<readonly Documented[]> {
  const issuer = await issuerWith([endpointOf(endpoint)], url === undefined ? {} : { url });
  return documentedOf(issuer, { ...OPTIONS, others });
}

describe("documentedOf()", () => {
  it("has what an endpoint says of itself", async () => {
    const operation = operationOf({ summary: "Lists all books" });
    const [one, ...rest] = await documented({ describe: () => ({ GET: operation }) });
    assert.lengthOf(rest, 0);
    assert.deepInclude(one, { id: "books", method: "GET", path: "/books", below: "issuer", alsoAt: [] });
    assert.deepInclude(one!.operation, { ...operation, segments: {} });
  });

  it("names the operations of several methods apart", async () => {
    const describe = () => ({ GET: operationOf(), POST: operationOf() });
    const ids = (await documented({ methods: ["GET", "POST"], describe })).map(({ id }) => id);
    assert.deepEqual(ids, ["get_books", "post_books"]);
  });

  it("leaves out what an endpoint is silent of, which a test of the whole notices", async () => {
    const all = await documented({ methods: ["GET", "POST"], describe: () => ({ GET: operationOf() }) });
    assert.deepEqual(
      all.map(({ method }) => method),
      ["GET"],
    );
  });

  it("describes a page that says nothing by its name", async () => {
    const all = await documented({ name: "book_shelf", speaks: "page", methods: ["GET", "POST"] });
    assert.deepEqual(
      all.map(({ operation }) => [operation.tag, operation.summary]),
      [
        ["Pages for people", "Shows the page 'book shelf'"],
        ["Pages for people", "Takes the form of 'book shelf'"],
      ],
    );
  });

  it("writes segments in braces, each with what it is", async () => {
    const operation = operationOf({ segments: { id: { says: "Number of the book" } } });
    const [one] = await documented({ path: "/books/:id/:page", describe: () => ({ GET: operation }) });
    assert.equal(one?.path, "/books/{id}/{page}");
    assert.deepEqual(one?.operation.segments, { id: { says: "Number of the book" }, page: { says: "page" } });
  });

  it("names the addresses of older servers", async () => {
    const [one] = await documented({ aliases: ["book", "book/:id"], describe: () => ({ GET: operationOf() }) });
    assert.deepEqual(one?.alsoAt, ["/o/book", "/o/book/{id}", "/oauth/book", "/oauth/book/{id}"]);
  });

  for (const [url, wellKnown, expected] of [
    ["https://issuer.test", true, [["issuer", "/.well-known/books"]]],
    [
      "https://issuer.test/tenant",
      true,
      [
        ["issuer", "/.well-known/books"],
        ["host", "/.well-known/books/tenant"],
      ],
    ],
    ["https://issuer.test/tenant", "host", [["host", "/.well-known/books"]]],
  ] as const) {
    it(`has every address of what is well known (${wellKnown}) at ${url}`, async () => {
      const describe = () => ({ GET: operationOf() });
      const all = await documented({ path: "/.well-known/books", wellKnown, describe }, { url });
      assert.deepEqual(JSON.stringify(all.map(({ below, path }) => [below, path])), JSON.stringify(expected));
      assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    });
  }

  it("adds what clients send to authenticate, behind the fields of the operation", async () => {
    const operation = operationOf({ access: [{ kind: "client" }], form: { token: { says: "Which" } } });
    const [one] = await documented({ describe: () => ({ GET: operation }) });
    assert.deepEqual(Object.keys(one?.operation.form ?? {}), ["token", "client_id", "client_secret"]);
  });

  it("adds no form where no client is asked for", async () => {
    const [one] = await documented({ describe: () => ({ GET: operationOf({ access: [{ kind: "registration" }] }) }) });
    assert.notProperty(one?.operation, "form");
  });

  for (const [access, speaks] of [
    [{ kind: "token", scope: [] }, "bearer"],
    [{ kind: "anybody" }, "json"],
  ] as const) {
    it(`has what is served beside the endpoints; with ${access.kind} it refuses as ${speaks}`, async () => {
      const operations = { DELETE: operationOf({ access: [access] }) };
      const others = [{ name: "removeBook", path: "/api/books/:id/", below: "issuer", operations }] as const;
      const all = await documented({ describe: () => ({}) }, { others });
      assert.lengthOf(all, 1);
      assert.deepInclude(all[0], { id: "removeBook", method: "DELETE", path: "/api/books/{id}/", speaks });
    });
  }

  it("has first what people look for first, and pages last", async () => {
    const tags = ["Pages for people", "Health", "Books", "Tokens", "Sample API"];
    const others = tags.map((tag): DescribedRoute => ({
      name: tag,
      path: `/${tag}`,
      below: "issuer",
      operations: { GET: operationOf({ tag }) },
    }));
    const all = await documented({ describe: () => ({}) }, { others });
    assert.deepEqual(
      all.map(({ operation }) => operation.tag),
      tags.toReversed(),
    );
  });
});
