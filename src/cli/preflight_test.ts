import { assert } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fakeIo } from "./_fake_io_test.ts";
import { EXIT } from "./exit_code.ts";
import { runCommandLine } from "./program.ts";

const RIGHT = { redirect_uris: ["https://app.example/cb"], token_endpoint_auth_method: "client_secret_basic" };
const WRONG = { ...RIGHT, redirect_uris: ["https://app.example/cb#a"], client_secret: "s3cret-of-mine" };

interface Call {
  readonly source: string;
  readonly plan?: string;
  readonly input?: string;
  readonly json?: true;
}

async function run({ source, plan = "oauth2-basic", input, json }: Call) {
  const { io, stdin, out, err } = fakeIo();
  if (input !== undefined) stdin.end(input);
  const args = ["preflight", source, "--plan", plan, ...(json === true ? ["--json"] : [])];
  const code = await runCommandLine(args, io);
  return { code, out: out(), err: err() };
}

function pasted(document: unknown, changes: Partial<Call> = {}) {
  return run({ source: "-", input: JSON.stringify(document), ...changes });
}

describe("touchstone preflight", () => {
  it("finds nothing of a client that is right", async () => {
    const { code, out } = await pasted(RIGHT);
    assert.deepEqual([code, out], [EXIT.fine, "Nothing is wrong with it for the plan oauth2-basic\n"]);
  });

  it("tells what is wrong, by which rule, what it stops and how to mend it, and no secret", async () => {
    const { code, out, err } = await pasted(WRONG);
    assert.equal(code, EXIT.failed);
    assert.match(err, /^The client has 2 errors$/m);
    for (const line of [
      /^error: redirect_uri_fragment$/m,
      /^ {2}what is wrong +The redirect URI 'https:\/\/app\.example\/cb#a' has a fragment$/m,
      /^ {2}by +RFC6749-3\.1\.2-2 \(MUST NOT\)$/m,
      /^ {2}stops +(?:\w+, ){3}\d+ more$/m,
      /^ {2}how to mend it +Take everything/m,
    ])
      assert.match(out, line);
    assert.notInclude(out, "s3cret");
  });

  it("ends in order where there are warnings alone", async () => {
    const { code, out, err } = await pasted({ ...RIGHT, redirect_url: "x" });
    assert.deepEqual([code, err], [EXIT.fine, ""]);
    assert.match(out, /^warning: unknown_members$/m);
  });

  it("tells programs the same, and nothing else", async () => {
    const { code, out } = await pasted(WRONG, { json: true });
    assert.equal(code, EXIT.failed);
    const { plan, findings } = JSON.parse(out);
    assert.equal(plan, "oauth2-basic");
    assert.deepInclude(findings[0], { name: "redirect_uri_fragment", severity: "error", setups: ["code"] });
  });

  for (const [what, call, says] of [
    ["a file that is not there", { source: "/no.json" }, /SOURCE: There is no file '\/no\.json'/],
    ["a folder", { source: tmpdir() }, /Cannot read the file .*EISDIR/],
    ["what is no JSON", { source: "-", input: "{" }, /standard input: It is not JSON/],
    ["a list", { source: "-", input: "[]" }, /standard input: Cannot read the document as it is not one JSON object/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, err } = await run(call);
      assert.equal(code, EXIT.refused, err);
      assert.match(err, says);
    });
  }

  it("refuses a plan that there is not, and none", async () => {
    assert.equal((await pasted(RIGHT, { plan: "nobody" })).code, EXIT.usage);
    const { io, err } = fakeIo();
    assert.equal(await runCommandLine(["preflight", "-"], io), EXIT.usage);
    assert.match(err(), /--plan <name>' not specified/);
  });

  describe("of what it is told to read", () => {
    let folder = "";
    let server: Server;
    let base = "";

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), "preflight-"));
      server = createServer(({ url }, response) => {
        response.statusCode = url === "/gone" ? 404 : 200;
        response.setHeader("Content-Type", url === "/page" ? "text/html" : "application/json");
        response.end(JSON.stringify(WRONG));
      });
      await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      base = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    });
    after(async () => {
      server.close();
      await rm(folder, { recursive: true });
    });

    it("reads a file", async () => {
      const file = path.join(folder, "client.json");
      await writeFile(file, JSON.stringify(WRONG));
      assert.match((await run({ source: file })).out, /redirect_uri_fragment/);
    });

    it("reads an address", async () => assert.match((await run({ source: `${base}/` })).out, /redirect_uri_fragment/));

    for (const [what, at, says] of [
      ["that has nothing", "/gone", /it answers 404/],
      ["of a page", "/page", /Cannot read 'http:\/\/127\.0\.0\.1:\d+\/page' as its answer is not application\/json/],
    ] as const) {
      it(`says why it cannot read an address ${what}`, async () => {
        const { code, err } = await run({ source: `${base}${at}` });
        assert.equal(code, EXIT.failed);
        assert.match(err, says);
      });
    }

    it("reads no address of a network that is not public", async () => {
      const { code, err } = await run({ source: "https://10.0.0.1/client.json" });
      assert.equal(code, EXIT.failed);
      assert.match(err, /does not lead to a public address/);
    });
  });
});
