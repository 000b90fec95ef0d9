import { assert } from "chai";
import { thrownBy } from "../../test/support/refusals.ts";
import { dialogue } from "./_dialogue_test.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { tokenText } from "./token_text.ts";

function piped(text: string): Promise<string> {
  const { io, stdin } = fakeIo();
  stdin.end(text);
  return tokenText(io, "-");
}

describe("tokenText()", () => {
  it("takes the word of the command line, and reads nothing", async () => {
    assert.equal(await tokenText(fakeIo().io, " ts_at_x "), "ts_at_x");
  });

  for (const text of ["ts_at_x", "ts_at_x\n", " ts_at_x\r\n", "\nts_at_x\n\n"]) {
    it(`reads ${JSON.stringify(text)} from standard input`, async () => assert.equal(await piped(text), "ts_at_x"));
  }

  it("asks a person for it, and shows nothing of it", async () => {
    const { outcome, asked } = await dialogue((io) => tokenText(io, "-"), [["Token: ", "ts_at_x\r"]]);
    assert.equal(outcome, "ts_at_x");
    assert.equal(asked, "Token: \n");
  });

  for (const [name, attempt] of [
    ["nothing", () => piped("")],
    ["blanks", () => piped(" \n")],
    ["an empty word", () => tokenText(fakeIo().io, "")],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const error = await thrownBy(attempt);
      assert.equal(error instanceof CommandFailed && error.exitCode, EXIT.usage);
    });
  }
});
