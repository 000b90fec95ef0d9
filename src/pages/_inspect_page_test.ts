import { assert } from "chai";
import { complaintsAbout, tabOrder } from "./_inspect_test.ts";

/** A page that is right, around a fragment that is or is not. */
function around(fragment: string): string {
  return `<!doctype html>\n<html lang="en"><body><main id="main"><h1>Title</h1>${fragment}</main></body></html>\n`;
}

const WRONG: readonly [complaint: string, fragment: string][] = [
  ["the id 'main' stands twice", `<p id="main">x</p>`],
  ["'label' refers to 'x', which is not there", `<label for="x">X</label>`],
  ["'p' refers to 'y', which is not there", `<p aria-describedby="main y">x</p>`],
  ["'section' refers to 'z', which is not there", `<section aria-labelledby="z"></section>`],
  ["'a' refers to 'below', which is not there", `<a href="#below">Below</a>`],
  ["there is not one first heading", `<h1>Another</h1>`],
  ["a level before h3 is skipped", `<h3>Deep</h3>`],
  ["'input' has no name", `<input id="a" type="text" />`],
  ["'input' has no name", `<input id="a" type="checkbox" /><label for="a"> </label>`],
  ["'button' has no name", `<button type="submit"><img src="/x" alt="" /></button>`],
  ["'a' has no name", `<a href="/"></a>`],
  ["'tabindex' of 2 changes the order", `<p tabindex="2">x</p>`],
  ["two elements want the cursor", `<button autofocus>A</button><button autofocus>B</button>`],
  ["the cursor goes where nobody sees it", `<input type="hidden" autofocus />`],
  ["'ul' is empty", `<ul></ul>`],
  ["'p' stands in 'ul'", `<ul><p>x</p></ul>`],
  ["'dt' stands in 'dl'", `<dl><dt>x</dt></dl>`],
  ["'button' stands in 'a'", `<a href="/">x<button>y</button></a>`],
  ["'form' stands in 'form'", `<form method="post" action="/"><form method="post" action="/">x</form></form>`],
  ["'main' stands twice", `<main>x</main>`],
  ["a form is not posted", `<form method="get" action="/">x</form>`],
  ["a form has no address", `<form method="post">x</form>`],
  ["a form is empty", `<form method="post" action="/"></form>`],
];

describe("the inspection of pages", () => {
  it("has nothing to say about a page that is right", () => {
    const right = `<h2 id="a">A</h2><section aria-labelledby="a"><ul><li>x</li></ul></section><a href="#main">Up</a>`;
    assert.deepEqual(complaintsAbout(around(right)), []);
  });

  for (const [complaint, fragment] of WRONG) {
    it(`says that ${complaint} about ${fragment}`, () =>
      assert.deepEqual(complaintsAbout(around(fragment)), [complaint]));
  }

  it("misses the main part where there is none", () => {
    assert.include(complaintsAbout("<!doctype html><html><body><h1>x</h1></body></html>"), "there is no main part");
  });

  it("tells what the Tab key reaches, which is nothing hidden and no link without an address", () => {
    const fragment = `<input type="hidden" name="a" /><a>None</a><a href="/">One</a><input id="two" /><button>Three</button>`;
    assert.deepEqual(tabOrder(around(fragment)), ["a One", "input two", "button Three"]);
  });
});
