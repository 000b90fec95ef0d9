import { assert } from "chai";
import { assert as forAll, property, string } from "fast-check";
import { baseOf } from "./_trial_test.ts";
import { diffBaseStrings, markBaseStrings, printDifference, whereDiffers } from "./diff_base_strings.ts";

const SENT = { query: "size=original&file=vacation.jpg" };
const OURS = baseOf(SENT);

describe("diffBaseStrings()", () => {
  for (const [what, theirs, expected] of [
    ["the method", OURS.replace("GET", "get"), { part: "method", at: 0, ours: "GET", theirs: "get", same: 0 }],
    [
      "the address",
      OURS.replace("https", "http"),
      {
        part: "address",
        at: 8,
        ours: "https://photos.example.net/photos",
        theirs: "http://photos.example.net/photos",
        same: 4,
      },
    ],
    [
      "a value",
      OURS.replace("vacation.jpg", "vacation%252Ejpg"),
      { part: "parameters", parameter: "file", ours: "file=vacation.jpg", theirs: "file=vacation%2Ejpg", same: 13 },
    ],
    [
      "a parameter that the client lacks",
      OURS.replace("file%3Dvacation.jpg%26", ""),
      {
        part: "parameters",
        parameter: "file",
        ours: "file=vacation.jpg",
        theirs: "oauth_consumer_key=dpf43f3p2l4k3l03",
      },
    ],
    [
      "a parameter that the server lacks",
      `${OURS}%26zoom%3D1`,
      { part: "parameters", parameter: "zoom", at: OURS.length, ours: "", theirs: "zoom=1", same: 0 },
    ],
    ["the parts themselves", OURS.replace("&", ""), { part: "method" }],
    ["nothing but how an ampersand is written", OURS.replace("%26", "&"), { part: "parameters" }],
    ["an empty text", "", { part: "method", at: 0, theirs: "" }],
  ] as const) {
    it(`finds ${what}`, () => assert.deepInclude(diffBaseStrings(OURS, theirs), expected));
  }

  it("finds nothing where they are the same", () => {
    assert.isUndefined(diffBaseStrings(OURS, OURS));
  });

  it("finds a first difference in any two texts that are not the same, and where it is", () => {
    forAll(
      property(string({ unit: "binary" }), string({ unit: "binary" }), (one, other) => {
        const found = diffBaseStrings(one, other);
        assert.equal(found === undefined, one === other);
        if (found === undefined) return;
        assert.equal(one.slice(0, found.at), other.slice(0, found.at));
        assert.notEqual(one[found.at], other[found.at]);
      }),
    );
  });
});

describe("markBaseStrings()", () => {
  it("marks what differs, on both sides, and nothing else", () => {
    const [method, address, parameters] = markBaseStrings("GET&http&a%3D1%26b%3D2", "GET&https&a%3D1%26c%3D3%26b%3D2");
    assert.deepEqual(method?.theirs, [{ text: "GET", differs: false }]);
    assert.deepEqual(address?.theirs, [
      { text: "http", differs: false },
      { text: "s", differs: true },
    ]);
    assert.deepEqual(
      parameters?.ours.filter(({ differs }) => differs),
      [],
    );
    assert.deepEqual(parameters?.theirs.find(({ differs }) => differs)?.text, "c%3D3%26");
  });

  it("loses no character, and marks none of what is the same", () => {
    forAll(
      property(string(), string(), (one, other) => {
        const marked = markBaseStrings(`GET&${one}&x`, `GET&${other}&x`);
        for (const [side, text] of [
          ["ours", one],
          ["theirs", other],
        ] as const) {
          const joined = marked.map((part) => part[side].map((span) => span.text).join("")).join("&");
          assert.equal(joined, `GET&${text}&x`);
        }
        if (one === other) assert.isFalse(marked.some((part) => part.ours.some((span) => span.differs)));
      }),
    );
  });
});

describe("printDifference()", () => {
  it("marks the first character that differs", () => {
    const theirs = OURS.replace("vacation.jpg", "vacation%252Ejpg");
    const printed = printDifference(diffBaseStrings(OURS, theirs)!);
    assert.equal(
      printed,
      [
        "They differ first in the parameters, at 'file' (character 62)",
        "  server  file=vacation.jpg",
        "  client  file=vacation%2Ejpg",
        "                       ^",
      ].join("\n"),
    );
  });

  it("shows the neighbourhood alone of what is long", () => {
    const [one, other] = ["a", "b"].map((letter) => `GET&${"x".repeat(200)}${letter}${"y".repeat(200)}`);
    const lines = printDifference(diffBaseStrings(one!, other!)!).split("\n");
    assert.isTrue(lines.every((line) => line.length < 130));
    assert.equal(lines[1]?.[lines[3]!.length - 1], "a");
    assert.equal(lines[2]?.[lines[3]!.length - 1], "b");
  });
});

describe("whereDiffers()", () => {
  for (const [theirs, ends] of [
    [`${OURS}%26zoom%3D1`, "at 'zoom', which the server does not have"],
    [OURS.slice(0, OURS.lastIndexOf("%26")), "at 'size', which the client does not have"],
    [OURS.replace("GET", "PUT"), "in the method"],
  ] as const) {
    it(`says that they differ ${ends}`, () => {
      assert.include(whereDiffers(diffBaseStrings(OURS, theirs)!), ends);
    });
  }
});
