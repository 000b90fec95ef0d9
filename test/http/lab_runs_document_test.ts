import { assert } from "chai";
import { documentComplaints, openJudge } from "../support/openapi.ts";
import { labServer } from "../support/lab_server.ts";

describe("the OpenAPI document of a server with a lab", () => {
  it("is valid, and says of runs what they answer", async () => {
    const server = await labServer();
    const { body: document } = await server.ask("GET", "/openapi.json");
    const judge = openJudge(document, "https://openapi.test/lab");
    let key: string | undefined;
    async function ask(method: string, path: string, json?: unknown) {
      const { status, headers, body } = await server.ask(method, path, { json, key });
      const contentType = headers.get("content-type") ?? undefined;
      const said = { method, path, status, contentType, body: contentType === undefined ? undefined : body };
      assert.deepEqual(await judge.complaints(said), [], `${method} ${path} ${status}`);
      return body;
    }
    try {
      assert.deepEqual(await documentComplaints(document), []);
      const client = { redirect_uri: "http://127.0.0.1:4567/cb" };
      const run = await ask("POST", "/lab/api/runs", { plan: "oauth2-basic", client });
      const base = `/lab/api/runs/${run.id}`;
      await ask("POST", `${base}/attempts`, { name: "control-code" });
      key = run.key;
      await ask("POST", `${base}/attempts`, { name: "nothing" });
      const begun = await ask("POST", `${base}/attempts`, { name: "control-code" });
      const at = `${base}/attempts/${begun.attempt}`;
      await ask("GET", at);
      await ask("GET", new URL(begun.config_url).pathname);
      await ask("POST", new URL(begun.statement_url).pathname, { outcome: "refused" });
      await ask("POST", `${at}/act`, { act: "end_session" });
      await ask("POST", `${at}/end`, { outcome: { exit: 76 } });
      await ask("GET", `${base}/attempts/control-code/journal`);
      await ask("POST", `${base}/finish`, {});
      await ask("GET", base);
      await ask("DELETE", base);
      await ask("GET", base);
    } finally {
      judge.close();
      await server.close();
    }
  });
});
