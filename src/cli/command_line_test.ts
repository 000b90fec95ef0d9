import { assert } from "chai";
import { CommanderError } from "commander";
import { type CommonOptions, newCommand, newGroup } from "./command_line.ts";
import { EXIT_CODES_HELP } from "./exit_code.ts";

describe("newCommand()", () => {
  const help = (more?: string): string => {
    const examples = [["touchstone fly --high", "above the clouds"]] as const;
    const command = newCommand("fly", { says: "Fly.", examples, ...(more === undefined ? {} : { more }) });
    let text = "";
    command.configureOutput({ writeOut: (part) => void (text += part) }).outputHelp();
    return text;
  };

  it("shows each example below what it does, and what every command understands", () => {
    assert.include(help(), "Examples:\n  # above the clouds\n  touchstone fly --high\n");
    for (const part of ["Fly.", "--json", "--config <file>", EXIT_CODES_HELP]) assert.include(help(), part);
  });

  it("says what else there is to know before the examples", () => {
    assert.match(help("Mind the gap."), /Mind the gap\.\n\nExamples:/);
    assert.notInclude(help(), "undefined");
  });

  function parsed(args: readonly string[]) {
    const command = newCommand("fly", { says: "Fly.", examples: [] });
    let said = "";
    command.exitOverride().configureOutput({ writeErr: (text) => void (said += text), writeOut: () => undefined });
    let code: string | undefined;
    try {
      command.parse([...args], { from: "user" });
    } catch (error) {
      assert.instanceOf(error, CommanderError);
      code = error.code;
    }
    return { code, said, options: command.opts<CommonOptions>() };
  }

  const rows: readonly (readonly [readonly string[], CommonOptions])[] = [
    [[], {}],
    [["--json"], { json: true }],
    [["--config", "a.json"], { config: "a.json" }],
    [["--config=a.json", "--json"], { config: "a.json", json: true }],
    [["--config", "a.json", "--config", "b.json"], { config: "b.json" }],
  ];
  for (const [args, options] of rows) {
    it(`understands '${args.join(" ")}'`, () => assert.deepEqual(parsed(args).options, options));
  }

  for (const [args, code] of [
    [["high"], "commander.excessArguments"],
    [["--high"], "commander.unknownOption"],
    [["--config"], "commander.optionMissingArgument"],
  ] as const) {
    it(`says of '${args.join(" ")}' where to read more`, () => {
      const { code: said, said: text } = parsed(args);
      assert.equal(said, code);
      assert.match(text, /^error: [^]*\(touchstone fly --help tells more\)\n$/);
    });
  }

  it("guesses the option that was meant", () => assert.include(parsed(["--jsn"]).said, "Did you mean --json?"));
});

describe("newGroup()", () => {
  /** What a command below a group understood. */
  async function understood(args: readonly string[]): Promise<object | undefined> {
    let options: object | undefined;
    const fly = newCommand("bird fly", { says: "Fly.", examples: [] }).action(
      (given: object) => void (options = given),
    );
    await newGroup("bird", { says: "Birds.", examples: [], commands: [fly] }).parseAsync([...args], { from: "user" });
    return options;
  }

  it("takes no option away from the commands that it groups", async () => {
    assert.deepEqual(await understood(["fly", "--json", "--config", "a.json"]), { json: true, config: "a.json" });
  });

  it("says how to read more of each", () => {
    let text = "";
    const group = newGroup("bird", { says: "Birds.", examples: [], commands: [] });
    group.configureOutput({ writeOut: (part) => void (text += part) }).outputHelp();
    assert.include(text, "touchstone bird COMMAND --help");
  });
});
