import { assert } from "chai";
import { standardFeatures } from "../../src/server/mod.ts";
import { StoreUnavailable } from "../../src/stores/mod.ts";
import { testConfig } from "../support/config.ts";
import { gatedStores } from "../support/faulty_stores.ts";
import { markupOf } from "../support/replies.ts";
import { administrationOf } from "./administration.ts";
import { assertActive, pairFor } from "./tokens.ts";

const PAGES = standardFeatures(testConfig({})).flatMap(({ name, endpoints = [] }) =>
  name === "administration" ? endpoints.filter(({ methods }) => methods.includes("GET")) : [],
);

/** Shown out of what this process knows: the keys, and forms that are empty. */
const NEED_NO_STORE: ReadonlySet<string> = new Set([
  "admin_keys",
  "admin_keys_rotate",
  "admin_token",
  "admin_application_register",
  "admin_user_add",
]);

/** An administration whose records go away, all but those that tell who is asking. */
async function breakable() {
  let away: (call: string) => boolean = () => false;
  const on = await administrationOf({
    stores: (standard) =>
      gatedStores(standard, async (store, name, call) => {
        if (away(`${store} ${name}`)) throw new StoreUnavailable(store, new RangeError("The test took it away"));
        return call();
      }),
  });
  return {
    ...on,
    take(which: (call: string) => boolean) {
      away = which;
    },
  };
}

describe("the administration while its records are away", () => {
  for (const { name, path } of PAGES.filter((page) => !NEED_NO_STORE.has(page.name))) {
    it(`says so, and to come back: ${path}`, async () => {
      const on = await breakable();
      on.take((call) => call.startsWith("postgres") && !call.endsWith("sessions.find"));
      const reply = await on.desk.get(path.replace(/:\w+/g, String(on.app.id)), { query: { application: "x" } });
      assert.equal(reply.status, 503, name);
      assert.include(markupOf(reply), "temporarily_unavailable");
    });
  }

  for (const lost of ["postgres families.revoke", "postgres consents.forget", "redis put", "postgres audit.add"]) {
    it(`ends an authorization in full at the second try, where ${lost} failed at the first`, async () => {
      const on = await breakable();
      const { access, refresh } = await pairFor(on);
      const page = await on.desk.get(`/admin/authorizations/${access.slice(6, 14)}/revoke`);
      on.take((call) => call.startsWith(lost));
      const first = await on.desk.submit(page);
      assert.include([303, 503], first.status);
      on.take(() => false);
      assert.equal((await on.desk.submit(page)).status, 303);
      for (const token of [access, refresh]) await assertActive(on, token, false);
    });
  }
});
