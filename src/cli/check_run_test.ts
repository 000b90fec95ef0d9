import { assert } from "chai";
import { nameOf } from "./check_run.ts";

describe("nameOf()", () => {
  for (const [command, name] of [
    [["./client"], "client"],
    [["node", "src/client.js"], "node client.js"],
    [["python3", "/home/me/client.py", "--password", "hunter2"], "python3 client.py"],
    [["client", "--secret=hunter2"], "client"],
  ] as const) {
    it(`calls '${command.join(" ")}' '${name}'`, () => assert.equal(nameOf(command), name));
  }

  it("is never longer than a line", () => assert.lengthOf(nameOf(["x".repeat(500)]), 80));
});
