import { assert } from "chai";

import { entryOf, journalFrom } from "../../../test/support/journal.ts";
import {
  afterFault,
  askedFor,
  untilFault,
  firstFaulted,
  gapsBetween,
  marksIn,
  numbersOf,
  redactedOf,
  repeatedNames,
  requestsOfClient,
  valueInside,
  valueOf,
  valuesBeside,
  valuesOf,
  wasAnswered,
} from "./observe.ts";

describe("parameters of a request with a request object", () => {
  const object = { by: "value", header: {}, claims: { state: "inside", max_age: 5 } } as const;
  const asked = entryOf("authorize", {
    query: [
      ["state", "beside"],
      ["scope", "openid"],
      ["max_age", "6"],
    ],
    object,
  });

  it("valuesOf() tells those inside, and those beside it that are not inside as a text", () => {
    assert.deepEqual(valuesOf(asked, "state"), ["inside"]);
    assert.deepEqual(valuesOf(asked, "scope"), ["openid"]);
    assert.deepEqual(valuesOf(asked, "max_age"), ["6"]);
    assert.equal(valueOf(asked, "state"), "inside");
  });

  it("valueInside() and valuesBeside() tell one of both alone", () => {
    assert.equal(valueInside(asked, "state"), "inside");
    assert.isUndefined(valueInside(asked, "scope"));
    assert.isUndefined(valueInside(entryOf("authorize"), "state"));
    assert.deepEqual(valuesBeside(asked, "state"), ["beside"]);
  });
});

describe("what an observation can ask of a journal", () => {
  const journal = journalFrom("discovery authorize callback token! jwks! token statement");

  it("askedFor() answers the entries of some places in their order", () => {
    assert.deepEqual(numbersOf(askedFor(journal, "token", "discovery")), [1, 4, 6]);
    assert.deepEqual(askedFor(journal, "resource"), []);
    assert.deepEqual(askedFor(journal), []);
  });

  it("askedFor() leaves out what a browser asks before it asks (CORS)", () => {
    const [entry] = journalFrom("token");
    assert.isDefined(entry);
    assert.deepEqual(numbersOf(askedFor([{ ...entry, method: "OPTIONS" }, entry], "token")), [1]);
    assert.lengthOf(askedFor([{ ...entry, method: "OPTIONS" }], "token"), 0);
  });

  it("requestsOfClient() leaves out what we sent, what a person did and statements", () => {
    const all = journalFrom("authorize person callback logout_token logout_frame statement unknown");
    assert.deepEqual(numbersOf(requestsOfClient(all)), [1, 7]);
  });

  it("firstFaulted(), untilFault() and afterFault() part a journal at the first fault", () => {
    assert.equal(firstFaulted(journal)?.n, 4);
    assert.deepEqual(numbersOf(untilFault(journal)), [1, 2, 3, 4]);
    assert.deepEqual(numbersOf(afterFault(journal)), [5, 6, 7]);
  });

  it("they take a journal without faults for one that goes on until it", () => {
    const right = journalFrom("authorize token");
    assert.isUndefined(firstFaulted(right));
    assert.deepEqual(untilFault(right), right);
    assert.deepEqual(afterFault(right), []);
  });

  it("gapsBetween() counts from the end of an answer to the next request", () => {
    const polls = [
      entryOf("token", { at: 1000, took: 20 }),
      entryOf("token", { at: 6020, took: 100 }),
      entryOf("token", { at: 11_120 }),
    ];
    assert.deepEqual(gapsBetween(polls), [5000, 5000]);
    assert.deepEqual(gapsBetween(polls.slice(1, 2)), []);
    assert.deepEqual(gapsBetween([]), []);
  });

  for (const [status, dropped, answered] of [
    [199, false, false],
    [200, false, true],
    [302, false, true],
    [399, false, true],
    [400, false, false],
    [503, false, false],
    [200, true, false],
  ] as const) {
    it(`wasAnswered() is ${answered} for ${status}${dropped ? " and a dropped connection" : ""}`, () => {
      assert.equal(wasAnswered({ status, ...(dropped ? { dropped } : {}) }), answered);
    });
  }

  it("numbersOf() answers each number once, in order", () => {
    const [one, two] = [entryOf("token"), entryOf("jwks", { n: 2 })];
    assert.deepEqual(numbersOf([two, one, two]), [1, 2]);
  });
});

describe("what an observation can ask of parameters", () => {
  const entry = entryOf("token", {
    query: [
      ["a", "1"],
      ["b", ""],
    ],
    form: [
      ["a", "2"],
      ["b", "3"],
      ["c", ""],
      ["e", "[empty]"],
    ],
  });

  it("valuesOf() answers those of the query first", () => {
    assert.deepEqual(valuesOf(entry, "a"), ["1", "2"]);
    assert.deepEqual(valuesOf(entry, "d"), []);
  });

  it("valueOf() takes an empty one for none", () => {
    assert.equal(valueOf(entry, "a"), "1");
    assert.equal(valueOf(entry, "b"), "3");
    assert.isUndefined(valueOf(entry, "c"));
    assert.isUndefined(valueOf(entry, "e"));
  });

  it("repeatedNames() answers each repeated name once", () => {
    assert.deepEqual(repeatedNames([...entry.query, ...entry.form, ["a", "4"]]), ["a", "b"]);
    assert.deepEqual(repeatedNames(entry.query), []);
  });

  for (const [text, redacted] of [
    ["[43 characters, #1a2b3c4d]", { length: 43, mark: "1a2b3c4d" }],
    ["[1 character, #00000000]", { length: 1, mark: "00000000" }],
    ["abc", undefined],
    ["Bearer [43 characters, #1a2b3c4d]", undefined],
    ["", undefined],
  ] as const) {
    it(`redactedOf('${text}') is ${redacted === undefined ? "nothing" : `of ${redacted.length}`}`, () => {
      assert.deepEqual(redactedOf(text), redacted);
    });
  }

  it("marksIn() finds the marks in a longer text", () => {
    assert.deepEqual(marksIn("Bearer [43 characters, #1a2b3c4d]"), ["1a2b3c4d"]);
    assert.deepEqual(marksIn("[4 characters, #1a2b3c4d] [5 characters, #ffffffff]"), ["1a2b3c4d", "ffffffff"]);
    assert.deepEqual(marksIn("Bearer abc"), []);
  });
});
