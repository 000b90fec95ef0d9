import { assert } from "chai";
import { fakeIo } from "./_fake_io_test.ts";
import { newCommand, newGroup } from "./command_line.ts";
import { listCommands, printCommands } from "./commands.ts";
import { EXIT } from "./exit_code.ts";
import { runCommandLine } from "./program.ts";

const FLY = newCommand("bird fly", { says: "Fly | soar.", examples: [] }).argument("<WHERE>").argument("[HOW]");
const SWIM = newCommand("swim", { says: "Swim.", examples: [] }).alias("float");
const LIST = listCommands([newGroup("bird", { says: "Birds.", examples: [], commands: [FLY] }), SWIM]);

describe("listCommands()", () => {
  it("lists what does something, with what it takes and its other names", () => {
    assert.deepEqual(LIST, [
      { name: "bird fly", aliases: [], takes: "<WHERE> [HOW]", says: "Fly | soar." },
      { name: "swim", aliases: ["float"], takes: "", says: "Swim." },
    ]);
  });
});

describe("printCommands()", () => {
  it("makes a table, in which nothing of a text is taken for its lines", () => {
    const rows = ["| `bird fly <WHERE> [HOW]` | Fly \\| soar. |", "| `swim`, `float` | Swim. |"];
    assert.deepEqual(printCommands(LIST).split("\n").slice(2), rows);
  });
});

describe("touchstone commands", () => {
  async function listed(args: readonly string[]): Promise<string> {
    const { io, out } = fakeIo();
    assert.equal(await runCommandLine(["commands", ...args], io), EXIT.fine);
    return out();
  }

  it("knows every command, itself among them", async () => {
    const all: readonly { readonly name: string }[] = JSON.parse(await listed(["--json"]));
    const names = all.map(({ name }) => name);
    assert.includeMembers(names, ["start", "client list", "token revoke", "doctor", "import", "commands"]);
    assert.notInclude(names, "client");
  });

  it("lists them for a person", async () => {
    assert.match(await listed([]), /^COMMAND +WHAT IT DOES\nstart +Start a server/);
    assert.match(await listed([]), /\nclient show <CLIENT_ID> +Show all/);
  });
});
