import { assert } from "chai";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { buildWhole, copyProject } from "./copied_project.ts";
import { temporaryFolders } from "./temporary_folders.ts";

const FIXTURE = "test/operations/testdata/consumer.ts.txt";

/** As strict as the compiler can be. */
const STRICT = {
  target: "es2023",
  module: "nodenext",
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  types: ["node"],
};

interface Package {
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}

describe("the package, in a program of somebody else's", function () {
  this.timeout(180_000);
  const folders = temporaryFolders();
  let consumer: string;
  let packed: readonly string[];

  /** Links what `npm install` would put beside the package: what it depends on, and the types of Node and Koa. */
  async function linkDependencies({ dependencies }: Package): Promise<void> {
    await mkdir(path.join(consumer, "node_modules/@types"));
    for (const name of [...Object.keys(dependencies), "@types/node"]) {
      const link = path.join(consumer, "node_modules", name);
      await mkdir(path.dirname(link), { recursive: true });
      await symlink(path.resolve("node_modules", name), link);
    }
  }

  function run(command: string, args: readonly string[], cwd = consumer): SpawnSyncReturns<string> {
    return spawnSync(command, args, { cwd, encoding: "utf8" });
  }

  async function compile(text: string): Promise<SpawnSyncReturns<string>> {
    await writeFile(path.join(consumer, "consumer.ts"), text);
    return run(process.execPath, [path.resolve("node_modules/typescript/bin/tsc"), "-p", "."]);
  }

  before(async () => {
    const project = await copyProject(folders);
    buildWhole(project);
    consumer = await folders.make();
    const { status, stderr } = run(
      "npm",
      ["pack", "--offline", "--ignore-scripts", "--pack-destination", consumer],
      project,
    );
    assert.equal(status, 0, stderr);
    const [archive = ""] = await readdir(consumer);
    assert.equal(run("tar", ["-xzf", archive]).status, 0);
    await mkdir(path.join(consumer, "node_modules"));
    const place = path.join(consumer, "node_modules/touchstone");
    await rename(path.join(consumer, "package"), place);
    packed = await readdir(place, { recursive: true });
    await linkDependencies(JSON.parse(await readFile(path.join(place, "package.json"), "utf8")) as Package);
    await copyFile(FIXTURE, path.join(consumer, "consumer.ts"));
    await writeFile(path.join(consumer, "package.json"), '{"type":"module"}');
    await writeFile(
      path.join(consumer, "tsconfig.json"),
      JSON.stringify({ compilerOptions: STRICT, files: ["consumer.ts"] }),
    );
  });

  after(() => folders.remove());

  it("holds the program, its types, and no test and no source", () => {
    for (const file of ["dist/mod.js", "dist/mod.d.ts", "dist/resource_server/mod.d.ts", "scripts/touchstone.mjs"])
      assert.include(packed, file);
    assert.deepEqual(
      packed.filter((file) => file.includes("_test") || /(?<!\.d)\.tsx?$/.test(file) || file.startsWith("src")),
      [],
    );
  });

  it("is compiled with every type known, and runs", async () => {
    const { status, stdout } = await compile(await readFile(FIXTURE, "utf8"));
    assert.equal(status, 0, stdout);
    const ran = run(process.execPath, ["consumer.js"]);
    assert.equal(ran.status, 0, ran.stderr);
    assert.deepEqual(JSON.parse(ran.stdout), {
      heard: ["token.issued", "Reader: books:read for 600 s"],
      own: { kind: "token", person: "nobody" },
      anns: { kind: "token", person: "ann" },
      stranger: 401,
      metadata: "https://books.example/.well-known/oauth-protected-resource/a",
      counts: [4, 19, 18],
    });
  });

  it("has no other face than the two: what is inside cannot be imported", async () => {
    for (const inside of [
      "touchstone/dist/mod.js",
      "touchstone/src/mod.ts",
      "touchstone/stores",
      "touchstone/package.json",
    ]) {
      const { status, stderr } = run(process.execPath, ["--input-type=module", "-e", `await import("${inside}")`]);
      assert.notEqual(status, 0, inside);
      assert.include(stderr, "ERR_PACKAGE_PATH_NOT_EXPORTED", inside);
    }
  });

  it("is told of each mistake where it is made", async () => {
    const text = await readFile(FIXTURE, "utf8");
    const mistakes = text.match(/@ts-expect-error/g) ?? [];
    const { stdout } = await compile(text.replaceAll("@ts-expect-error", "expected:"));
    const places = new Set(Array.from(stdout.matchAll(/^consumer\.ts\((\d+),/gm), ([, line]) => line));
    assert.isAtLeast(mistakes.length, 10);
    assert.equal(places.size, mistakes.length, stdout);
  });
});
