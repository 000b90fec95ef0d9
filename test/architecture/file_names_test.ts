import { assert } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** Names that say nothing of what is inside. */
const EMPTY_NAMES = /^(?:utils?|helpers?|common|shared|misc|types|constants|index)(?:_test)?$/;

/** Tests of several modules at once, and which. */
const OF_SEVERAL: Readonly<Record<string, string>> = {
  "src/lab/judge/lint_matrix_test.ts": "every lint, over careless clients",
  "src/lab/misbehaviour/keeps_test.ts": "what is kept while a fault is at work, over dispatch and stores",
  "src/lab/misbehaviour/logout_test.ts": "logout tokens and frames, over feature and wrong_keys",
  "src/pages/any_text_test.ts": "every page, around any text",
  "src/pages/direction_test.ts": "every page, in scripts that run from right to left",
  "src/pages/every_page_test.ts": "every page, over all models",
  "src/pages/states_test.ts": "every page, in its states",
  "src/pages/tab_order_test.ts": "every page, under the Tab key",
  "src/protocol/jose_rules_test.ts": "jwt, jwe, jwk and jwa, by the rules of their specifications",
  "src/provision/find_binaries_test.ts": "find_postgres and find_redis",
  "src/provision/settings_test.ts": "postgres_settings and redis_settings",
};

function below(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .filter((file) => !file.includes("/testdata/"));
}

function foldersIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

const FILES = ["src", "test", "conformance", "scripts"].flatMap(below);
/** What is `x_under_test.ts` holds none: it makes what tests look at. */
const TESTS = FILES.filter((file) => /(?<!_under)_test\.tsx?$/.test(file));

describe("the names of files", () => {
  it("say what is inside", () => {
    const parts = FILES.flatMap((file) => file.split("/").map((part) => ({ file, name: part.replace(/\..*$/, "") })));
    assert.deepEqual(
      parts.filter(({ name }) => EMPTY_NAMES.test(name)).map(({ file }) => file),
      [],
    );
  });

  it("put a test beside its module; what begins with an underscore helps tests", () => {
    const alone = TESTS.filter((file) => file.startsWith("src/") && !basename(file).startsWith("_"))
      .filter((file) => OF_SEVERAL[file] === undefined)
      .filter((file) => ![".ts", ".tsx"].some((end) => existsSync(join(ROOT, file.replace(/_test\.tsx?$/, end)))));
    assert.deepEqual(alone, []);
  });

  it("end in _test where there are tests, and there alone", () => {
    const holds = (file: string) => /^\s*(?:describe|it|rule|beyond)\(/m.test(textOf(file).replaceAll(/^ \*.*$/gm, ""));
    const empty = TESTS.filter((file) => !basename(file).startsWith("_") && !holds(file));
    assert.deepEqual(empty, []);
    const outside = ["src", "scripts"].flatMap(below).filter((file) => /\.tsx?$/.test(file) && !TESTS.includes(file));
    assert.deepEqual(
      outside.filter((file) => /^describe\(/m.test(textOf(file))),
      [],
    );
  });

  it("name each exception that there still is", () => {
    assert.deepEqual(
      Object.keys(OF_SEVERAL).filter((file) => !existsSync(join(ROOT, file))),
      [],
    );
  });
});

describe("the face of a folder", () => {
  for (const folder of [
    ...foldersIn("src"),
    ...foldersIn("src/features"),
    "src/stores/knex",
    "src/stores/redis",
    "src/stores/memory",
  ]) {
    if (folder === "src/features") continue;
    it(`of ${folder} is a mod.ts that says what the folder is for`, () => {
      assert.match(textOf(`${folder}/mod.ts`), /^\/\*\*\n \* [A-Z][\s\S]*? \* @module\n/);
    });
  }
});

describe("a test", () => {
  it("is neither alone nor left out", () => {
    const marked = TESTS.filter((file) =>
      /\b(?:describe|it|rule|beyond)\.(?:only|skip)\(|\bx(?:it|describe)\(/.test(textOf(file)),
    );
    assert.deepEqual(marked, []);
  });
});
