import { assert } from "chai";
import { ownToken } from "../support/lab_client.ts";
import { type LabAnswer, labServer, type LabServer } from "../support/lab_server.ts";
import { documentComplaints, type Judge, type OpenApi, openJudge, operationsOf } from "../support/openapi.ts";

describe("the OpenAPI document of a server with a lab", () => {
  let server: LabServer;
  let document: OpenApi;
  let judge: Judge;
  before(async () => {
    server = await labServer();
    document = (await server.ask("GET", "/openapi.json")).body;
    judge = openJudge(document, "https://openapi.test/lab");
  });
  after(async () => {
    judge.close();
    await server.close();
  });

  /** What the document says against an answer. */
  function complaints(method: string, path: string, { status, headers, body }: LabAnswer) {
    return judge.complaints({
      method,
      path: path.split("?")[0] ?? path,
      status,
      contentType: headers.get("content-type") ?? undefined,
      body: body === "" ? undefined : body,
    });
  }

  it("is a document of OpenAPI 3.1", async () => assert.deepEqual(await documentComplaints(document), []));

  it("has all of the lab's API in one group, and nothing else in it", () => {
    const ofLab = operationsOf(document).filter(({ path }) => path.startsWith("/lab/api/"));
    assert.isAtLeast(ofLab.length, 15);
    for (const { path, operation } of ofLab) assert.deepInclude(Object(operation), { tags: ["Lab"] }, path);
  });

  it("demands a key where one is demanded, and nowhere else", () => {
    for (const { path, method, operation } of operationsOf(document)) {
      if (!path.startsWith("/lab/api/issuers")) continue;
      const isOpen = path === "/lab/api/issuers";
      assert.deepEqual<unknown>(operation.security ?? [], isOpen ? [] : [{ key: [] }], `${method} ${path}`);
    }
  });

  for (const [what, json, status] of [
    ["a client with an error", { plan: "spa", document: { redirect_uris: ["http://app.example/#"] } }, 200],
    ["a plan that there is not", { plan: "nobody", document: {} }, 400],
  ] as const) {
    it(`says what POST /lab/api/preflight answers to ${what}`, async () => {
      const answer = await server.ask("POST", "/lab/api/preflight", { json });
      assert.equal(answer.status, status, answer.body);
      assert.deepEqual(await complaints("POST", "/lab/api/preflight", answer), []);
    });
  }

  for (const path of [
    "/lab/api/faults",
    "/lab/api/scenarios",
    "/lab/api/plans",
    "/lab/api/plans/spa/difference/native",
    "/lab/api/plans/spa/difference/spa",
  ]) {
    it(`says what GET ${path} answers`, async () => {
      const answer = await server.ask("GET", path);
      assert.equal(answer.status, 200);
      assert.deepEqual(await complaints("GET", path, answer), []);
    });
  }

  it("says what a new issuer is answered with, and what is refused", async () => {
    for (const [json, status] of [
      [{}, 201],
      [{ faults: ["nobody_knows"] }, 400],
      [{ faults: ["token_reply_invalid_client"], users: [], clients: [] }, 201],
    ] as const) {
      const answer = await server.ask("POST", "/lab/api/issuers", { json });
      assert.equal(answer.status, status);
      assert.deepEqual(await complaints("POST", "/lab/api/issuers", answer), []);
    }
  });

  for (const [method, below, json, status] of [
    ["GET", "", undefined, 200],
    ["PUT", "/faults", { faults: [{ fault: "token_reply_invalid_client", times: 1 }] }, 200],
    ["PUT", "/faults", {}, 400],
    ["DELETE", "/faults", undefined, 200],
    ["PUT", "/clock", { advance_seconds: 1 }, 200],
    ["POST", "/users", { username: "bob", claims: { nickname: "B" } }, 201],
    ["POST", "/clients", { grant_types: ["client_credentials"] }, 201],
    ["POST", "/clients", {}, 400],
    ["POST", "/keys", undefined, 201],
    ["GET", "/ledger", undefined, 200],
    ["POST", "/reset", undefined, 200],
    ["DELETE", "", undefined, 204],
  ] as const) {
    it(`says what ${method} /lab/api/issuers/{id}${below} answers with ${status}`, async () => {
      const made = await server.make();
      await ownToken(server, made);
      const path = `/lab/api/issuers/${made.id}${below}`;
      const answer = await server.ask(method, path, { json, key: made.key });
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      assert.deepEqual(await complaints(method, path, answer), []);
      const refused = await server.ask(method, path, { key: "lab_wrong" });
      assert.deepEqual(await complaints(method, path, refused), []);
    });
  }
});
