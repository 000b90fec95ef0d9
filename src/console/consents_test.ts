import { assert } from "chai";
import { client, person } from "../../test/support/cast.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { refusalOf } from "../../test/support/refusals.ts";
import { markupOf } from "../../test/support/replies.ts";
import { ACCOUNT_FORM } from "../engine/mod.ts";
import { ACCOUNT_CONSENT_FORGET, ACCOUNT_CONSENTS } from "./consents.ts";
import { placeOf, type Visit, visit } from "./_visit_test.ts";

async function remember({ issuer, ann }: Visit, name: string, accountId = ann.id): Promise<number> {
  const { id } = await client(issuer, { name });
  await issuer.durable.consents.remember({ accountId, client: id, scope: ["read", "write"], grantedAt: START });
  return id;
}

function pathOf(id: number | string): string {
  return `/t/account/consents/${id}/forget`;
}

function forget(on: Visit, id: number) {
  const { request } = on.form(ACCOUNT_FORM, {});
  const at = on.request({ path: pathOf(id), method: "POST" });
  return ACCOUNT_CONSENT_FORGET.handle({ ...at, request: { ...at.request, form: request.form } });
}

describe("the remembered consents", () => {
  it("are those of the person alone, each with the way to forget it", async () => {
    const on = await visit({ url: "https://issuer.test/t" });
    const mine = await remember(on, "Mine");
    await remember(on, "Of another", (await person(on.issuer)).id);
    const page = markupOf(await ACCOUNT_CONSENTS.handle(on.request()));
    for (const text of ["Mine", "read write", "2026-01-01", `href="${pathOf(mine)}"`]) assert.include(page, text);
    assert.notInclude(page, "Of another");
  });

  it("are forgotten one by one, after a question", async () => {
    const on = await visit({ url: "https://issuer.test/t" });
    const [first, second] = [await remember(on, "First"), await remember(on, "Second")];
    const question = markupOf(await ACCOUNT_CONSENT_FORGET.handle(on.request({ path: pathOf(first) })));
    for (const text of ["First", "Forget it", `action="${pathOf(first)}"`]) assert.include(question, text);
    const { consents } = on.issuer.durable;
    assert.isDefined(await consents.find(on.ann.id, first));
    assert.equal(placeOf(await forget(on, first)), "/t/account/consents?done=forgotten");
    assert.isUndefined(await consents.find(on.ann.id, first));
    assert.isDefined(await consents.find(on.ann.id, second));
    assert.deepEqual(on.events, ["consent.forgotten"]);
  });

  it("are not forgotten for another person", async () => {
    const on = await visit({ url: "https://issuer.test/t" });
    const bob = await person(on.issuer);
    const theirs = await remember(on, "Theirs", bob.id);
    assert.equal((await refusalOf(async () => forget(on, theirs))).status, 404);
    assert.isDefined(await on.issuer.durable.consents.find(bob.id, theirs));
    assert.isEmpty(on.events);
  });

  for (const id of ["0", "-1", "1.0", "01", "4294967296", "x"]) {
    it(`are not looked for by '${id}'`, async () => {
      const on = await visit({ url: "https://issuer.test/t" });
      const refused = await refusalOf(async () => ACCOUNT_CONSENT_FORGET.handle(on.request({ path: pathOf(id) })));
      assert.equal(refused.status, 404);
    });
  }
});
