import { assert } from "chai";
import type { Endpoint, Fields, Operation, Speech } from "../../engine/mod.ts";
import { documentComplaints, type OpenApi } from "../../../test/support/openapi.ts";
import { ACCESSES, BOOK, endpointOf, issuerWith, operationOf } from "./_described_test.ts";
import { openApiDocument } from "./document.ts";

const OPTIONS = { shown: "document", aliasPrefixes: [], others: [] } as const;

async function documentOf(endpoint: Partial<Endpoint>, url = "https://issuer.test"): Promise<OpenApi> {
  const document = openApiDocument(await issuerWith([endpointOf(endpoint)], { url }), OPTIONS);
  assert.deepEqual(await documentComplaints(document), []);
  return document as unknown as OpenApi;
}

/** The one operation of a document, as it is printed. */
async function printed(changes: Partial<Operation>, endpoint: Partial<Endpoint> = {}) {
  const { paths, components } = await documentOf({ ...endpoint, describe: () => ({ GET: operationOf(changes) }) });
  const operation = paths["/books"]?.["get"] as unknown as Readonly<Record<string, unknown>>;
  return { operation, schemas: components.schemas };
}

const TEXT = { type: "string" };

describe("openApiDocument()", () => {
  it("serves at the issuer, without the slash that its name may end with", async () => {
    assert.deepEqual((await documentOf({}, "https://issuer.test/tenant/")).servers, [
      { url: "https://issuer.test/tenant" },
    ]);
  });

  it("serves what is of the host at the host", async () => {
    const described = {
      wellKnown: "host",
      path: "/.well-known/books",
      describe: () => ({ GET: operationOf() }),
    } as const;
    const { paths } = await documentOf(described, "https://issuer.test/tenant");
    assert.deepEqual(paths["/.well-known/books"]?.servers, [{ url: "https://issuer.test" }]);
  });

  it("prints parameters of the query, each text unless it says otherwise", async () => {
    const query: Fields = {
      name: { says: "Part of it", required: true },
      page: { says: "Which", schema: { type: "integer" } },
    };
    const { operation } = await printed({ query });
    assert.deepEqual(operation["parameters"], [
      { name: "name", in: "query", description: "Part of it", required: true, schema: TEXT },
      { name: "page", in: "query", description: "Which", required: false, schema: { type: "integer" } },
    ]);
  });

  it("prints a form, which must be there where one of its fields must", async () => {
    const form = { token: { says: "Which", required: true }, hint: { says: "What" } } as const;
    const { operation } = await printed({ form });
    const properties = { token: { ...TEXT, description: "Which" }, hint: { ...TEXT, description: "What" } };
    assert.deepEqual(operation["requestBody"], {
      required: true,
      content: { "application/x-www-form-urlencoded": { schema: { type: "object", required: ["token"], properties } } },
    });
    const { operation: other } = await printed({ form: { hint: form.hint } });
    assert.deepInclude(other["requestBody"], { required: false });
  });

  it("prints a body of JSON by its name, and the schema once", async () => {
    const { operation, schemas } = await printed({ json: BOOK, answers: { 200: { says: "It", schema: BOOK } } });
    const reference = { $ref: "#/components/schemas/Book" };
    assert.deepEqual(operation["requestBody"], {
      required: true,
      content: { "application/json": { schema: reference } },
    });
    assert.deepEqual(schemas["Book"], BOOK);
  });

  it("prints answers with their types and header fields, and those without a body", async () => {
    const answers = {
      200: { says: "It", schema: BOOK, also: { "text/csv": TEXT }, headers: { ETag: "Its tag" } },
      204: { says: "Nothing" },
      303: { says: "A page", type: "text/html" },
    } as const;
    const { operation } = await printed({ answers } as Partial<Operation>);
    const { 200: whole, 204: nothing, 303: page } = operation["responses"] as Record<number, unknown>;
    assert.deepEqual(whole, {
      description: "It",
      headers: { ETag: { description: "Its tag", schema: TEXT } },
      content: { "application/json": { schema: { $ref: "#/components/schemas/Book" } }, "text/csv": { schema: TEXT } },
    });
    assert.deepEqual(nothing, { description: "Nothing" });
    assert.deepEqual(page, { description: "A page", content: { "text/html": { schema: TEXT } } });
  });

  for (const [who, statuses] of [
    ["whoever asks", ["200", "4XX", "5XX"]],
    ["a client", ["200", "401", "4XX", "5XX"]],
    ["a bearer", ["200", "401", "403", "4XX", "5XX"]],
    ["who registers", ["200", "401", "4XX", "5XX"]],
  ] as const) {
    it(`adds the refusals that ${who} may get`, async () => {
      const { operation } = await printed({ access: [ACCESSES[who]!] });
      assert.sameMembers(Object.keys(operation["responses"] ?? {}), [...statuses]);
    });
  }

  for (const [speaks, schema] of [
    ["json", "Error"],
    ["bearer", "BearerError"],
    ["oauth1", "Problem"],
  ] as const satisfies readonly (readonly [Speech, string])[]) {
    it(`refuses by ${schema} where it speaks ${speaks}`, async () => {
      const { operation, schemas } = await printed({}, { speaks });
      assert.include(JSON.stringify(operation["responses"]), `#/components/schemas/${schema}"`);
      assert.property(schemas, schema);
    });
  }

  it("refuses by a page where it speaks to people", async () => {
    const { operation } = await printed({}, { speaks: "page" });
    const responses = operation["responses"] as Readonly<Record<string, { readonly content?: object }>>;
    for (const status of ["4XX", "5XX"]) assert.deepEqual(Object.keys(responses[status]?.content ?? {}), ["text/html"]);
  });

  it("refuses by a form where it speaks OAuth 1.0a", async () => {
    const { operation } = await printed({}, { speaks: "oauth1" });
    const responses = operation["responses"] as Readonly<Record<string, { readonly content?: object }>>;
    for (const status of ["4XX", "5XX"])
      assert.deepEqual(Object.keys(responses[status]?.content ?? {}), ["application/x-www-form-urlencoded"]);
  });

  it("refuses by both where it speaks to either", async () => {
    const { operation } = await printed({}, { speaks: "either" });
    const responses = operation["responses"] as Readonly<Record<string, { readonly content?: object }>>;
    for (const status of ["4XX", "5XX"])
      assert.deepEqual(Object.keys(responses[status]?.content ?? {}), ["application/json", "text/html"]);
  });

  it("lets an operation describe a refusal better than it would be", async () => {
    const answers = { 200: { says: "It" }, 401: { says: "Who are you?" } };
    const { operation } = await printed({ access: [ACCESSES["a bearer"]!], answers });
    assert.deepEqual((operation["responses"] as Record<string, unknown>)["401"], { description: "Who are you?" });
  });

  it("names the groups of its operations once, in their order", async () => {
    const describe = () => ({ GET: operationOf({ tag: "B" }), POST: operationOf({ tag: "A" }) });
    const { tags } = (await documentOf({ methods: ["GET", "POST"], describe })) as unknown as { tags: unknown };
    assert.deepEqual(tags, [{ name: "B" }, { name: "A" }]);
  });
});
