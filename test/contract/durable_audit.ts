import { assert } from "chai";

import type { AuditEntry, AuditQuery, AuditStore } from "../../src/stores/mod.ts";
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

    describe("search", () => {
      const TIMES = [20, 10, 30, 20, 20] as const;
      let event: string;
      let entries: readonly AuditEntry[];

      before(async () => {
        const { audit } = issuers().store;
        event = unique("searched");
        for (const [index, at] of TIMES.entries()) {
          const facts = index === 0 ? { client: 7, accountId: 8, family: "fam", trace: "t-1" } : {};
          await audit.add({ at, event, ...facts, detail: { index } });
        }
        entries = await audit.list({ event, limit: 10 });
      });

      /** Numbers of what is found, in order. */
      async function found(query: Partial<Parameters<AuditStore["search"]>[0]>): Promise<readonly unknown[]> {
        return (await issuers().store.audit.search({ event, limit: 10, ...query })).map(
          ({ detail }) => detail["index"],
        );
      }

      it("begins with the newest, and of one second with what was written last", async () => {
        assert.deepEqual(await issuers().store.audit.search({ event, limit: 1 }), [entries[2]!]);
        assert.deepEqual(await found({}), [2, 4, 3, 0, 1]);
      });

      it("goes on where a page ended, within a second too", async () => {
        for (const [place, rest] of [
          [2, [4, 3, 0, 1]],
          [4, [3, 0, 1]],
          [0, [1]],
          [1, []],
        ] as const)
          assert.deepEqual(await found({ before: entries[place]! }), [...rest], String(place));
        assert.deepEqual(await found({ before: entries[4]!, limit: 1 }), [3]);
        assert.deepEqual(await found({ before: { at: 25, id: 0 } }), [4, 3, 0, 1]);
        assert.deepEqual(await found({ before: { at: 10 ** 15, id: 10 ** 15 }, limit: 1 }), [2]);
      });

      const QUERIES: readonly (readonly [string, AuditQuery, readonly number[]])[] = [
        ["an application", { client: 7 }, [0]],
        ["another application", { client: 8 }, []],
        ["a person", { accountId: 8 }, [0]],
        ["a number that no record has", { accountId: 2 ** 40, client: 2 ** 40 }, []],
        ["a family", { family: "fam" }, [0]],
        ["a request", { trace: "t-1" }, [0]],
        ["all of one thing", { client: 7, accountId: 8, family: "fam", trace: "t-1", from: 20, until: 21 }, [0]],
        ["one thing and another", { client: 7, trace: "t-2" }, []],
        ["a time on", { from: 20 }, [2, 4, 3, 0]],
        ["what was before a time", { until: 20 }, [1]],
        ["a second", { from: 20, until: 21 }, [4, 3, 0]],
        ["all times", { from: -(10 ** 15), until: 10 ** 15 }, [2, 4, 3, 0, 1]],
        ["what comes after all times", { from: 10 ** 15 }, []],
        ["no time", { from: 21, until: 20 }, []],
        ["another event", { event: "nothing" }, []],
        ["what cannot be written", { trace: "\0" }, []],
        ["half a character", { family: "\ud800" }, []],
      ];
      for (const [what, query, expected] of QUERIES) {
        it(`finds ${what}`, async () => assert.deepEqual(await found(query), [...expected]));
      }

      it("finds nothing of another issuer", async () => {
        assert.isEmpty(await issuers().other.audit.search({ event, limit: 10 }));
      });
    });
  });
}
