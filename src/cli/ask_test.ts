import { assert } from "chai";
import { ask, readAll } from "./ask.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { fakeIo } from "./_fake_io_test.ts";

describe("ask()", () => {
  it("shows what is typed, and asks again until the answer is right", async () => {
    const { io, stdin, err } = fakeIo({}, { isTTY: true });
    const answer = ask(io, { text: "Name: ", check: (name) => (name === "mara" ? undefined : "Not that one") });
    stdin.write("nobody\r");
    while (!err().includes("Not that one")) await new Promise(setImmediate);
    stdin.write("mara\r");
    assert.equal(await answer, "mara");
    assert.match(err(), /^Name: .*nobody[^]*Not that one\nName: /);
  });

  it("does not show a password", async () => {
    const { io, stdin, err } = fakeIo({}, { isTTY: true });
    const answer = ask(io, { text: "Password: ", hidden: true });
    stdin.write("correct horse\r");
    assert.equal(await answer, "correct horse");
    assert.equal(err(), "Password: \n");
  });

  for (const [key, name] of [
    ["\u0003", "Ctrl-C"],
    ["\u0004", "Ctrl-D"],
  ] as const) {
    it(`ends at ${name}`, async () => {
      const { io, stdin } = fakeIo({}, { isTTY: true });
      const answer = ask(io, { text: "Name: " }).catch((error: unknown) => error);
      stdin.write(key);
      const failure = await answer;
      assert.instanceOf(failure, CommandFailed);
      assert.equal(failure.exitCode, EXIT.interrupted);
    });
  }
});

describe("readAll()", () => {
  for (const [written, expected] of [
    ["secret\n", "secret"],
    ["secret\r\n", "secret"],
    ["two\nlines\n", "two\nlines"],
    ["héllo", "héllo"],
  ] as const) {
    it(`reads ${JSON.stringify(written)}`, async () => {
      const { io, stdin } = fakeIo();
      stdin.end(written);
      assert.equal(await readAll(io), expected);
    });
  }
});
