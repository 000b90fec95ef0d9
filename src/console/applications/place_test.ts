import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { ACCOUNT_FORM } from "../../engine/mod.ts";
import { json } from "../../protocol/mod.ts";
import { visit } from "../../../test/support/visit.ts";
import {
  applicationAt,
  applicationPage,
  applicationPath,
  type ApplicationsPlace,
  type ApplicationVisit,
  deedOf,
  listPath,
  ownApplications,
} from "./place.ts";

const OWN = ownApplications({ registration: "anyone" });
const OFFICE: ApplicationsPlace = {
  registration: "staff",
  path: "/admin/applications",
  authority: "staff",
  has: () => true,
};

/** What a page at a place is given when Ann asks for an application. */
async function visitTo(place: ApplicationsPlace, id: (own: number) => string = String) {
  const on = await visit({ url: "https://issuer.test/t" });
  await on.issuer.durable.accounts.change(on.ann.id, { isStaff: true });
  const app = await client(on.issuer, { ownerId: on.ann.id });
  let seen: ApplicationVisit | undefined;
  const page = applicationPage(place, {
    what: "view",
    show(given) {
      seen = given;
      return json(200, {});
    },
  });
  await page.handle(on.request({ path: `/t${place.path}/${id(app.id)}` }));
  return { ...on, app, given: seen ?? assert.fail("the page was not shown") };
}

describe("applicationPage()", () => {
  const show = () => json(200, {});

  it("is at the addresses of older servers where it is about one's own", () => {
    const { name, path, aliases, authority } = applicationPage(OWN, { what: "update", show });
    assert.deepEqual([name, path, authority], ["application_update", "/applications/:id/update", "person"]);
    assert.deepEqual(aliases, ["applications/:id/update"]);
  });

  it("is a page of the administration alone where it is about everybody's", () => {
    const { name, path, aliases, authority } = applicationPage(OFFICE, { what: "update", show });
    assert.deepEqual([name, path, authority], ["admin_application_update", "/admin/applications/:id/update", "staff"]);
    assert.isUndefined(aliases);
  });

  it("answers only where it has an answer, and says where it is", async () => {
    assert.deepEqual(applicationPage(OWN, { what: "list", show }).methods, ["GET"]);
    const page = applicationPage(OFFICE, {
      what: "register",
      show,
      answer: ({ place }, form) => json(200, { path: place.path, name: form.get("name") }),
    });
    assert.deepEqual(page.methods, ["GET", "POST"]);
    const { form, issuer, ann } = await visit();
    await issuer.durable.accounts.change(ann.id, { isStaff: true });
    const reply = await page.handle(form(ACCOUNT_FORM, { name: "x" }));
    assert(reply.kind === "json");
    assert.deepEqual(reply.body, { path: "/admin/applications", name: "x" });
  });
});

describe("applicationAt()", () => {
  for (const [name, place] of [
    ["among one's own", OWN],
    ["in the administration", OFFICE],
  ] as const) {
    it(`finds an application of one's own ${name}, as it is now`, async () => {
      const { given, app, issuer } = await visitTo(place);
      await issuer.durable.clients.change(app.id, { name: "Changed" });
      assert.equal((await applicationAt(given)).name, "Changed");
    });

    for (const id of ["0", "01", "-1", "1.0", "x", "99999999999", "%00"]) {
      it(`does not find ${id} ${name}`, async () => {
        const { given } = await visitTo(place, () => id);
        await assertRefused(() => applicationAt(given), { code: "invalid_request", status: 404 });
      });
    }
  }

  it("finds an application of somebody else in the administration alone", async () => {
    for (const [place, isThere] of [
      [OWN, false],
      [OFFICE, true],
    ] as const) {
      const { given, app, issuer } = await visitTo(place);
      await issuer.durable.clients.change(app.id, { ownerId: undefined });
      if (isThere) assert.equal((await applicationAt(given)).id, app.id);
      else await assertRefused(() => applicationAt(given), { code: "invalid_request", status: 404 });
    }
  });
});

describe("applicationPath() and listPath()", () => {
  for (const [place, path] of [
    [OWN, "/t/applications"],
    [OFFICE, "/t/admin/applications"],
  ] as const) {
    it(`stay at ${path}`, async () => {
      const { given } = await visitTo(place);
      assert.equal(listPath(given), path);
      assert.equal(listPath(given, "register"), `${path}/register`);
      assert.equal(applicationPath(given, { id: 7 }), `${path}/7`);
      assert.equal(applicationPath(given, { id: 7 }, "secret"), `${path}/7/secret`);
    });
  }
});

describe("deedOf()", () => {
  it("is about the person who did it with an application of their own", async () => {
    const { given, app, ann } = await visitTo(OWN);
    assert.deepEqual(deedOf(given, { client: app }), { client: app.id, accountId: ann.id, detail: {} });
  });

  it("is about the owner, and names who did it, in the administration", async () => {
    const { given, app, ann } = await visitTo(OFFICE);
    const client = { ...app, ownerId: 77 };
    const expected = { client: app.id, accountId: 77, detail: { what: "x", by: ann.id } };
    assert.deepEqual(deedOf(given, { client, detail: { what: "x" } }), expected);
  });

  it("is about nobody where nobody owns it", async () => {
    const { given, app, ann } = await visitTo(OFFICE);
    const { ownerId: _, ...client } = app;
    assert.deepEqual(deedOf(given, { client }), { client: app.id, detail: { by: ann.id } });
  });
});
