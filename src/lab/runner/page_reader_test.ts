import { assert } from "chai";
import {
  renderConsent,
  renderFormPost,
  renderLoggedOut,
  renderLogin,
  renderLogout,
  renderOauth1Pin,
} from "../../pages/mod.ts";
import { formsOf, framesOf, nextOf, pinOf, titleOf } from "./page_reader.ts";

const FRAME = { base: "/lab/i/a" };

describe("formsOf()", () => {
  it("reads the login page", () => {
    const [form] = formsOf(renderLogin({ ...FRAME, action: "/x?a=1&b=2", csrf: "c", next: "/there", cancel: true }));
    assert.deepEqual(form, {
      action: "/x?a=1&b=2",
      fields: [
        ["csrf", "c"],
        ["next", "/there"],
        ["username", ""],
        ["password", ""],
      ],
      buttons: [{ name: "action", value: "cancel" }],
    });
  });

  it("reads which boxes of the consent page are ticked, and both buttons", () => {
    const markup = renderConsent({
      ...FRAME,
      action: "/x",
      csrf: "c",
      clientName: 'A "client" & <co>',
      clientId: "c1",
      redirectHost: "app.test",
      username: "alice",
      canRemember: true,
      scopes: [
        { name: "read", sentence: "Read", checked: true, known: false },
        { name: "write", sentence: "Write", checked: false, known: false },
      ],
    });
    const [{ fields, buttons } = assert.fail("there is no form")] = formsOf(markup);
    assert.deepEqual(fields, [
      ["csrf", "c"],
      ["scope", "read"],
      ["remember", "yes"],
    ]);
    assert.deepEqual(
      buttons.map(({ value }) => value),
      ["deny", "allow"],
    );
  });

  it("reads values back as they were, whatever is in them", () => {
    const value = `a "b" & <c> 'd' é\u00a0`;
    const [form] = formsOf(renderFormPost({ action: "https://app.test/cb?x=1&y=2", parameters: [["state", value]] }));
    assert.equal(form?.action, "https://app.test/cb?x=1&y=2");
    assert.deepEqual(form?.fields, [["state", value]]);
  });

  it("reads what a person chose from a list, and a text of several lines", () => {
    const markup = `<form action="/x"><select name="a"><option value="1"><option value="2" selected></select>
      <select name="b"><option value="3"><option value="4"></select><textarea name="t">\nx\ny</textarea></form>`;
    assert.deepEqual(formsOf(markup)[0]?.fields, [
      ["a", "2"],
      ["b", "3"],
      ["t", "x\ny"],
    ]);
  });

  it("finds none where there is none", () => assert.isEmpty(formsOf("<p>nothing</p>")));
});

describe("framesOf() and nextOf()", () => {
  const OUT = renderLoggedOut({
    ...FRAME,
    next: { href: "https://app.test/bye?a=1&b=2", clientName: "App" },
    frames: ["https://app.test/out?iss=x&sid=y", "https://other.test/out"],
  });

  it("read where the page that says goodbye leads", () => {
    assert.deepEqual(framesOf(OUT), ["https://app.test/out?iss=x&sid=y", "https://other.test/out"]);
    assert.equal(nextOf(OUT), "https://app.test/bye?a=1&b=2");
  });

  it("find nothing on other pages", () => {
    const page = renderLogout({ ...FRAME, action: "/x", csrf: "c", username: "alice", fields: [] });
    assert.isEmpty(framesOf(page));
    assert.isUndefined(nextOf(page));
  });
});

describe("pinOf()", () => {
  it("reads the code without the blank that makes it readable", () => {
    assert.equal(pinOf(renderOauth1Pin({ ...FRAME, clientName: "App", pin: "12345678" })), "12345678");
  });

  it("finds none on other pages", () => assert.isUndefined(pinOf("<output>words</output>")));
});

describe("titleOf()", () => {
  it("reads the title", () => {
    assert.match(titleOf(renderLogin({ ...FRAME, action: "/x", csrf: "c" })) ?? "", /^Log in/);
    assert.equal(titleOf("<title>A &amp; B</title>"), "A & B");
    assert.isUndefined(titleOf("<h1>none</h1>"));
  });
});
