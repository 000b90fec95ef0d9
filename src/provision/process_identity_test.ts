import { assert } from "chai";
import { commandLineOf, identifyProcess, isSameProcess, parseProcStat } from "./process_identity.ts";

/** A line of /proc/PID/stat with the fields that matter: name, state, start time. */
function statLine(name: string, state: string): string {
  return `4242 (${name}) ${state} 1 4242 4242 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 50`;
}

/** Above the largest number that Linux and macOS give. */
const NOBODYS_PID = 2 ** 30;

describe("parseProcStat()", () => {
  it("reads state and start time", () => {
    assert.deepEqual(parseProcStat(statLine("node", "S")), { state: "S", startTime: "987654" });
  });

  it("is not misled by brackets and blanks in the name of the command", () => {
    assert.deepEqual(parseProcStat(statLine("a) R (b", "S")), { state: "S", startTime: "987654" });
  });

  it("answers undefined for a line cut short", () => {
    assert.isUndefined(parseProcStat("4242 (node) S 1 2"));
  });
});

describe("identifyProcess()", () => {
  it("answers the same for the same process", async () => {
    const identity = await identifyProcess(process.pid);
    assert.isString(identity);
    assert.equal(await identifyProcess(process.pid), identity);
  });

  it("tells two living processes apart", async () => {
    assert.notEqual(await identifyProcess(process.ppid), await identifyProcess(process.pid));
  });

  for (const pid of [0, -1, 1.5, Number.NaN, NOBODYS_PID]) {
    it(`finds no process ${pid}`, async () => assert.isUndefined(await identifyProcess(pid)));
  }
});

describe("isSameProcess()", () => {
  it("refuses a living process that began at another time, as its number was given again", async () => {
    assert.isFalse(await isSameProcess(process.pid, `${await identifyProcess(process.pid)}0`));
  });
});

describe("commandLineOf()", () => {
  it("names the program of a living process", async () => {
    assert.include((await commandLineOf(process.pid)) ?? "", "node");
  });

  it("answers undefined where none lives", async () => {
    assert.isUndefined(await commandLineOf(NOBODYS_PID));
  });
});
