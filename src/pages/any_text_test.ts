import { assert } from "chai";
import * as fc from "fast-check";
import { elements, readPage } from "./_read_page_test.ts";
import { samplePages } from "./_sample_pages_test.ts";

/** Pieces out of which somebody would build a way out of an attribute, a text, a comment or a script. */
const PIECES = (
  "< > \" ' & / = ` \\ \0 \t \u2028 \ufeff </ <!-- --> <![CDATA[ ]]> </script> </title> <svg/onload= &lt; &#x3c; &amp; " +
  "javascript: on style srcdoc href x"
).split(" ");

const piece = fc.oneof(
  { arbitrary: fc.constantFrom(...PIECES), weight: 3 },
  fc.string({ unit: "binary", maxLength: 3 }),
);

/** It begins as no address does, since an address makes a link where another text makes none. */
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => `x${pieces.join("")}x`);

/** Tags, names of attributes, and how deep: all that a text must not change. */
function structureOf(html: string): readonly string[] {
  return elements(readPage(html)).map(({ tag, attributes, children }) => {
    const parts = children.map((child) => (typeof child === "string" ? "text" : child.tag));
    return [tag, ...attributes.keys(), "|", ...parts].join(" ");
  });
}

describe("a page around any text at all", () => {
  const plain = samplePages("xx");

  for (const [name, html] of Object.entries(plain)) {
    it(`has the elements, the attributes and the order of the ${name} page around a plain one`, () =>
      fc.assert(
        fc.property(text, (any) => assert.deepEqual(structureOf(samplePages(any)[name]!), structureOf(html))),
        { numRuns: 100 },
      ));
  }
});
