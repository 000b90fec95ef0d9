import { assert } from "chai";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as platform from "../../src/platform/mod.ts";
import * as protocol from "../../src/protocol/mod.ts";
import * as resource_server from "../../src/resource_server/mod.ts";

interface Example {
  readonly file: string;
  readonly title: string;
  readonly code: string;
}

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, `.tmp/examples-${process.pid}`);

// rooms whose examples run, with what an example of theirs may name
const FACES = { platform, protocol, resource_server };

/** The `@example` blocks in the documentation of a file. */
function examplesOf(file: string): readonly Example[] {
  const source = readFileSync(join(ROOT, file), "utf8");
  const blocks = source.matchAll(/@example[ \t]*(.*)\n *\* ```ts\n((?: *\*.*\n)*?) *\* ```/g);
  return Array.from(blocks, ([, title = "", block = ""]) => ({
    file,
    title: title.trim(),
    code: block.replaceAll(/^ *\* ?/gm, ""),
  }));
}

function sourcesOf(room: string): readonly string[] {
  const names = readdirSync(join(ROOT, "src", room)).filter((name) => /(?<!_test)\.ts$/.test(name));
  return names.map((name) => `src/${room}/${name}`);
}

/** A module of its own for one example, which imports what the example names. */
function moduleOf(code: string): string {
  const imports = Object.entries(FACES).map(([room, face]) => {
    const names = Object.keys(face).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
    return `import { ${names.join(", ")} } from "../../src/${room}/mod.ts";`;
  });
  return [`import { assert } from "chai";`, ...imports, code].join("\n");
}

describe("the examples in the documentation", () => {
  const examples = Object.keys(FACES).flatMap(sourcesOf).flatMap(examplesOf);

  before(() => mkdirSync(FOLDER, { recursive: true }));
  after(() => rmSync(FOLDER, { recursive: true, force: true }));

  for (const [index, { file, title, code }] of examples.entries()) {
    it(`hold in ${file}: ${title}`, async () => {
      const path = join(FOLDER, `example_${index}.ts`);
      writeFileSync(path, moduleOf(code));
      await import(pathToFileURL(path).href);
    });
  }

  it("have titles, and assert something", () => {
    for (const { file, title, code } of examples) {
      assert.match(title, /^[A-Z]/, file);
      assert.match(code, /\bassert\.|\bcheck[A-Z]/, file);
    }
  });

  it("are there for each function of the protocol", () => {
    const code = sourcesOf("protocol")
      .flatMap(examplesOf)
      .map((example) => example.code)
      .join("\n");
    const functions = Object.entries(protocol).filter(([, value]) => typeof value === "function");
    const missing = functions.map(([name]) => name).filter((name) => !new RegExp(`\\b${name}\\b`).test(code));
    assert.deepEqual(missing, []);
  });
});
