import { assert } from "chai";
import { describe, it } from "mocha";
import { LAB_RUN_SCRIPT } from "../../pages/mod.ts";
import { type LabVisit, labVisit } from "./_lab_visit_test.ts";
import { labPages } from "./lab_pages.ts";

describe("labPages()", () => {
  let lab: LabVisit;
  before(async () => {
    lab = await labVisit();
  });

  it("has each address and each name once, all below /lab, and each speaks to people", () => {
    const pages = labPages(lab.runs);
    for (const member of ["path", "name"] as const)
      assert.lengthOf(new Set(pages.map((page) => page[member])), pages.length);
    for (const { path, speaks } of pages) {
      assert.match(path, /^\/lab(?:\/|$)/);
      assert.equal(speaks, "page");
    }
  });

  it("has one place on the first page of the issuer", () => {
    const places = labPages(lab.runs).filter(({ place }) => place !== undefined);
    assert.deepEqual(
      places.map(({ path }) => path),
      ["/lab"],
    );
  });

  it("serves its script for ever, as its address changes with it", async () => {
    const page = labPages(lab.runs).find(({ path }) => path === LAB_RUN_SCRIPT.path);
    const { headers } = await page!.handle(lab.at(LAB_RUN_SCRIPT.path));
    assert.include(headers["Cache-Control"], "immutable");
    assert.equal(headers["ETag"], LAB_RUN_SCRIPT.etag);
  });
});
