import { assert } from "chai";
import { fieldsOf, findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { ABOUT, CONSENT } from "./_sample_pages_test.ts";
import { renderConsent } from "./mod.ts";

describe("renderConsent()", () => {
  it("posts the token and the ticked scopes", () => {
    assert.deepEqual(fieldsOf(renderConsent(CONSENT), "/consent"), [
      ["csrf", "seal"],
      ["scope", "read"],
    ]);
  });

  it("lets each scope be ticked and unticked", () => {
    const boxes = findAll(renderConsent(CONSENT), "input", { type: "checkbox", name: "scope" });
    assert.deepEqual(
      boxes.map(({ attributes }) => attributes.get("value")),
      ["read", "write"],
    );
    for (const { attributes } of boxes) assert.isFalse(attributes.has("disabled"));
  });

  it("labels each scope with its sentence and its name, and says which was allowed before", () => {
    const labels = findAll(renderConsent(CONSENT), "label").map(textOf);
    assert.deepEqual(labels, ["See your photos read allowed before", "Change your photos write "]);
  });

  const told = [
    { says: "who asks", words: "Allow Photo Printer to use your account?", model: {} },
    { says: "by which id", words: "printer", model: {} },
    { says: "who registered it", words: "registered by Bob", model: { ownerName: "Bob" } },
    { says: "whose account it is", words: "You are logged in as alice", model: {} },
    { says: "where the browser goes next", words: "You go next toprinter.example", model: {} },
    { says: "for how long without renewal", words: "10 minutes, then it has to ask again", model: {} },
    {
      says: "for how long with renewal",
      words: "30 days, also while you are away",
      model: { refreshLifetime: "30 days" },
    },
    { says: "that no permission is asked for", words: "no permission beyond", model: { scopes: [] } },
  ];
  for (const { says, words, model } of told) {
    it(`says ${says}`, () => assert.include(mainText(renderConsent({ ...CONSENT, ...model })), words));
  }

  it("says when only a revocation ends it", () => {
    const { accessLifetime: _, ...model } = CONSENT;
    assert.include(mainText(renderConsent(model)), "As long as you do not revoke it, also while you are away");
  });

  it("shows the picture of the application, and links to what it says of itself, beside the page", () => {
    const html = renderConsent({ ...CONSENT, about: ABOUT });
    assert.equal(findOne(html, "img", { class: "logo" }).attributes.get("src"), ABOUT.logoUri);
    const links = findAll(html, "a", { target: "_blank" });
    assert.deepEqual(
      links.map((link) => [textOf(link), link.attributes.get("href"), link.attributes.get("rel")]),
      [
        ["Its own page", ABOUT.clientUri, "noopener noreferrer"],
        ["How it uses your data", ABOUT.policyUri, "noopener noreferrer"],
        ["Its terms", ABOUT.tosUri, "noopener noreferrer"],
      ],
    );
  });

  it("warns of an application that nobody has checked, and of no other", () => {
    const warning = "Nobody here has checked this application";
    assert.include(mainText(renderConsent({ ...CONSENT, isUnverified: true })), warning);
    for (const model of [CONSENT, { ...CONSENT, isUnverified: false }])
      assert.notInclude(mainText(renderConsent(model)), warning);
  });

  it("leaves out what the application does not say, and links nowhere but to web pages", () => {
    const html = renderConsent({ ...CONSENT, about: { policyUri: "javascript:alert(1)" } });
    assert.lengthOf(findAll(html, "img", { class: "logo" }), 0);
    const [link, ...others] = findAll(html, "a", { target: "_blank" });
    assert.isFalse(link?.attributes.has("href"));
    assert.isEmpty(others);
    assert.notInclude(mainText(renderConsent(CONSENT)), "It says");
  });

  it("says nothing of an owner that is not known", () => {
    assert.notInclude(mainText(renderConsent(CONSENT)), "registered by");
  });

  it("denies when Enter is pressed, as that button comes first", () => {
    const buttons = findAll(renderConsent(CONSENT), "button", { name: "action" });
    assert.deepEqual(
      buttons.map(({ attributes }) => attributes.get("value")),
      ["deny", "allow"],
    );
  });

  it("remembers by default where that is possible", () => {
    const fields = fieldsOf(renderConsent({ ...CONSENT, canRemember: true }), "/consent");
    assert.deepInclude(fields, ["remember", "yes"]);
  });

  it("does not offer to remember where that is not possible", () => {
    assert.lengthOf(findAll(renderConsent(CONSENT), "input", { name: "remember" }), 0);
  });

  it("announces a problem and ties the scopes to it", () => {
    const html = renderConsent({ ...CONSENT, problem: "Tick one" });
    assert.equal(textOf(findOne(html, "p", { role: "alert" })), "Tick one");
    assert.equal(findOne(html, "fieldset").attributes.get("aria-describedby"), "problem");
  });

  it("keeps texts from outside in their own direction, so that they cannot turn the words around them", () => {
    const name = "\u202Eretnirp";
    const isolated = findAll(renderConsent({ ...CONSENT, clientName: name, ownerName: name }), "bdi").map(textOf);
    assert.lengthOf(
      isolated.filter((text) => text === name),
      3,
    );
  });

  it("keeps the name of a client out of the title of the window", () => {
    assert.equal(textOf(findOne(renderConsent(CONSENT), "title")), "Allow access · Touchstone");
  });
});
