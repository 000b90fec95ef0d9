import { assert } from "chai";
import { createHash } from "node:crypto";
import { BRAND_MARK, STYLESHEET } from "./mod.ts";

const { text } = STYLESHEET;
const DARK = text.indexOf("@media (prefers-color-scheme: dark)");
const END = text.indexOf("*, *::before");

function coloursOf(css: string): ReadonlyMap<string, string> {
  return new Map([...css.matchAll(/--([a-z-]+): #([0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
}

const PALETTES = { light: coloursOf(text.slice(0, DARK)), dark: coloursOf(text.slice(DARK, END)) };

/** @see WCAG 2.2 "relative luminance" */
function luminance(colour: string): number {
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dim, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright! + 0.05) / (dim! + 0.05);
}

/** Ink and ground as the rules of the stylesheet bring them together. */
const TEXT_PAIRS = [
  ["ink", "ground"],
  ["soft", "ground"],
  ["ink", "card"],
  ["soft", "card"],
  ["link", "card"],
  ["link", "ground"],
  ["ink", "inset"],
  ["soft", "inset"],
  ["action-ink", "action"],
  ["action-ink", "action-hover"],
  ["alert-ink", "alert"],
  ["alert-ink", "card"],
  ["note-ink", "note"],
  ["badge-ink", "badge"],
] as const;

/** What is not text but has to be seen: borders of fields, the ring of focus, a ticked box. */
const SHAPE_PAIRS = [
  ["edge", "card"],
  ["focus", "card"],
  ["focus", "ground"],
  ["focus", "inset"],
  ["action", "card"],
  ["action", "inset"],
] as const;

describe("STYLESHEET", () => {
  for (const [name, palette] of Object.entries(PALETTES)) {
    const between = (ink: string, ground: string) => contrast(palette.get(ink)!, palette.get(ground)!);
    for (const [ink, ground] of TEXT_PAIRS) {
      it(`writes ${ink} on ${ground} with a contrast of 4.5 or more in ${name} colours`, () => {
        assert.isAtLeast(between(ink, ground), 4.5);
      });
    }
    for (const [shape, ground] of SHAPE_PAIRS) {
      it(`draws ${shape} on ${ground} with a contrast of 3 or more in ${name} colours`, () => {
        assert.isAtLeast(between(shape, ground), 3);
      });
    }
  }

  it("reckons contrast as WCAG does", () => {
    assert.equal(contrast("ffffff", "000000"), 21);
    assert.approximately(contrast("ffffff", "777777"), 4.48, 0.005);
  });

  it("gives every colour of the light palette a dark counterpart", () => {
    assert.sameMembers([...PALETTES.dark.keys()], [...PALETTES.light.keys()]);
  });

  it("names only properties that it defines, and defines none that it does not name", () => {
    const used = new Set([...text.matchAll(/var\(--([a-z-]+)\)/g)].map((match) => match[1]));
    const defined = new Set([...text.matchAll(/--([a-z-]+):/g)].map((match) => match[1]));
    assert.sameMembers([...used], [...defined]);
  });

  it("loads nothing, as fonts and images of others would tell them who logs in", () => {
    assert.notMatch(text, /@import|url\(|@font-face|https?:/);
  });

  it("has as many closing braces as opening ones", () => {
    assert.equal(text.split("{").length, text.split("}").length);
  });

  it("moves nothing for those who asked for less motion", () => {
    const still = text.replace(/@media \(prefers-reduced-motion: no-preference\) \{[^@]*?\n\}/, "");
    assert.notEqual(still, text);
    assert.notMatch(still, /transition|animation/);
  });

  it("never takes the ring of focus away", () => assert.notMatch(text, /outline:\s*(none|0)/));
});

describe("files that are named by their content", () => {
  const files = [
    {
      says: "the stylesheet",
      ...STYLESHEET,
      bytes: STYLESHEET.text,
      pattern: /^\/assets\/touchstone\.([0-9a-f]{16})\.css$/,
    },
    { says: "the mark", ...BRAND_MARK, bytes: BRAND_MARK.svg, pattern: /^\/assets\/mark\.([0-9a-f]{16})\.svg$/ },
  ];
  for (const { says, path, etag, bytes, pattern } of files) {
    it(`carries the hash of ${says} in its path and its entity tag`, () => {
      const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
      assert.equal(pattern.exec(path)?.[1], hash);
      assert.equal(etag, `"${hash}"`);
    });
  }

  it("draws the mark without script, style or anything from elsewhere", () => {
    assert.notMatch(BRAND_MARK.svg, /<script|<style|style=|href|on[a-z]+=|url\((?!#)/);
  });
});
