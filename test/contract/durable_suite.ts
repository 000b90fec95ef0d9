import { assert } from "chai";

import type { Database, DurableStore } from "../../src/stores/mod.ts";
import { describeAccounts } from "./durable_accounts.ts";
import { describeAudit } from "./durable_audit.ts";
import { describeClients } from "./durable_clients.ts";
import { describeConsents } from "./durable_consents.ts";
import { describeAccountSearch, describeLastOfStaff, describeSessionSearch } from "./durable_search.ts";
import { describeSessions } from "./durable_sessions.ts";
import { describeFamilies } from "./durable_families.ts";
import { describeInitialTokens } from "./durable_initial_tokens.ts";
import { describeIssuers } from "./durable_issuers.ts";
import { describeKeys } from "./durable_keys.ts";
import { winners } from "./eventually.ts";
import { unique } from "./record_samples.ts";

/** A database under test. */
export interface DurableSubject {
  readonly database: Database;
  readonly close: () => Promise<void>;
}

/** Two issuers of one database. */
export interface Issuers {
  readonly store: DurableStore;
  /** An issuer that must see nothing of the first. */
  readonly other: DurableStore;
}

/** What every adapter of the port does. */
export function describeDatabase(name: string, open: () => Promise<DurableSubject>): void {
  describe(`Database in ${name}`, () => {
    let subject: DurableSubject;
    let issuers: Issuers;

    before(async () => {
      subject = await open();
      const { database } = subject;
      issuers = {
        store: await database.forIssuer(unique("issuer")),
        other: await database.forIssuer(unique("issuer")),
      };
    });
    after(async () => subject.close());

    describeClients(() => issuers);
    describeAccounts(() => issuers);
    describeAccountSearch(() => issuers);
    describeLastOfStaff(() => subject.database.forIssuer(unique("issuer")));
    describeConsents(() => issuers);
    describeSessions(() => issuers);
    describeSessionSearch(() => issuers);
    describeFamilies(() => issuers);
    describeKeys(() => issuers);
    describeInitialTokens(() => issuers);
    describeAudit(() => issuers);

    describeIssuers(() => subject.database);

    describe("claimOnce", () => {
      it("is true once for a name, and for each issuer", async () => {
        const { store, other } = issuers;
        const name = unique("claim");
        assert.deepEqual([await store.claimOnce(name), await store.claimOnce(name)], [true, false]);
        assert.isTrue(await other.claimOnce(name));
      });

      it("is known from then on, for that name and that issuer", async () => {
        const { store, other } = issuers;
        const name = unique("claim");
        assert.isFalse(await store.wasClaimed(name));
        await store.claimOnce(name);
        assert.deepEqual([await store.wasClaimed(name), await store.wasClaimed(`${name}2`)], [true, false]);
        assert.isFalse(await other.wasClaimed(name));
      });

      it("is true for one of 50 callers", async () => {
        const name = unique("claim");
        assert.equal(await winners(50, async () => issuers.store.claimOnce(name)), 1);
      });
    });

    describe("forIssuer", () => {
      it("gives the same records for the same name", async () => {
        const { database } = subject;
        const [name, claim] = [unique("issuer"), unique("claim")];
        await (await database.forIssuer(name)).claimOnce(claim);
        assert.isFalse(await (await database.forIssuer(name)).claimOnce(claim));
      });

      it("makes one issuer when 20 ask for it at once", async () => {
        const name = unique("issuer");
        const stores = await Promise.all(Array.from({ length: 20 }, async () => subject.database.forIssuer(name)));
        const claim = unique("claim");
        assert.equal(await winners(20, async (index) => stores[index]!.claimOnce(claim)), 1);
      });
    });

    it("says that it is ready, and has no migration pending", async () => {
      assert.deepEqual([await subject.database.ready(), await issuers.store.ready()], [true, true]);
      assert.isEmpty(await subject.database.pendingMigrations());
    });
  });
}
