import { assert } from "chai";
import { isThere, textOfProject } from "../support/proof.ts";
import { ALL_BEHAVIOURS, renderBehaviours } from "./mod.ts";

describe("what users of older servers rely on", () => {
  for (const { title, rows } of ALL_BEHAVIOURS) {
    for (const { says, verdict, because, proofs } of rows) {
      it(`has a test, or a reason: ${title}: ${says}`, () => {
        assert.equal(proofs.length === 0, verdict === "left out");
        assert.equal(because === undefined, verdict === "same");
        for (const proof of proofs) assert.isTrue(isThere(proof), `${proof.file} has no '${proof.title}'`);
      });
    }
  }

  it("is said once each", () => {
    const said = ALL_BEHAVIOURS.flatMap(({ rows }) => rows.map(({ says }) => says));
    assert.deepEqual(said, [...new Set(said)]);
  });

  it("is written down as it is (npm run trace)", () => {
    assert.equal(textOfProject("conformance/behaviours.md"), renderBehaviours(ALL_BEHAVIOURS));
  });
});

describe("renderBehaviours()", () => {
  it("shows each as one row, whatever is in it, with why it is not the same", () => {
    const text = renderBehaviours([
      {
        title: "Things",
        rows: [
          { says: "a | b", verdict: "same", proofs: [{ file: "t.ts", title: "x|y" }] },
          { says: "c", verdict: "stricter", because: "d|e", proofs: [] },
        ],
      },
    ]);
    assert.include(text, "## Things");
    assert.include(text, "| a \\| b | same | [x\\|y](../t.ts) |");
    assert.include(text, "| c | stricter: d\\|e |  |");
  });
});
