import { assert } from "chai";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type BrowserPrograms, openBrowserPrograms } from "./browser_program.ts";

/** Runs the program as a client would, and answers its exit status. */
function run(program: string, ...args: readonly string[]): Promise<number | null> {
  return new Promise((resolve) => spawn(program, args, { stdio: "ignore" }).once("exit", resolve));
}

describe("openBrowserPrograms()", () => {
  let programs: BrowserPrograms;
  beforeEach(async () => (programs = await openBrowserPrograms()));
  afterEach(() => programs.close());

  it("makes a program that hands on what is opened, whatever is in it", async () => {
    const heard: string[] = [];
    const { path: program } = await programs.make((address) => heard.push(address));
    const address = "http://a.test/authorize?state='x'&redirect_uri=com.example%3A%2Fcb#é";
    assert.equal(await run(program, address), 0);
    assert.deepEqual(heard, [address]);
  });

  it("finds the address among other words", async () => {
    const heard: string[] = [];
    const { path: program } = await programs.make((address) => heard.push(address));
    assert.equal(await run(program, "--new-window", "https://a.test/"), 0);
    assert.deepEqual(heard, ["https://a.test/"]);
  });

  it("fails where it is given no address", async () => {
    const { path: program } = await programs.make(() => assert.fail("nothing was opened"));
    assert.equal(await run(program), 1);
    assert.equal(await run(program, "nothing"), 1);
  });

  it("keeps one client's from another's", async () => {
    const heard: string[] = [];
    const [one, other] = await Promise.all(
      ["one", "other"].map((name) => programs.make((address) => heard.push(`${name} ${address}`))),
    );
    await run(other?.path ?? "", "http://a.test/");
    await run(one?.path ?? "", "http://b.test/");
    assert.deepEqual(heard, ["other http://a.test/", "one http://b.test/"]);
  });

  it("hears of nothing any more once it is forgotten, and leaves no file", async () => {
    const program = await programs.make(() => assert.fail("it was forgotten"));
    const text = await readFile(program.path, "utf8");
    await program.forget();
    assert.isFalse(existsSync(program.path));
    const inbox = /http:[^']+/.exec(text)?.[0] ?? assert.fail(text);
    assert.equal((await fetch(inbox, { method: "POST", body: "http://a.test/" })).status, 404);
  });

  it("takes no address of any length, and only by POST", async () => {
    const { path: program } = await programs.make(() => assert.fail("nothing was opened"));
    const inbox = /http:[^']+/.exec(await readFile(program, "utf8"))?.[0] ?? assert.fail("no inbox");
    assert.equal((await fetch(inbox, { method: "POST", body: `http://a.test/${"x".repeat(100_000)}` })).status, 413);
    assert.equal((await fetch(inbox)).status, 404);
  });

  it("leaves no folder when it closes", async () => {
    const more = await openBrowserPrograms();
    const { path: program } = await more.make(() => undefined);
    const folder = path.dirname(path.dirname(program));
    assert.isTrue(existsSync(folder));
    await more.close();
    assert.isFalse(existsSync(folder));
  });
});
