import { assert } from "chai";
import type { Endpoint } from "../../src/engine/mod.ts";
import { standardFeatures } from "../../src/server/mod.ts";
import { testConfig } from "../support/config.ts";
import { EVERYTHING } from "../support/everything.ts";
import { assertProblemPage, locationOf } from "../support/replies.ts";
import { valueBrowser } from "../support/value_browser.ts";
import { type Administration, administrationOf } from "./administration.ts";

const PAGES = standardFeatures(testConfig(EVERYTHING)).flatMap(({ name, endpoints = [] }) =>
  name === "administration" ? endpoints : [],
);
const REQUESTS = PAGES.flatMap((page) => page.methods.map((method) => [method, page] as const));

/** A path of a page, with the number of an application, a person, or anything else that there may be. */
function pathOf({ path }: Endpoint, { ann }: Administration): string {
  return path.replace(/:\w+/g, String(ann.id));
}

describe("the administration", () => {
  it("is for staff, every page of it", () => {
    assert.isAtLeast(PAGES.length, 20);
    assert.deepEqual(
      PAGES.filter(({ authority, path }) => authority !== "staff" || !path.startsWith("/admin")),
      [],
    );
  });

  for (const [method, page] of REQUESTS) {
    it(`sends who is not signed in to do that: ${method} ${page.path}`, async () => {
      const on = await administrationOf({ settings: EVERYTHING });
      const { pathname } = locationOf(await on.send(method, pathOf(page, on)));
      assert.equal(pathname, "/login");
    });

    it(`refuses who is not of the staff, with a form of their own: ${method} ${page.path}`, async () => {
      const on = await administrationOf({ settings: EVERYTHING });
      const browser = valueBrowser(on);
      await browser.signIn(on.ann);
      const before = await on.issuer.durable.audit.search({ limit: 99 });
      const reply = await browser[method === "POST" ? "post" : "get"](pathOf(page, on));
      assertProblemPage(reply, { error: "access_denied", status: 403 });
      assert.deepEqual(await on.issuer.durable.audit.search({ limit: 99 }), before);
    });
  }

  for (const [method, page] of REQUESTS.filter(([method]) => method === "POST")) {
    it(`does nothing by a form of another site: ${method} ${page.path}`, async () => {
      const on = await administrationOf({ settings: EVERYTHING });
      const reply = await on.desk.post(pathOf(page, on), { form: { csrf: "forged" } });
      assertProblemPage(reply, { error: "invalid_request", status: 403 });
    });
  }

  it("ends for who is of the staff no more, in the middle of a session", async () => {
    const on = await administrationOf();
    assert.equal((await on.desk.get("/admin/audit")).status, 200);
    await on.issuer.durable.accounts.add({ ...on.sue, username: "another", sub: crypto.randomUUID() });
    await on.issuer.durable.accounts.change(on.sue.id, { isStaff: false });
    assert.equal((await on.desk.get("/admin/audit")).status, 403);
  });
});
