import { assert } from "chai";
import { findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { renderMessage } from "./mod.ts";

const MESSAGE = { base: "", title: "You are logged out", text: "Nobody is logged in here" };

describe("renderMessage()", () => {
  it("heads the page and the window with its title", () => {
    assert.equal(textOf(findOne(renderMessage(MESSAGE), "h1")), "You are logged out");
    assert.equal(textOf(findOne(renderMessage(MESSAGE), "title")), "You are logged out · Touchstone");
  });

  it("says its text", () => assert.include(mainText(renderMessage(MESSAGE)), "Nobody is logged in here"));

  it("links on when there is somewhere to go", () => {
    const html = renderMessage({ ...MESSAGE, link: { href: "/login", text: "Log in again" } });
    assert.equal(textOf(findOne(html, "a", { href: "/login" })), "Log in again");
  });

  it("has no link of its own", () => assert.lengthOf(findAll(renderMessage(MESSAGE), "a", { class: "button" }), 0));
});
