import { assert } from "chai";
import type { Finding, Severity } from "../server/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { hasFailed, printFindings } from "./doctor.ts";
import { EXIT } from "./exit_code.ts";
import { runCommandLine } from "./program.ts";
import { styleFor } from "./style.ts";

const FOUND: readonly Finding[] = [
  { id: "E401", severity: "error", says: "It is away", hint: "Start it" },
  {
    id: "W001",
    severity: "warning",
    says: "2 clients: do it",
    hint: "Change them",
    about: ["a", "b"],
    source: "RFC 1",
  },
];

describe("hasFailed()", () => {
  const rows: readonly (readonly [found: Severity | undefined, fails: readonly Severity[]])[] = [
    [undefined, []],
    ["info", ["info"]],
    ["warning", ["info", "warning"]],
    ["error", ["info", "warning", "error"]],
  ];
  for (const [found, fails] of rows) {
    it(`takes ${found ?? "nothing"} for a failure at the levels ${fails.join(", ") || "none"}`, () => {
      const findings = found === undefined ? [] : [{ severity: found }];
      const levels: readonly Severity[] = ["info", "warning", "error"];
      assert.deepEqual(
        levels.filter((level) => hasFailed(findings, level)),
        fails,
      );
    });
  }
});

describe("printFindings()", () => {
  it("says what is wrong, with whom, what to change, and why", () => {
    const lines = [
      "E401 It is away",
      "     Start it",
      "W001 2 clients: do it",
      "     a, b",
      "     Change them (RFC 1)",
    ];
    assert.deepEqual(printFindings(FOUND, styleFor(fakeIo().io)).split("\n"), lines);
  });

  it("sets the numbers off at a terminal", () => {
    assert.include(printFindings(FOUND, styleFor(fakeIo({}, { isTTY: true }).io)), "\u001B[1mE401\u001B[22m");
  });

  it("says that nothing is wrong", () => {
    assert.equal(printFindings([], styleFor(fakeIo().io)), "Nothing is wrong");
  });
});

describe("touchstone doctor", () => {
  it("lists everything that it asks, and opens nothing for it", async () => {
    const { io, out } = fakeIo({ DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
    assert.equal(await runCommandLine(["doctor", "--list", "--json"], io), EXIT.fine);
    const all: object[] = JSON.parse(out());
    assert.isAbove(all.length, 40);
    assert.deepInclude(all, {
      id: "E201",
      severity: "error",
      asks: "Is the issuer said",
      source: "RFC 8414 2",
      deploy: true,
    });
  });

  it("lists it for a person as well", async () => {
    const { io, out } = fakeIo();
    await runCommandLine(["doctor", "--list"], io);
    assert.match(out(), /^ID +ASKS +WHEN +SOURCE\nW003 +Is PKCE with the method plain refused +RFC 9700 2\.1\.1\n/);
    assert.match(out(), /\nE201 +Is the issuer said +--deploy +RFC 8414 2\n/);
  });

  it("refuses a severity that there is not", async () => {
    const { io, err } = fakeIo();
    assert.equal(await runCommandLine(["doctor", "--fail-level", "doom"], io), EXIT.usage);
    assert.match(err(), /Allowed choices are error, warning, info/);
  });

  it("leaves settings that contradict one another to be refused as everywhere", async () => {
    const { io, err } = fakeIo({ ACCESS_TOKEN_EXPIRE_SECONDS: "90000" });
    assert.equal(await runCommandLine(["doctor"], io), EXIT.configuration);
    assert.include(err(), "ACCESS_TOKEN_EXPIRE_SECONDS: it must not be longer than ACCESS_TOKEN_MAX_SECONDS");
  });
});
