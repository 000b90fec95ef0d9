import { assert } from "chai";
import { findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { renderHome } from "./mod.ts";

const HOME = {
  base: "",
  issuer: "http://localhost:8000",
  links: [{ href: "/account", text: "Your account", says: "Who you are" }],
};

describe("renderHome()", () => {
  it("says the issuer", () => assert.include(mainText(renderHome(HOME)), "http://localhost:8000"));

  it("links each place with a sentence on it", () => {
    assert.equal(textOf(findOne(renderHome(HOME), "a", { href: "/account" })), "Your account");
    assert.include(mainText(renderHome(HOME)), "Who you are");
  });

  it("leaves the list out when there is nowhere to go", () => {
    assert.lengthOf(findAll(renderHome({ ...HOME, links: [] }), "nav"), 0);
  });

  it("says where tokens are kept only when there is something to say", () => {
    assert.lengthOf(findAll(renderHome(HOME), "p", { class: "note" }), 0);
    assert.include(mainText(renderHome({ ...HOME, redisNote: "No Redis was found" })), "No Redis was found");
  });

  it("shows a name without a link when an address is a script", () => {
    const html = renderHome({ ...HOME, links: [{ href: "javascript:alert(1)", text: "Bad", says: "Worse" }] });
    assert.notInclude(html, "javascript:");
    assert.include(mainText(html), "Bad");
  });
});

describe("the header", () => {
  it("offers nobody to log out who is not logged in", () => {
    assert.lengthOf(findAll(renderHome({ ...HOME, csrf: "seal" }), "form"), 0);
  });

  it("names the person and links the account below the issuer", () => {
    const html = renderHome({ ...HOME, base: "/tenant", signedInAs: "alice" });
    assert.equal(textOf(findOne(html, "a", { href: "/tenant/account" })), "Your account: alice");
    assert.lengthOf(findAll(html, "form"), 0);
  });

  it("logs out by a post with the token", () => {
    const html = renderHome({ ...HOME, base: "/tenant", signedInAs: "alice", csrf: "seal" });
    assert.equal(textOf(findOne(html, "form", { action: "/tenant/logout", method: "post" })), "Log out");
    assert.equal(findOne(html, "input", { name: "csrf", type: "hidden" }).attributes.get("value"), "seal");
  });
});
