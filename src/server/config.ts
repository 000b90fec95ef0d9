import { readFileSync } from "node:fs";
import { z } from "zod";
import { THROTTLE_CLASSES } from "../sample_api/mod.ts";
import type { SettingName } from "./settings_table.ts";
import { SETTINGS } from "./settings_table.ts";

type ValueOf<Name extends SettingName> = z.infer<(typeof SETTINGS)[Name]["schema"]>;

/** The settings of a program, read and checked. */
export type Config = { readonly [Name in SettingName]: ValueOf<Name> };

/** One setting that is wrong. */
export interface ConfigProblem {
  readonly setting: string;
  readonly says: string;
}

/** The configuration is refused; it carries every problem at once. */
export class ConfigRefused extends Error {
  override readonly name = "ConfigRefused";
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(
      ["Cannot start as settings are wrong:", ...problems.map(({ setting, says }) => `  ${setting}: ${says}`)].join(
        "\n",
      ),
    );
    this.problems = problems;
  }
}

/** Settings by their names, before anybody read them. */
type Given = Readonly<Record<string, unknown>>;

/** Where settings come from. */
export interface ReadConfigOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Path of a JSON file with settings; the environment wins over it. `TOUCHSTONE_CONFIG` when not given. */
  readonly file?: string;
  /** Settings by their names, as a file has them; they win over the environment. */
  readonly settings?: Given;
  /** Settings that must be given here, and why; what has a standard value need not be. */
  readonly required?: Readonly<Partial<Record<SettingName, string>>>;
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

function readFile(path: string): { readonly given: Given; readonly problems: readonly ConfigProblem[] } {
  function refused(says: string) {
    return { given: {}, problems: [{ setting: `the file ${path}`, says }] };
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return refused(error instanceof SyntaxError ? "it is not JSON" : "it cannot be read");
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(content);
  if (!parsed.success) return refused("it must hold one JSON object of settings");
  const unknown = Object.keys(parsed.data).filter((name) => !isSettingName(name));
  return {
    given: parsed.data,
    problems: unknown.map((name) => ({ setting: name, says: `there is no such setting (in ${path})` })),
  };
}

/** A problem between settings. */
interface Clash extends ConfigProblem {
  readonly between: readonly SettingName[];
}

/** What the settings say about one another. */
function clashesIn(config: Config): readonly Clash[] {
  const clashes: Clash[] = [];
  if (config.ACCESS_TOKEN_EXPIRE_SECONDS > config.ACCESS_TOKEN_MAX_SECONDS) {
    clashes.push({
      setting: "ACCESS_TOKEN_EXPIRE_SECONDS",
      says: "it must not be longer than ACCESS_TOKEN_MAX_SECONDS",
      between: ["ACCESS_TOKEN_EXPIRE_SECONDS", "ACCESS_TOKEN_MAX_SECONDS"],
    });
  }
  if (config.KEY_ROTATION_SECONDS !== 0 && config.KEY_ROTATION_SECONDS <= config.KEY_PUBLISH_AHEAD_SECONDS) {
    clashes.push({
      setting: "KEY_ROTATION_SECONDS",
      says: "it must be longer than KEY_PUBLISH_AHEAD_SECONDS, or 0",
      between: ["KEY_ROTATION_SECONDS", "KEY_PUBLISH_AHEAD_SECONDS"],
    });
  }
  if (config.REQUIRE_SIGNED_REQUEST_OBJECT && !config.REQUEST_OBJECTS) {
    clashes.push({
      setting: "REQUIRE_SIGNED_REQUEST_OBJECT",
      says: "it must not be true where REQUEST_OBJECTS is false",
      between: ["REQUIRE_SIGNED_REQUEST_OBJECT", "REQUEST_OBJECTS"],
    });
  }
  if (config.REQUIRE_PUSHED_AUTHORIZATION_REQUESTS && !config.PUSHED_AUTHORIZATION_REQUESTS) {
    clashes.push({
      setting: "REQUIRE_PUSHED_AUTHORIZATION_REQUESTS",
      says: "it must not be true where PUSHED_AUTHORIZATION_REQUESTS is false",
      between: ["REQUIRE_PUSHED_AUTHORIZATION_REQUESTS", "PUSHED_AUTHORIZATION_REQUESTS"],
    });
  }
  for (const scope of config.DEFAULT_SCOPES) {
    if (Object.hasOwn(config.SCOPES, scope)) continue;
    const says = `'${scope}' is not one of SCOPES`;
    clashes.push({ setting: "DEFAULT_SCOPES", says, between: ["DEFAULT_SCOPES", "SCOPES"] });
  }
  for (const [uri, { scope = [] }] of config.RESOURCES) {
    const unknown = scope.find((name) => !Object.hasOwn(config.SCOPES, name));
    if (unknown === undefined) continue;
    const says = `the scope '${unknown}' of '${uri}' is not one of SCOPES`;
    clashes.push({ setting: "RESOURCES", says, between: ["RESOURCES", "SCOPES"] });
  }
  for (const name of config.DEFAULT_THROTTLE_CLASSES) {
    if (Object.hasOwn(config.DEFAULT_THROTTLE_RATES, THROTTLE_CLASSES[name])) continue;
    clashes.push({
      setting: "DEFAULT_THROTTLE_CLASSES",
      says: `'${name}' needs the rate '${THROTTLE_CLASSES[name]}' in DEFAULT_THROTTLE_RATES`,
      between: ["DEFAULT_THROTTLE_CLASSES", "DEFAULT_THROTTLE_RATES"],
    });
  }
  for (const prefix of config.ALIAS_PREFIXES) {
    if (/^(\/[\w-]+)+$/.test(prefix)) continue;
    clashes.push({ setting: "ALIAS_PREFIXES", says: `'${prefix}' must look like /o`, between: ["ALIAS_PREFIXES"] });
  }
  return clashes;
}

/** How a problem of zod's reads behind the name of its setting. */
function messageOf(error: z.ZodError): string {
  return [...new Set(error.issues.map(({ message }) => message))].join("; ");
}

/**
 * Reads the settings.
 *
 * Throws `ConfigRefused` with every problem at once.
 */
export function readConfig(options: ReadConfigOptions): Config {
  const { environment, file = environment["TOUCHSTONE_CONFIG"], settings = {}, required = {} } = options;
  const fromFile = file === undefined || file === "" ? { given: {}, problems: [] } : readFile(file);
  const unknown = Object.keys(settings).filter((name) => !isSettingName(name));
  const problems: ConfigProblem[] = [
    ...fromFile.problems,
    ...unknown.map((setting) => ({ setting, says: "there is no such setting" })),
  ];
  const wrong = new Set<string>();
  const values: Record<string, unknown> = {};
  for (const [name, { schema, standard }] of Object.entries(SETTINGS)) {
    const given =
      settings[name] ?? environment[name] ?? (Object.hasOwn(fromFile.given, name) ? fromFile.given[name] : undefined);
    values[name] = given === "" && name === "ALIAS_PREFIXES" ? [] : standard;
    if (given === undefined || given === "") continue;
    const parsed = schema.safeParse(given);
    if (parsed.success) {
      values[name] = parsed.data;
      continue;
    }
    wrong.add(name);
    problems.push({ setting: name, says: messageOf(parsed.error) });
  }
  for (const [setting, why] of Object.entries(required)) {
    if (values[setting] === undefined && !wrong.has(setting))
      problems.push({ setting, says: `it must be given: ${why}` });
  }
  // Every name of SETTINGS has the value that its own schema answered, or its standard.
  const config = values as unknown as Config;
  const clashes = clashesIn(config).filter(({ between }) => !between.some((name) => wrong.has(name)));
  problems.push(...clashes.map(({ setting, says }) => ({ setting, says })));
  if (problems.length > 0) throw new ConfigRefused(problems);
  return config;
}

/** Settings that were given, as they were given: nothing of what has its standard value because nobody said. */
export function givenSettings(options: Pick<ReadConfigOptions, "environment" | "file">): Given {
  const { environment, file = environment["TOUCHSTONE_CONFIG"] } = options;
  const fromFile = file === undefined || file === "" ? {} : readFile(file).given;
  const names = Object.keys(SETTINGS).filter(isSettingName);
  const given = names.map((name) => [name, environment[name] ?? fromFile[name]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ""));
}

/** Everything that is wrong with settings that come from elsewhere. */
export function settingProblems(given: Given): readonly ConfigProblem[] {
  const unknown = Object.keys(given).filter((name) => !isSettingName(name));
  const problems = unknown.map((setting) => ({ setting, says: "there is no such setting" }));
  try {
    // What they hold is judged by their schemas, of which each takes anything.
    readConfig({ environment: { ...(given as Readonly<Record<string, string>>), TOUCHSTONE_CONFIG: "" } });
    return problems;
  } catch (error) {
    if (error instanceof ConfigRefused) return [...problems, ...error.problems];
    throw error;
  }
}
