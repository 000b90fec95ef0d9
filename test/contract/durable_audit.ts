import { assert } from "chai";

import type { Issuers } from "./durable_suite.ts";
import { clientAndPerson, unique } from "./record_samples.ts";

/** What every `AuditStore` does. */
export function describeAudit(issuers: () => Issuers): void {
  describe("audit", () => {
    it("gives back what happened, oldest first, in pages and by event", async () => {
      const { audit } = issuers().store;
      const event = unique("login.failed");
      const full = {
        at: 2,
        event,
        client: 7,
        accountId: 8,
        family: "tag",
        trace: "t-1",
        detail: { n: 1, ok: false, why: "ä" },
      };
      const lean = { at: 1, event, detail: {} };
      await audit.add(full);
      await audit.add({ ...lean, event: unique("other") });
      await audit.add(lean);
      const [first, second, ...rest] = await audit.list({ event, limit: 10 });
      assert.deepEqual([first, second, rest], [{ ...full, id: first!.id }, { ...lean, id: second!.id }, []]);
      assert.deepEqual(await audit.list({ event, limit: 10, after: first!.id }), [second!]);
      assert.deepEqual(await audit.list({ event, limit: 1 }), [first!]);
    });

    it("shows no issuer the log of another", async () => {
      const { store, other } = issuers();
      const event = unique("secret");
      await store.audit.add({ at: 1, event, detail: {} });
      assert.isEmpty(await other.audit.list({ event, limit: 10 }));
    });

    it("outlives the client and the person that it names", async () => {
      const { store } = issuers();
      const { client, accountId } = await clientAndPerson(store);
      const record = { at: 1, event: unique("gone"), client, accountId, detail: {} };
      await store.audit.add(record);
      await store.clients.remove(client);
      await store.accounts.remove(accountId, 2);
      const [entry] = await store.audit.list({ event: record.event, limit: 1 });
      assert.deepEqual(entry, { ...record, id: entry!.id });
    });

    it("lists every event when none is named", async () => {
      const { audit } = issuers().store;
      const event = unique("any");
      await audit.add({ at: 1, event, detail: {} });
      const all = await audit.list({ limit: 1_000 });
      assert.isTrue(all.some((entry) => entry.event === event));
    });
  });
}
