import { assert } from "chai";
import { fieldsOf, findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { ACCOUNT } from "./_sample_pages_test.ts";
import { renderAccount } from "./mod.ts";

describe("renderAccount()", () => {
  for (const words of [
    "alice",
    "alice@example.com",
    "1 May 2026",
    "Photo Printer",
    "printer",
    "2 May 2026",
    "read",
    "write",
  ]) {
    it(`says '${words}'`, () => assert.include(mainText(renderAccount(ACCOUNT)), words));
  }

  it("marks staff and nobody else", () => {
    assert.include(mainText(renderAccount({ ...ACCOUNT, isStaff: true })), "staff");
    assert.notInclude(mainText(renderAccount(ACCOUNT)), "staff");
  });

  it("says that there is no email address", () => {
    assert.include(mainText(renderAccount({ ...ACCOUNT, email: "" })), "EmailNone");
  });

  it("revokes by a post with the token and the tag", () => {
    assert.deepEqual(fieldsOf(renderAccount(ACCOUNT), "/tenant/account/revoke"), [
      ["csrf", "seal"],
      ["tag", "tag-1"],
    ]);
  });

  it("names the application in its button, for those who hear the page", () => {
    const form = findOne(renderAccount(ACCOUNT), "form", { action: "/tenant/account/revoke" });
    assert.equal(textOf(form), "Remove access of Photo Printer");
  });

  it("has a form for each application", () => {
    const authorized = ["a", "b", "c"].map((tag) => ({
      clientName: "Same",
      clientId: "same",
      scopes: [],
      since: "today",
      tag,
    }));
    const tags = findAll(renderAccount({ ...ACCOUNT, authorized }), "input", { name: "tag" });
    assert.deepEqual(
      tags.map(({ attributes }) => attributes.get("value")),
      ["a", "b", "c"],
    );
  });

  it("leads to the application that says where, and names it for those who hear the page", () => {
    const [application] = ACCOUNT.authorized;
    const open = "https://client.test/login?iss=a&b";
    const link = findOne(renderAccount({ ...ACCOUNT, authorized: [{ ...application!, open }] }), "a", { href: open });
    assert.equal(textOf(link), "Open Photo Printer");
  });

  for (const open of ["javascript:alert(1)", "data:text/html,x", "//evil.test/", ""]) {
    it(`does not lead to '${open}'`, () => {
      const [application] = ACCOUNT.authorized;
      const html = renderAccount({ ...ACCOUNT, authorized: [{ ...application!, open }] });
      assert.notInclude(mainText(html), "Open");
    });
  }

  it("leaves out the permissions of an application that has none", () => {
    const authorized = ACCOUNT.authorized.map((application) => ({ ...application, scopes: [] }));
    assert.lengthOf(findAll(renderAccount({ ...ACCOUNT, authorized }), "ul", { "aria-label": "Permissions" }), 0);
  });

  it("says so when no application has access", () => {
    assert.include(mainText(renderAccount({ ...ACCOUNT, authorized: [] })), "No application can use your account");
  });

  it("names the person and offers to log out even when the frame does not say who it is", () => {
    assert.equal(textOf(findOne(renderAccount(ACCOUNT), "a", { href: "/tenant/account" })), "Your account: alice");
    assert.equal(textOf(findOne(renderAccount(ACCOUNT), "form", { action: "/tenant/logout" })), "Log out");
  });
});
