import { assert } from "chai";
import { createLog, silentLog } from "./mod.ts";
import type { CreateLogOptions, Log } from "./mod.ts";

function recordingLog(options: Partial<CreateLogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({ level: "debug", ...options, destination: { write: (line) => lines.push(line) } });
  return { log, lines, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

function sayAll(log: Log): void {
  log.debug("one");
  log.info("two");
  log.warn("three");
  log.error("four");
}

describe("createLog()", () => {
  it("writes one line of JSON a message, with its time and weight", () => {
    const { log, lines, entries } = recordingLog();
    log.info("Started", { port: 8000 });
    assert.deepInclude(entries()[0], { level: 30, msg: "Started", port: 8000 });
    assert.match(String(entries()[0]?.["time"]), /^\d{4}-\d\d-\d\dT/);
    assert.match(lines[0] ?? "", /^[^\n]+\n$/);
  });

  for (const [level, written] of [
    ["debug", "one two three four"],
    ["info", "two three four"],
    ["warn", "three four"],
    ["error", "four"],
    ["silent", ""],
  ] as const) {
    it(`writes from ${level} on`, () => {
      const { log, entries } = recordingLog({ level });
      sayAll(log);
      const said = entries().map(({ msg }) => msg);
      assert.equal(said.join(" "), written);
    });
  }

  it("hides secrets in fields", () => {
    const { log, lines } = recordingLog();
    log.warn("Refused", { client: "abc", client_secret: "s3cret", headers: { authorization: "Basic eA==" } });
    assert.notMatch(lines.join(""), /s3cret|eA==/);
    assert.include(lines[0], '"client":"abc"');
  });

  it("hides secrets in the fields of a child", () => {
    const { log, lines } = recordingLog();
    log.child({ token: "s3cret" }).info("Seen");
    assert.notInclude(lines[0], "s3cret");
  });

  it("gives a child's fields to each of its messages, and to no other", () => {
    const { log, entries } = recordingLog();
    log.child({ request: 1, trace: "t1" }).child({ step: 2 }).info("In");
    log.info("Out");
    assert.deepInclude(entries()[0], { trace: "t1", step: 2 });
    assert.notProperty(entries()[1], "trace");
  });

  it("cannot be made to write a second line", () => {
    const { log, lines } = recordingLog();
    log.info("a\nb", { name: "c\nd" });
    assert.lengthOf(lines[0]?.split("\n") ?? [], 2);
  });
});

describe("createLog() with pretty", () => {
  function prettyLines(say: (log: Log) => void): string {
    const { log, lines } = recordingLog({ pretty: true });
    say(log);
    return lines.join("");
  }

  it("writes time, weight, message and facts", () => {
    const written = prettyLines((log) => log.warn("Slow", { ms: 12, client: "abc", user: null }));
    assert.match(written, /^\d\d:\d\d:\d\d WARN {2}Slow ms=12 client=abc user=null\n$/);
  });

  it("names each weight", () => {
    const words = prettyLines(sayAll)
      .split("\n")
      .map((line) => line.split(" ")[1]);
    assert.deepEqual(words, ["debug", "info", "WARN", "ERROR", undefined]);
  });

  it("writes the stack of an error on lines of its own", () => {
    assert.match(
      prettyLines((log) => log.error("Failed", { error: new TypeError("Broken") })),
      /ERROR Failed \n {2}error: TypeError: Broken\n {4}at /,
    );
  });

  it("hides secrets too", () => {
    assert.notInclude(
      prettyLines((log) => log.info("Seen", { password: "s3cret" })),
      "s3cret",
    );
  });
});

describe("silentLog", () => {
  it("takes everything and has silent children", () => {
    sayAll(silentLog);
    assert.strictEqual(silentLog.child({ a: 1 }), silentLog);
  });
});
