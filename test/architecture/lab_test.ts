import { assert } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import type { Feature } from "../../src/engine/mod.ts";
import { createProvider, standardFeatures } from "../../src/server/mod.ts";
import { testConfig } from "../support/config.ts";
import { EVERYTHING } from "../support/everything.ts";

const ROOT = join(import.meta.dirname, "../../src");

/** Where the lab is named: its own room, its glue, its settings, its commands and its pages. */
const AT_HOME: readonly RegExp[] = [
  /^lab\//,
  /^server\/lab\.ts$/,
  /^server\/settings\/lab\.ts$/,
  /^cli\/check\w*\.ts$/,
  /^cli\/(?:lab|scenarios|preflight|plan)\w*\.ts$/,
  /^pages\/_?lab\w*\.tsx?$/,
];

/** Files elsewhere with a line or two that name it, by what those lines say. */
const VISITS: Readonly<Record<string, RegExp>> = {
  // The one place where a server is composed.
  "server/open.ts": /labOf|lab\.(?:features|others)/,
  "server/mod.ts": /\blab\b/i,
  "server/settings_table.ts": /LAB_SETTINGS|settings\/lab\.ts/,
  // Whether others can reach it.
  "server/checks/settings_checks.ts": /LAB\b|\blab\b/,
  "cli/start.ts": /\bLAB\b/,
  "cli/start_banner.ts": /\blab\b/i,
  "cli/commands.ts": /check/,
  "pages/mod.ts": /lab_/,
  "pages/stylesheet.ts": /LAB_CSS/,
};

/** Words that only what knows of the lab would use. */
const NAMES = /\blab(?:[/_.]|[A-Z])|\bLAB\b|LAB_|["'`]lab["'`]|\blab\b(?= *[=:(,}])|[Mm]isbehav|[Tt]hrowaway/;

interface Line {
  readonly file: string;
  readonly text: string;
}

/** Lines of code, without comments, of all files of the program that are no tests. */
function linesOfCode(): readonly Line[] {
  const names = readdirSync(ROOT, { recursive: true, encoding: "utf8" });
  return names
    .map((name) => name.split(sep).join("/"))
    .filter((name) => /(?<!_test)\.tsx?$/.test(name))
    .flatMap((file) =>
      readFileSync(join(ROOT, file), "utf8")
        .replaceAll(/\/\*[\s\S]*?\*\//g, "")
        .split("\n")
        .map((text) => ({ file, text: text.replace(/(^|\s)\/\/.*$/, "") })),
    );
}

const STRANGERS = linesOfCode().filter(
  ({ file, text }) => NAMES.test(text) && !AT_HOME.some((pattern) => pattern.test(file)),
);

describe("the lab", () => {
  it("is named nowhere but at home, and where a server is composed", () => {
    const wrong = STRANGERS.filter(({ file, text }) => VISITS[file]?.test(text) !== true);
    assert.deepEqual(
      wrong.map(({ file, text }) => `${file}: ${text.trim()}`),
      [],
    );
  });

  it("is in no condition outside of its home but that of its own glue", () => {
    const conditions = STRANGERS.filter(({ text }) => /\bif \(| \? /.test(text));
    // Whether it is on when nobody says so.
    assert.deepEqual([...new Set(conditions.map(({ file }) => file))], ["cli/start.ts"].slice(0, conditions.length));
  });

  it("is found by the words that are looked for", () => {
    for (const text of [
      'import { openLab } from "../lab/mod.ts";',
      'if (config.LAB === "on")',
      "const lab = 1",
      "misbehaviour(live)",
      "LAB_ISSUERS",
    ])
      assert.match(text, NAMES);
    for (const text of ["const label = 1", "collaborate()", "available", "syllable"]) assert.notMatch(text, NAMES);
  });

  /** All that a feature could have of the lab: its name, its endpoints, and services that it replaces. */
  function tracesIn({ name, endpoints = [], replace }: Feature): readonly string[] {
    return [
      ...(NAMES.test(`"${name}"`) ? [name] : []),
      ...endpoints.flatMap(({ path }) => (path.startsWith("/lab") ? [path] : [])),
      ...(replace === undefined ? [] : [`${name} replaces services`]),
    ];
  }

  for (const [what, settings] of [
    ["nobody changed", {}],
    ["turn everything on", EVERYTHING],
    ["turn the lab on", { LAB: "on" }],
  ] as const) {
    it(`is no part of the standard features with settings that ${what}`, () => {
      assert.deepEqual(standardFeatures(testConfig(settings)).flatMap(tracesIn), []);
    });
  }

  it("changes nothing of the issuer that has it but its own addresses", async () => {
    const [without, having] = await Promise.all(["off", "on"].map(composed));
    assert.deepEqual(having?.metadata, without?.metadata);
    assert.deepEqual(
      having?.features.filter((name) => name !== "lab"),
      without?.features,
    );
    assert.deepEqual(
      // an endpoint of the lab may stand beside another one, for what is the lab's
      [...new Set(having?.paths.filter((path) => !path.startsWith("/lab")))],
      [...new Set(without?.paths)],
    );
    assert.isAbove(having?.paths.length ?? 0, without?.paths.length ?? 0);
  });
});

/** What a server with some setting of the lab is composed of. */
async function composed(LAB: string) {
  const provider = await createProvider({ issuer: "http://localhost:8000", stores: "memory", settings: { LAB } });
  const { metadata, features, endpoints } = provider.issuer;
  await provider.close();
  return { metadata, features: features.map(({ name }) => name), paths: endpoints.map(({ path }) => path) };
}
