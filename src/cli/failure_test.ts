import { assert } from "chai";
import { ConfigRefused } from "../server/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed, failureOf } from "./failure.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { printFailure } from "./output.ts";

function named(name: string, message: string): Error {
  return Object.assign(new TypeError(message), { name });
}

describe("failureOf()", () => {
  const rows: readonly (readonly [unknown, number, RegExp])[] = [
    [new CommandFailed("Cannot do it", { exitCode: EXIT.refused }), EXIT.refused, /^Cannot do it$/],
    [new ConfigRefused([{ setting: "PORT", says: "no" }]), EXIT.configuration, /^Cannot start as settings are wrong$/],
    [
      new StoreUnavailable("postgres", new TypeError("refused")),
      EXIT.failed,
      /^Cannot reach postgres \(refused\): is DATABASE_URL right/,
    ],
    [new StoreUnavailable("redis", undefined), EXIT.failed, /^Cannot reach redis: is REDIS_URL right/],
    [named("ProvisionError", "Cannot find PostgreSQL"), EXIT.failed, /^Cannot find PostgreSQL$/],
    [new TypeError("odd"), EXIT.failed, /^Cannot go on: odd$/],
    ["thrown text", EXIT.failed, /^Cannot go on: thrown text$/],
  ];
  for (const [thrown, exitCode, message] of rows) {
    it(`says ${String(message)} for ${String(thrown).split("\n")[0]}`, () => {
      const failure = failureOf(thrown);
      assert.equal(failure.exitCode, exitCode);
      assert.match(failure.message, message);
    });
  }

  it("carries every problem of a configuration", () => {
    const problems = ["PORT", "ISSUER"].map((setting) => ({ setting, says: "no" }));
    const fields = failureOf(new ConfigRefused(problems)).details.map(({ field }) => field);
    assert.deepEqual(fields, ["PORT", "ISSUER"]);
  });
});

describe("printFailure()", () => {
  const failure = new CommandFailed("Cannot do it", {
    exitCode: EXIT.refused,
    details: [{ field: "--a", says: "no" }],
  });

  it("tells a person on standard error, without a stack", () => {
    const { io, out, err } = fakeIo();
    printFailure(io, { failure, asJson: false });
    assert.equal(err(), "Cannot do it:\n  --a: no\n");
    assert.equal(out(), "");
  });

  it("tells a program on standard output as well", () => {
    const { io, out } = fakeIo();
    printFailure(io, { failure, asJson: true });
    const expected = { error: "Cannot do it", exit_code: 4, problems: [{ field: "--a", says: "no" }] };
    assert.deepEqual(JSON.parse(out()), expected);
  });

  it("obeys nothing of what was given, at whatever terminal", () => {
    const { io, err } = fakeIo({}, { isTTY: true });
    const details = [{ field: "--name", says: "'\u001B[2J\u202E'" }];
    printFailure(io, { failure: new CommandFailed("No\u0007", { exitCode: EXIT.refused, details }), asJson: false });
    assert.equal(err(), "No\\u{7}:\n  --name: '\\u{1b}[2J\\u{202e}'\n");
  });

  it("adds nothing to an answer that has been printed", () => {
    const { io, out, err } = fakeIo();
    const answered = new CommandFailed("Something is to be mended", { exitCode: EXIT.failed, isAnswered: true });
    printFailure(io, { failure: answered, asJson: true });
    assert.deepEqual([out(), err()], ["", "Something is to be mended\n"]);
  });

  it("shows the stack to whoever sets LOG_LEVEL=debug", () => {
    const { io, err } = fakeIo({ LOG_LEVEL: "debug" });
    printFailure(io, { failure: failureOf(new TypeError("odd")), asJson: false });
    assert.match(err(), /TypeError: odd\n +at /);
  });
});
