import { assert } from "chai";
import { VERDICTS } from "../lab/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { totalsOf, verdict } from "./_verdicts_test.ts";
import { printReport } from "./check_table.ts";
import { styleFor } from "./style.ts";

const WRONG = verdict("failed", {
  name: "id_token_wrong_issuer",
  rule: "OIDC-3.1.3.7-2",
  keyword: "MUST",
  demands: "Compare the issuer",
  mend: "Compare the iss claim with the issuer that you discovered",
  says: "It asked for the user information after the ID token of another issuer",
  evidence: [7, 9],
});

function printed(verdicts: Parameters<typeof totalsOf>[0], isTTY = false): string {
  return printReport(
    { verdicts, totals: totalsOf(verdicts) },
    {
      style: styleFor(fakeIo({}, { isTTY }).io),
      words: VERDICTS,
    },
  );
}

describe("printReport()", () => {
  it("puts the worst last, and leaves out of the table what was not tried", () => {
    const words = ["inconclusive", "failed", "passed (stated)", "not exercised", "warning"] as const;
    const [table = ""] = printed(words.map((word) => verdict(word))).split("\n\n");
    const rows = table.split("\n").map((row) => row.replaceAll(/ {2,}/g, "|").split("|")[2]);
    assert.deepEqual(rows, ["VERDICT", "passed (stated)", "warning", "failed", "inconclusive"]);
  });

  it("tells of what failed all that one has to know", () => {
    const text = printed([verdict("passed (stated)"), WRONG]);
    const [, explained = ""] = text.split("\n\n");
    assert.deepEqual(explained.split("\n"), [
      "failed: id_token_wrong_issuer (oidc-code)",
      "  what was seen: It asked for the user information after the ID token of another issuer",
      "  requests that show it: 7, 9",
      "  what is demanded: Compare the issuer (MUST, OIDC-3.1.3.7-2)",
      "  how to mend it: Compare the iss claim with the issuer that you discovered",
    ]);
  });

  it("leaves out what it does not know", () => {
    const [, explained = ""] = printed([verdict("inconclusive")]).split("\n\n");
    assert.deepEqual(explained.split("\n"), [
      "inconclusive: case_inconclusive (oidc-code)",
      "  what was seen: It did so",
    ]);
  });

  it("explains failures behind what broke, as they are what one reads last", () => {
    const text = printed([WRONG, verdict("inconclusive")]);
    assert.isAbove(text.indexOf("failed: id_token"), text.indexOf("inconclusive: case"));
  });

  it("ends with the counts, those alone that there are", () => {
    const text = printed([verdict("passed (stated)"), WRONG, verdict("not exercised")]);
    assert.equal(text.split("\n\n").at(-1), "1 passed (stated), 1 failed, 1 not exercised");
  });

  it("sets off what matters at a terminal alone", () => {
    assert.include(printed([WRONG], true), "\u001B[1m");
    assert.notInclude(printed([WRONG]), "\u001B");
  });

  it("shows nothing that a terminal would obey", () => {
    assert.notInclude(printed([verdict("failed", { says: "\u001B[2J", mend: "\u001B[1m" })]), "\u001B");
  });
});
