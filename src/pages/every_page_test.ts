import { assert } from "chai";
import * as fc from "fast-check";
import { complaintsAbout } from "./_inspect_test.ts";
import { PAGES } from "./_model_arbitraries_test.ts";
import { elements, type PageElement, readPage, textOf } from "./_read_page_test.ts";

const RUNS = { numRuns: 60 };

function forEveryModel(sentence: string, check: (html: string, name: string) => void): void {
  describe(sentence, () => {
    for (const [name, pages] of Object.entries(PAGES)) {
      it(`on the ${name} page`, () =>
        fc.assert(
          fc.property(pages, (html) => check(html, name)),
          RUNS,
        ));
    }
  });
}

function valuesOf(page: PageElement, name: string): readonly string[] {
  return elements(page).flatMap(({ attributes }) => attributes.get(name) ?? []);
}

forEveryModel("whatever it shows, nothing is in the way of a keyboard or a screen reader", (html) =>
  assert.deepEqual(complaintsAbout(html), []),
);

forEveryModel("whatever it shows, no address is a script and no attribute a handler", (html) => {
  const page = readPage(html);
  for (const name of ["href", "src", "action"]) {
    for (const address of valuesOf(page, name)) assert.match(address, /^(?:https?:|\/|#|com\.example\.app:)/);
  }
  const names = elements(page).flatMap(({ attributes }) => Array.from(attributes.keys()));
  assert.deepEqual(
    names.filter((name) => name.startsWith("on") || name === "style"),
    [],
  );
});

forEveryModel("whatever it shows, the title of the window is in words of the house", (html, name) => {
  const title = elements(readPage(html), "title").map(textOf).join();
  if (name !== "message") assert.match(title, /^[A-Z][A-Za-z ]+ · Touchstone$/);
  assert.isTrue(title.endsWith(" · Touchstone"));
});

forEveryModel(
  "whatever it shows, a person who is signed in can log out where a form can be sealed, and nobody else",
  (html) => {
    const page = readPage(html);
    const header = elements(page, "header");
    const forms = header.flatMap((one) => elements(one, "form"));
    const account = header
      .flatMap((one) => elements(one, "a"))
      .filter(({ attributes }) => attributes.get("class") === "name");
    assert.isAtMost(forms.length, account.length);
    for (const form of forms) {
      assert.match(form.attributes.get("action") ?? "", /\/logout$/);
      assert.lengthOf(
        valuesOf(form, "name").filter((name) => name === "csrf"),
        1,
      );
    }
  },
);
