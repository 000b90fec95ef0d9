import { assert } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Endpoint } from "../../src/engine/mod.ts";
import { standardFeatures } from "../../src/server/mod.ts";
import { testConfig } from "../support/config.ts";
import { EVERYTHING } from "../support/everything.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { parseTranscript } from "../golden/transcript.ts";

const ROOT = join(import.meta.dirname, "../..");
const TRANSCRIPTS = join(ROOT, "test/golden/transcripts");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const FEATURES = standardFeatures(testConfig(EVERYTHING));
// A stand-in is not served beside what it stands in for.
const ENDPOINTS = FEATURES.flatMap(({ endpoints = [] }) => endpoints).filter(({ standIn }) => standIn !== true);

/** Endpoints for programs; the pages of people are found by links. */
const FOR_PROGRAMS = ENDPOINTS.filter(({ metadata, wellKnown }) => metadata !== undefined || wellKnown === true);

/** What the transcripts ask for, `POST /token`. */
function transcribed(): readonly string[] {
  const files = readdirSync(TRANSCRIPTS).map((name) => readFileSync(join(TRANSCRIPTS, name), "utf8"));
  return files.map((text) =>
    parseTranscript(text).line.replace("{{interaction}}", "/interaction/id").replace(/\?.*/, ""),
  );
}

/** A path as somebody might ask for it, with anything in the place of its names. */
function asked(path: string): string {
  return path.replace(/:\w+/g, "anything");
}

/** What of the transcripts is asked of an endpoint. */
function transcriptsOf({ path }: Endpoint, method: string): readonly string[] {
  const pattern = new RegExp(`^${method} ${path.replace(/[.]/g, "\\.").replace(/:\w+/g, "[^/]+")}$`);
  // A path without a name is not one in which another endpoint has a name.
  const own = new Set(ENDPOINTS.map((endpoint) => `${method} ${endpoint.path}`));
  return transcribed().filter((line) => pattern.test(line) && (line === `${method} ${path}` || !own.has(line)));
}

describe("every endpoint", () => {
  let server: HttpServer;

  before(async () => {
    server = await httpServer({ settings: EVERYTHING });
  });

  after(() => server.stop());

  for (const endpoint of ENDPOINTS) {
    it(`${endpoint.name} is served at its path and at its aliases`, async () => {
      const aliases = (endpoint.aliases ?? []).flatMap((alias) => [
        `/o/${alias}`,
        `/oauth/${alias}/`,
        `/oauth2/${alias}`,
      ]);
      for (const path of [endpoint.path, ...aliases].map(asked)) {
        const response = await fetch(server.origin + path, { method: "OPTIONS" });
        assert.equal(response.status, 204, path);
        // An address may be another endpoint's as well.
        assert.includeMembers(response.headers.get("allow")?.split(", ") ?? [], [...endpoint.methods], path);
      }
    });

    for (const method of endpoint.methods) {
      it(`${endpoint.name} has a transcript of ${method}`, () => {
        assert.isNotEmpty(transcriptsOf(endpoint, method));
      });
    }
  }

  it("for programs is in the metadata, and the metadata names no other", () => {
    const members = Object.entries(server.issuer.metadata).filter(
      ([name]) => name.endsWith("_endpoint") || name === "jwks_uri" || name === "check_session_iframe",
    );
    const due = ENDPOINTS.flatMap(({ metadata, path }): [string, unknown][] =>
      metadata === undefined ? [] : [[metadata, `${server.issuer.url}${path}`]],
    );
    assert.sameDeepMembers(members, due);
  });

  it("for programs is in the README", () => {
    const missing = FOR_PROGRAMS.filter(({ path }) => !README.includes(`\`${path}\``));
    assert.deepEqual(
      missing.map(({ path }) => path),
      [],
    );
  });
});

describe("every feature", () => {
  it("is in the README's table by its folder, and the table names no other", () => {
    const folders = readdirSync(join(ROOT, "src/features"));
    const table = /<!-- features:begin -->([\s\S]*?)<!-- features:end -->/.exec(README)?.[1] ?? "";
    const named = Array.from(table.matchAll(/src\/features\/(\w+)/g), ([, name = ""]) => name);
    assert.sameMembers([...new Set(named)], folders);
  });

  it("is a folder of its own name that is composed", () => {
    const folders = readdirSync(join(ROOT, "src/features")).filter((name) => !name.startsWith("unstable_"));
    const elsewhere = new Set(["spine", "oauth1", "administration", "console", "applications"]);
    assert.sameMembers(
      FEATURES.map(({ name }) => name).filter((name) => !elsewhere.has(name)),
      folders,
    );
  });
});
