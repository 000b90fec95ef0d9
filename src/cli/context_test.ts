import { assert } from "chai";
import { memoryDatabase } from "../stores/memory/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { newCommand } from "./command_line.ts";
import { readSettings } from "./context.ts";
import { EXIT, EXIT_CODES_HELP } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { refuseUnlessMigrated } from "./pending.ts";

describe("refuseUnlessMigrated()", () => {
  const withPending = (pending: readonly string[]) => ({ ...memoryDatabase(), pendingMigrations: async () => pending });

  it("names every migration that is still to be run, and the command that runs them", async () => {
    const failure = await refuseUnlessMigrated(withPending(["0001_a", "0002_b"])).catch((error: unknown) => error);
    assert.instanceOf(failure, CommandFailed);
    assert.equal(failure.exitCode, EXIT.failed);
    assert.match(failure.message, /\(0001_a, 0002_b\): run touchstone migrate first$/);
  });

  it("is silent about a database that is up to date", () => refuseUnlessMigrated(withPending([])));
});

describe("readSettings()", () => {
  it("reads the environment of the command, not that of this process", async () => {
    assert.equal((await readSettings(fakeIo({ PORT: "8123" }).io, {})).PORT, 8123);
  });

  it("refuses a file of settings that is not there", async () => {
    const failure = await readSettings(fakeIo().io, { config: "/nonexistent.json" }).catch((error: unknown) => error);
    assert.include(failure, { name: "ConfigRefused" });
    assert.include(String(failure), "/nonexistent.json");
  });
});

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
});
