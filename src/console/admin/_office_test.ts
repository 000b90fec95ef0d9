import { personalPage, type PersonalVisit } from "../../engine/mod.ts";
import { assert } from "chai";
import { json } from "../../protocol/mod.ts";
import { type Visit, visit } from "../../../test/support/visit.ts";

/** Somebody of the staff at an issuer, and the visits that their browser makes. */
export interface Office extends Visit {
  /** What a page of the administration is given when it is asked for with a query. */
  readonly come: (query?: string) => Promise<PersonalVisit>;
}

/** Opens an issuer with somebody of the staff. */
export async function office(): Promise<Office> {
  const on = await visit({ url: "https://issuer.test/t" });
  await on.issuer.durable.accounts.change(on.ann.id, { isStaff: true });
  async function come(query = ""): Promise<PersonalVisit> {
    const seen: PersonalVisit[] = [];
    const page = personalPage({
      name: "office",
      path: "/admin/office",
      authority: "staff",
      show(given) {
        seen.push(given);
        return json(200, {});
      },
    });
    await page.handle(on.request({ path: "/t/admin/office", query }));
    return seen[0] ?? assert.fail("the page was not shown");
  }
  return { ...on, come };
}
