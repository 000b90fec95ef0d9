import { assert } from "chai";
import { sectionsFor } from "./sections.ts";

const ALL = ["/account", "/applications", "/authorized_tokens", "/docs", "/admin", "/admin/users", "/admin/keys"];

function sections(page: string, { isStaff = false, paths = ALL } = {}): readonly string[] {
  const endpoints = paths.map((path) => ({
    name: path,
    path,
    methods: [],
    speaks: "page" as const,
    handle: () => assert.fail("no page is asked for"),
  }));
  return sectionsFor(page, { issuer: { base: "/t", endpoints }, session: { isStaff } }).map(
    ({ href, current }) => `${href}${current === true ? " *" : ""}`,
  );
}

describe("sectionsFor()", () => {
  it("leads a person to their own pages, and marks where they are", () => {
    assert.deepEqual(sections("/applications"), ["/t/account", "/t/applications *", "/t/authorized_tokens", "/t/docs"]);
  });

  it("marks the section of a page that lies below it", () => {
    assert.include(sections("/applications/:id/update"), "/t/applications *");
    assert.deepEqual(
      sections("/accounting").filter((text) => text.endsWith("*")),
      [],
    );
  });

  it("leads staff alone to the administration", () => {
    assert.notInclude(sections("/account"), "/t/admin");
    assert.include(sections("/account", { isStaff: true }), "/t/admin");
  });

  it("has sections of its own in the administration, of which the nearest is marked", () => {
    assert.deepEqual(sections("/admin/users/:id", { isStaff: true }), [
      "/t/account",
      "/t/admin",
      "/t/admin/users *",
      "/t/admin/keys",
    ]);
    assert.include(sections("/admin", { isStaff: true }), "/t/admin *");
  });

  it("leaves out what the issuer does not serve", () => {
    assert.deepEqual(sections("/account", { isStaff: true, paths: ["/account"] }), ["/t/account *"]);
  });
});
