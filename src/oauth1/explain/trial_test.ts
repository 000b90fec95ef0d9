import { assert } from "chai";
import { array, assert as forAll, constantFrom, property, string, tuple } from "fast-check";
import type { Param } from "../../protocol/mod.ts";
import { signatureBaseString } from "../signature_base.ts";
import { baseOf, encoded, receivedFrom, trialOf } from "./_trial_test.ts";
import { compareParams, compareTexts, wrongBase } from "./trial.ts";

const TRIAL = trialOf(receivedFrom({ query: "b=2&a=1+x" }));

describe("wrongBase()", () => {
  it("is the right one where nothing is done otherwise, whatever is signed", () => {
    const text = string({ unit: "grapheme", maxLength: 8 });
    forAll(
      property(array(tuple(text, text), { maxLength: 8 }), constantFrom("get", "POST"), (params, method) => {
        const signed = { ...TRIAL.signed, method, params };
        assert.equal(wrongBase({ signed }, {}), signatureBaseString(signed));
      }),
    );
  });

  for (const [what, ways, changed] of [
    ["method", { method: "put" }, (base: string) => base.replace("GET", "put")],
    ["address", { uri: "x:y" }, (base: string) => base.replace(/&[^&]*/, "&x%3Ay")],
    ["parameters", { params: [["c", "3"] as const] }, (base: string) => base.replace(/[^&]*$/, "c%3D3")],
    [
      "way to write a pair",
      { pair: (name: string) => name },
      (base: string) => base.replaceAll(/%3D.*?(?=%26|$)/g, ""),
    ],
    [
      "last encoding",
      { encodeAgain: (text: string) => text },
      () => baseOf({ query: "b=2&a=1+x" }, { encodeAgain: String }),
    ],
    [
      "first encoding",
      { encode: (text: string) => encoded(`${text}~`) },
      (base: string) => base.replaceAll(/(?=%3D|%26|$)/g, "~"),
    ],
  ] as const) {
    it(`has another ${what} where that is asked for`, () => {
      assert.equal(wrongBase(TRIAL, ways), changed(wrongBase(TRIAL, {})));
    });
  }

  it("keeps an order that it is given", () => {
    const reversed = (params: readonly Param[]) => params.toReversed();
    const params: readonly Param[] = [
      ["a", "1"],
      ["b", "2"],
    ];
    assert.isTrue(wrongBase(TRIAL, { params, order: reversed }).endsWith("&b%3D2%26a%3D1"));
  });
});

describe("compareParams()", () => {
  it("orders by name, then by value", () => {
    const sorted = [
      ["b", "1"],
      ["a", "2"],
      ["a", "1"],
      ["a", "1"],
    ].map(([a = "", b = ""]): Param => [a, b]);
    assert.deepEqual(
      sorted.toSorted(compareParams).map((pair) => pair.join("")),
      ["a1", "a1", "a2", "b1"],
    );
    assert.deepEqual([compareTexts("A", "a"), compareTexts("a", "A"), compareTexts("a", "a")], [-1, 1, 0]);
  });
});
