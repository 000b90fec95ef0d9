import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { checkSoftwareStatement } from "./software_statement.ts";

const PART = Buffer.from('{"alg":"RS256"}').toString("base64url");

describe("checkSoftwareStatement()", () => {
  for (const document of [{}, { software_statement: null }, { software_id: "app" }]) {
    it(`is silent about ${JSON.stringify(document)}`, () => assert.isUndefined(checkSoftwareStatement(document)));
  }

  for (const statement of ["", "x", "a.b.c", `${PART}.${PART}`, `${PART}..x`, 1, {}, [`${PART}.${PART}.${PART}`]]) {
    rule("RFC7591-3.2.2-4", `refuses ${JSON.stringify(statement).slice(0, 30)} as no JWT`, async () =>
      assertRefused(() => checkSoftwareStatement({ software_statement: statement }), {
        code: "invalid_software_statement",
        rule: "RFC7591-3.2.2-4",
      }),
    );
  }

  rule(["RFC7591-3.2.2-5", "RFC7591-2.3-1"], "refuses what may be right as of nobody who is trusted", async () =>
    assertRefused(() => checkSoftwareStatement({ software_statement: `${PART}.${PART}.${PART}` }), {
      code: "unapproved_software_statement",
      rule: "RFC7591-3.2.2-5",
    }),
  );
});
