import { assert } from "chai";
import { elements, type PageElement, readPage, textOf } from "./_read_page_test.ts";
import { samplePages } from "./_sample_pages_test.ts";

const PLAIN = samplePages("plain");

const HOSTILE = [
  `<script>alert(1)</script>`,
  `"><script>alert(1)</script>`,
  `" onfocus="alert(1)" autofocus x="`,
  `' onfocus='alert(1)`,
  `</title></textarea></style><img src=x onerror=alert(1)>`,
  `&lt;script&gt; &amp; &#x3c;`,
  `<!-- --> <![CDATA[ ]]> <?x ?>`,
];

/** Tags and names of attributes in order: what data must not be able to change. */
function shape(html: string): string[] {
  return elements(readPage(html)).map(({ tag, attributes }) => [tag, ...attributes.keys()].join(" "));
}

function forEachPage(says: string, check: (page: PageElement, name: string) => void): void {
  describe(says, () => {
    for (const [name, html] of Object.entries(PLAIN)) it(`on the ${name} page`, () => check(readPage(html), name));
  });
}

function attributeOf(name: string): (element: PageElement) => string | undefined {
  return (element) => element.attributes.get(name);
}

function idsOf(page: PageElement): string[] {
  return elements(page).flatMap(({ attributes }) => attributes.get("id") ?? []);
}

function isVisibleInput({ tag, attributes }: PageElement): boolean {
  return tag === "input" && attributes.get("type") !== "hidden";
}

describe("pages, given hostile text in every field", () => {
  for (const name of Object.keys(PLAIN)) {
    for (const text of HOSTILE) {
      it(`keeps the structure of the ${name} page for ${text}`, () => {
        assert.deepEqual(shape(samplePages(text)[name]!), shape(PLAIN[name]!));
      });
    }
  }

  for (const name of Object.keys(PLAIN)) {
    it(`says each text on the ${name} page letter for letter, wherever the plain text stands`, () => {
      const text = HOSTILE[5]!;
      const places = (page: PageElement, word: string) =>
        elements(page)
          .flatMap(({ attributes, children }) => Array.from<unknown>(attributes.values()).concat(children))
          .filter((place) => typeof place === "string" && place.includes(word)).length;
      const expected = places(readPage(PLAIN[name]!), "plain");
      assert.isAbove(expected, 2);
      assert.equal(places(readPage(samplePages(text)[name]!), text), expected);
    });
  }
});

forEachPage("a page has a language, a title, a viewport for phones and one main part", (page) => {
  assert.deepEqual(elements(page, "html").map(attributeOf("lang")), ["en"]);
  assert.match(elements(page, "title").map(textOf).join(), /^.+ · Touchstone$/);
  assert.lengthOf(elements(page, "main"), 1);
  const names = elements(page, "meta").map(attributeOf("name"));
  assert.includeMembers(names, ["viewport", "color-scheme", "robots"]);
});

forEachPage("a page has one first heading, and skips no level", (page) => {
  const levels = elements(page).flatMap(({ tag }) => (/^h[1-6]$/.test(tag) ? [Number(tag.slice(1))] : []));
  assert.equal(levels[0], 1);
  assert.lengthOf(
    levels.filter((level) => level === 1),
    1,
  );
  for (const [index, level] of levels.entries()) assert.isAtMost(level, (levels[index - 1] ?? 0) + 1);
});

forEachPage("ids are unique and whatever refers to one finds it", (page) => {
  const ids = idsOf(page);
  assert.lengthOf(new Set(ids), ids.length);
  const references = elements(page).flatMap(({ attributes }) =>
    ["for", "aria-describedby", "aria-labelledby"].flatMap((name) => attributes.get(name)?.split(" ") ?? []),
  );
  const inPage = elements(page).flatMap(({ attributes }) => /^#(.+)$/.exec(attributes.get("href") ?? "")?.[1] ?? []);
  assert.includeMembers(ids, [...references, ...inPage]);
});

forEachPage("each input that can be seen has a label with a text", (page) => {
  const labelled = elements(page, "label")
    .filter((label) => textOf(label).trim() !== "")
    .map(attributeOf("for"));
  assert.includeMembers(labelled, elements(page).filter(isVisibleInput).map(attributeOf("id")));
});

forEachPage("each button has a text and a type, each link a text and an address, each image a text", (page) => {
  // What copies a value sends nothing.
  for (const { attributes } of elements(page, "button"))
    assert.equal(attributes.get("type"), attributes.has("data-copy") ? "button" : "submit");
  for (const link of elements(page, "a")) assert.isTrue(link.attributes.has("href"));
  for (const image of elements(page, "img")) assert.isTrue(image.attributes.has("alt"));
  for (const named of [...elements(page, "button"), ...elements(page, "a")]) assert.isNotEmpty(textOf(named).trim());
});

/** Pages that go on by themselves, one that sends calls, and one that shows requests as they come; each can be read and left by hand as well. */
const WITH_SCRIPT: ReadonlySet<string> = new Set(["form post", "logged out", "api docs", "lab run"]);

forEachPage("a page has no inline style, no handler and no script but that by which it goes on", (page, name) => {
  assert.lengthOf(elements(page, "style"), 0);
  assert.lengthOf(elements(page, "script"), WITH_SCRIPT.has(name) ? 1 : 0);
  const attributes = elements(page).flatMap((element) => Array.from(element.attributes.keys()));
  assert.deepEqual(
    attributes.filter((attribute) => /^on|^style$|^srcdoc$/.test(attribute)),
    [],
  );
});

/** Pictures of applications may come from elsewhere. */
function isElsewhere({ tag, attributes }: PageElement): boolean {
  return tag === "iframe" || (tag === "img" && attributes.get("class") === "logo");
}

forEachPage(
  "a page loads nothing from another host but frames and logos, and its own files below the issuer",
  (page) => {
    const loaded = [
      ...elements(page, "link").map(attributeOf("href")),
      ...elements(page).flatMap((element) => (isElsewhere(element) ? [] : (element.attributes.get("src") ?? []))),
    ];
    assert.isAtLeast(loaded.length, 2);
    for (const address of loaded)
      assert.match(address ?? "", /^\/plain\/(?:lab\/)?assets\/[a-z_]+\.[0-9a-f]{16}\.(css|svg|js)$/);
  },
);

/** Whether a form is one that changes something: neither a search nor what a script alone sends. */
function isSentToUs({ attributes }: PageElement): boolean {
  return attributes.get("role") !== "search" && !attributes.has("data-script");
}

forEachPage(
  "each form but a search is posted, and carries the anti-forgery token when it comes to us",
  (page, name) => {
    for (const form of elements(page, "form").filter(isSentToUs)) {
      const sealed = elements(form, "input").filter(({ attributes }) => attributes.get("name") === "csrf");
      assert.equal(form.attributes.get("method"), "post");
      assert.deepEqual(sealed.map(attributeOf("value")), name === "form post" ? [] : ["plain"]);
    }
  },
);
