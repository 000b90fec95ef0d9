import { assert } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { listSettings, printMarkdown } from "../../src/cli/settings.ts";
import { SETTINGS, standardFeatures } from "../../src/server/mod.ts";
import { testConfig } from "../support/config.ts";

const ROOT = join(import.meta.dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");

/** What stands between the two marks of a generated or checked part. */
function part(name: string): string {
  const [, text] = README.split(new RegExp(`<!-- ${name}:(?:begin|end) -->\n`));
  return text ?? assert.fail(`the README has no part called '${name}'`);
}

/** The rows of the table that follows a line, each a list of its cells. */
function rowsAfter(line: string): readonly (readonly string[])[] {
  const [, after = ""] = README.split(`${line}\n`);
  const rows = after.split("\n").slice(1);
  const end = rows.findIndex((row) => !row.startsWith("|"));
  return rows.slice(0, end).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What is written like a setting: where settings are read from, arguments of commands, the end of a check's name. */
const NO_SETTINGS = [
  "TOUCHSTONE_CONFIG",
  "TOUCHSTONE_CONSUMER_SECRET",
  "TOUCHSTONE_TOKEN_SECRET",
  "CLIENT_ID",
  "CLIENT_TYPE",
  "GRANT_TYPE",
  "HTTP_REDIRECT_URIS",
];

/** What a client under test is told in its environment. */
const CLIENT_VARIABLES: ReadonlySet<string> = new Set([
  "TOUCHSTONE_ACCESS_TOKEN_URL",
  "TOUCHSTONE_AUTHORIZE_URL",
  "TOUCHSTONE_BACKCHANNEL_LOGOUT_URI",
  "TOUCHSTONE_CLIENT_ID",
  "TOUCHSTONE_CLIENT_SECRET",
  "TOUCHSTONE_CONFIG_URL",
  "TOUCHSTONE_CONTROL",
  "TOUCHSTONE_FLOW",
  "TOUCHSTONE_FRONTCHANNEL_LOGOUT_URI",
  "TOUCHSTONE_INITIATE_LOGIN_URI",
  "TOUCHSTONE_ISSUER",
  "TOUCHSTONE_PASSWORD",
  "TOUCHSTONE_POST_LOGOUT_REDIRECT_URI",
  "TOUCHSTONE_REDIRECT_URI",
  "TOUCHSTONE_REQUEST_TOKEN_URL",
  "TOUCHSTONE_RESOURCE",
  "TOUCHSTONE_FRAME_MESSAGE",
  "TOUCHSTONE_MAX_AGE",
  "TOUCHSTONE_ID_TOKEN_ENCRYPTED_RESPONSE_ALG",
  "TOUCHSTONE_PRIVATE_JWK",
  "TOUCHSTONE_PROMPT",
  "TOUCHSTONE_REQUEST_OBJECT_SIGNING_ALG",
  "TOUCHSTONE_REQUEST_URI",
  "TOUCHSTONE_RESPONSE_MODE",
  "TOUCHSTONE_RESPONSE_TYPE",
  "TOUCHSTONE_SCENARIO",
  "TOUCHSTONE_SCOPE",
  "TOUCHSTONE_SETUP",
  "TOUCHSTONE_SIGNATURE_METHOD",
  "TOUCHSTONE_STATEMENT_URL",
  "TOUCHSTONE_TOKEN",
  "TOUCHSTONE_TOKEN_ENDPOINT_AUTH_METHOD",
  "TOUCHSTONE_TOKEN_ENDPOINT_AUTH_SIGNING_ALG",
  "TOUCHSTONE_USERNAME",
  "TOUCHSTONE_WEBFINGER_IDENTIFIER",
  "TOUCHSTONE_WEBFINGER_URL",
]);

/** What stands in a text as code: blocks, and words within a line. */
function codeIn(text: string): readonly string[] {
  return [...text.matchAll(/```([^]+?)```|`([^`]+)`/g)].map(([, block, word]) => block ?? word ?? "");
}

/** Rooms by rank, as the tool that keeps the ranks knows them. */
function ranksKept(): readonly (readonly string[])[] {
  const text = readFileSync(join(ROOT, ".dependency-cruiser.cjs"), "utf8");
  const [, list = ""] = /const ranks = (\[[^;]+\]);/.exec(text) ?? [];
  return JSON.parse(list.replaceAll(/,(\s*\])/g, "$1")) as string[][];
}

describe("the README", () => {
  it("has the table of settings that 'touchstone settings --markdown' prints", () => {
    assert.equal(part("settings"), `${printMarkdown(listSettings(SETTINGS))}\n`);
  });

  it("names no setting that there is not", () => {
    const names = codeIn(README.replace(part("settings"), "")).flatMap(
      (code) => code.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [],
    );
    assert.isNotEmpty(names);
    const told = names.filter((name) => !CLIENT_VARIABLES.has(name));
    for (const name of told) assert.oneOf(name, [...Object.keys(SETTINGS), ...NO_SETTINGS]);
  });

  for (const { name } of standardFeatures(testConfig())) {
    it(`has ${name} in the table of features`, () => {
      const folder =
        {
          spine: "src/endpoints",
          oauth1: "src/oauth1",
          console: "src/console",
          applications: "src/console/applications",
          administration: "src/console/admin",
        }[name] ?? `src/features/${name}`;
      assert.include(codeIn(part("features")), folder);
    });
  }

  it("names nothing in the table of features that is not there", () => {
    const paths = codeIn(part("features")).filter((code) => code.startsWith("src/"));
    for (const path of paths) assert.isTrue(existsSync(join(ROOT, path)), path);
  });

  it("has every room of src in the table of ranks, and no other", () => {
    const rooms = rowsAfter("| rank | room | holds |").flatMap(([, room = ""]) => codeIn(room));
    const folders = readdirSync(join(ROOT, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    assert.sameMembers(
      rooms.map((room) => room.replace("/*", "")).filter((room) => !room.endsWith(".ts")),
      folders.map(({ name }) => name),
    );
  });

  it("gives each room the rank that the checks keep", () => {
    const kept = ranksKept();
    for (const [rank = "", room = ""] of rowsAfter("| rank | room | holds |")) {
      for (const name of codeIn(room).map((code) => code.replace("/*", ""))) {
        if (!name.endsWith(".ts")) assert.include(kept[Number(rank)] ?? [], name, `rank ${rank}`);
      }
    }
  });

  it("names no npm script that there is not", () => {
    const { scripts } = createRequire(import.meta.url)(join(ROOT, "package.json")) as { readonly scripts: object };
    const runs = [...README.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/g)].map(([, script]) => script ?? "");
    assert.includeMembers(runs, ["start", "test", "check"]);
    for (const script of runs) assert.property(scripts, script);
  });

  it("links to nothing of the project that is not there", () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? "");
    assert.isNotEmpty(links);
    for (const link of links) assert.isTrue(existsSync(join(ROOT, link)), link);
  });
});
