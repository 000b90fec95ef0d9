import { assert } from "chai";

import {
  AlreadyTaken,
  type ClientQuery,
  type ClientRecord,
  type ClientStore,
  RecordGone,
} from "../../src/stores/mod.ts";
import type { Issuers } from "./durable_suite.ts";
import { thrownBy, winners } from "./eventually.ts";
import { clientAndPerson, fullClient, leanClient, leanFamily, person, unique, uniqueDigest } from "./record_samples.ts";

/** What every `ClientStore` does. */
export function describeClients(issuers: () => Issuers): void {
  describe("clients", () => {
    for (const [kind, sample] of [
      ["everything", fullClient],
      ["nothing optional", leanClient],
    ] as const) {
      it(`gives back a client that has ${kind}, by its id and by its number`, async () => {
        const { clients } = issuers().store;
        const client = sample();
        const added = await clients.add(client);
        assert.deepEqual(added, { ...client, id: added.id });
        assert.deepEqual(await clients.find(client.clientId), added);
        assert.deepEqual(await clients.findByNumber(added.id), added);
      });
    }

    it("changes a registered client for the one of 20 who holds the present token", async () => {
      const { clients } = issuers().store;
      const registration = uniqueDigest();
      const { id } = await clients.add(leanClient({ registrationDigest: registration }));
      const changes = () => ({ name: unique("name"), registrationDigest: uniqueDigest() });
      const won = await winners(
        20,
        async () => (await clients.changeRegistered(id, { registration, changes: changes() })) !== undefined,
      );
      assert.equal(won, 1);
      const after = await clients.findByNumber(id);
      assert.notEqual(after?.registrationDigest, registration);
      assert.match(after!.name, /^name-/);
    });

    it("changes nothing for who holds no token of the client, or where there is none", async () => {
      const { store, other } = issuers();
      const registration = uniqueDigest();
      const registered = await store.clients.add(leanClient({ registrationDigest: registration }));
      const plain = await store.clients.add(leanClient());
      const changes = { name: "Other" };
      assert.isUndefined(
        await store.clients.changeRegistered(registered.id, { registration: uniqueDigest(), changes }),
      );
      assert.isUndefined(await store.clients.changeRegistered(plain.id, { registration, changes }));
      assert.isUndefined(await other.clients.changeRegistered(registered.id, { registration, changes }));
      assert.isUndefined(await store.clients.changeRegistered(2 ** 40, { registration, changes }));
      assert.deepEqual(await store.clients.findByNumber(registered.id), registered);
      assert.deepEqual(await store.clients.findByNumber(plain.id), plain);
    });

    it("clears what nobody vouched for when somebody does", async () => {
      const { clients } = issuers().store;
      const { id } = await clients.add(leanClient({ isUnverified: true }));
      assert.notProperty(await clients.change(id, { isUnverified: undefined }), "isUnverified");
    });

    it("keeps ids of clients unique, upper and lower case apart", async () => {
      const { clients } = issuers().store;
      const { clientId } = await clients.add(leanClient({ clientId: unique("CaSe") }));
      const error = await thrownBy(async () => clients.add(leanClient({ clientId })));
      assert.instanceOf(error, AlreadyTaken);
      assert.propertyVal(error, "member", "clientId");
      await clients.add(leanClient({ clientId: clientId.toLowerCase() }));
    });

    it("gives an id to one of 20 who ask for it at once", async () => {
      const { clients } = issuers().store;
      const client = leanClient();
      const added = async () =>
        clients.add(client).then(
          () => true,
          (error: unknown) => !(error instanceof AlreadyTaken),
        );
      assert.equal(await winners(20, added), 1);
    });

    it("refuses an owner who is not there, in both verbs that name one", async () => {
      const { clients } = issuers().store;
      const { id } = await clients.add(leanClient());
      const ownerId = 2_000_000_000;
      assert.instanceOf(await thrownBy(async () => clients.add(leanClient({ ownerId }))), RecordGone);
      assert.instanceOf(await thrownBy(async () => clients.change(id, { ownerId })), RecordGone);
    });

    it("shows no issuer the clients of another", async () => {
      const { store, other } = issuers();
      const client = await store.clients.add(leanClient());
      assert.isUndefined(await other.clients.find(client.clientId));
      assert.isUndefined(await other.clients.findByNumber(client.id));
      assert.isUndefined(await other.clients.change(client.id, { name: "theirs" }));
      assert.isFalse(await other.clients.remove(client.id));
      assert.deepEqual(await store.clients.find(client.clientId), client);
    });

    for (const clientId of [
      "",
      "nobody",
      "nul\0",
      "half \ud800",
      "__proto__",
      "'; DROP TABLE clients; --",
      "a".repeat(100_000),
    ]) {
      it(`finds no client by ${JSON.stringify(clientId.slice(0, 30))}`, async () => {
        assert.isUndefined(await issuers().store.clients.find(clientId));
      });
    }

    for (const number of [0, -1, 1.5, Number.NaN, Infinity, 2 ** 31, 2 ** 60]) {
      it(`finds, changes and removes nothing by the number ${number}`, async () => {
        const { clients } = issuers().store;
        assert.isUndefined(await clients.findByNumber(number));
        assert.isUndefined(await clients.change(number, { name: "x" }));
        assert.isFalse(await clients.remove(number));
      });
    }

    for (const name of ["nul\0", "half \udfff"]) {
      it(`refuses to write the text ${JSON.stringify(name)} in any member`, async () => {
        const { clients } = issuers().store;
        const { id } = await clients.add(leanClient());
        const calls = [
          async () => clients.add(leanClient({ name })),
          async () => clients.add(leanClient({ redirectUris: [name] })),
          async () => clients.add(leanClient({ metadata: { deep: [name] } })),
          async () => clients.change(id, { name }),
        ];
        for (const call of calls) assert.instanceOf(await thrownBy(call), RangeError);
      });
    }

    it("tells a backslash before u0000 from NUL", async () => {
      const client = await issuers().store.clients.add(
        leanClient({ metadata: { text: "\\u0000", more: "\\\\u0000" } }),
      );
      assert.deepEqual(client.metadata, { text: "\\u0000", more: "\\\\u0000" });
    });

    describe("change", () => {
      it("writes the named members and no other", async () => {
        const { clients } = issuers().store;
        const before = await clients.add(fullClient());
        const after = await clients.change(before.id, {
          name: "New",
          secrets: [],
          scope: ["all"],
          updatedAt: 1_800_000_000,
        });
        assert.deepEqual(after, { ...before, name: "New", secrets: [], scope: ["all"], updatedAt: 1_800_000_000 });
        assert.deepEqual(await clients.findByNumber(before.id), after);
      });

      it("clears an optional member that is named with undefined", async () => {
        const { clients } = issuers().store;
        const { scope, authMethod, accessTokenLifetime, ...rest } = await clients.add(fullClient());
        assert.isDefined([scope, authMethod, accessTokenLifetime]);
        const after = await clients.change(rest.id, {
          scope: undefined,
          authMethod: undefined,
          accessTokenLifetime: undefined,
        });
        assert.deepEqual(after, rest);
      });

      it("changes nothing when nothing is named", async () => {
        const { clients } = issuers().store;
        const client = await clients.add(leanClient());
        assert.deepEqual(await clients.change(client.id, {}), client);
      });

      it("refuses an id that is in use", async () => {
        const { clients } = issuers().store;
        const [one, two] = [await clients.add(leanClient()), await clients.add(leanClient())];
        const error = await thrownBy(async () => clients.change(one.id, { clientId: two.clientId }));
        assert.instanceOf(error, AlreadyTaken);
        assert.deepEqual(await clients.findByNumber(one.id), one);
      });
    });

    describe("list", () => {
      it("gives pages by number, of one owner when one is named", async () => {
        const { clients, accounts } = issuers().store;
        const { id: ownerId } = await accounts.add(person());
        const own = [];
        for (let count = 0; count < 3; count += 1) {
          own.push(await clients.add(leanClient({ ownerId })));
          await clients.add(leanClient());
        }
        assert.deepEqual(await clients.list({ ownerId, limit: 2 }), own.slice(0, 2));
        assert.deepEqual(await clients.list({ ownerId, limit: 2, after: own[1]!.id }), own.slice(2));
      });

      it("gives the clients of everybody when no owner is named", async () => {
        const { clients } = issuers().store;
        const [one, two] = [await clients.add(leanClient()), await clients.add(leanClient())];
        assert.deepEqual(await clients.list({ after: one.id - 1, limit: 10 }), [one, two]);
      });
    });

    it("removes a client with its consents and families", async () => {
      const { store } = issuers();
      const { client, accountId } = await clientAndPerson(store);
      const family = leanFamily(client);
      await store.consents.remember({ accountId, client, scope: ["read"], grantedAt: 1 });
      await store.families.open(family);
      assert.deepEqual([await store.clients.remove(client), await store.clients.remove(client)], [true, false]);
      assert.isUndefined(await store.consents.find(accountId, client));
      assert.isUndefined(await store.families.find(family.tag));
    });

    describe("search", () => {
      const mark = unique("sought");
      let ownerId: number;
      let made: readonly ClientRecord[];

      before(async () => {
        const { store } = issuers();
        ownerId = (await store.accounts.add(person())).id;
        const samples: readonly Partial<ClientRecord>[] = [
          { name: `Straße_${mark} % \\`, clientId: unique("Shop") },
          { name: "Renamed", clientId: `${mark}-Till`, type: "confidential", grantTypes: ["password", "implicit"] },
          { name: `ÄPFEL ${mark}`, registrationDigest: uniqueDigest(), ownerId },
        ];
        const added: ClientRecord[] = [];
        for (const sample of samples) added.push(await store.clients.add(leanClient(sample)));
        made = added;
      });

      /** Places of what is found, newest first, of those made here. */
      async function found(query: Partial<Parameters<ClientStore["search"]>[0]>): Promise<readonly number[]> {
        const clients = await issuers().store.clients.search({ text: mark, limit: 10, ...query });
        return clients.map(({ id }) => made.findIndex((client) => client.id === id));
      }

      it("begins with the newest, a page at a time", async () => {
        assert.deepEqual(await issuers().store.clients.search({ text: mark, limit: 1 }), [made[2]!]);
        assert.deepEqual(await found({}), [2, 1, 0]);
        assert.deepEqual(await found({ before: made[2]!.id }), [1, 0]);
        assert.deepEqual(await found({ before: made[2]!.id, limit: 1 }), [1]);
        assert.deepEqual(await found({ before: made[0]!.id }), []);
      });

      const QUERIES: readonly (readonly [string, ClientQuery, readonly number[]])[] = [
        ["a part of a name in any case", { text: `äpfel ${mark.toUpperCase()}` }, [2]],
        ["a part of a client id in any case", { text: `${mark}-TILL` }, [1]],
        ["the characters of a pattern as they are", { text: `_${mark} % \\` }, [0]],
        ["no pattern", { text: `%${mark}%` }, []],
        ["what cannot be written", { text: `${mark}\0` }, []],
        ["a type", { type: "confidential" }, [1]],
        ["a grant type", { grantType: "implicit" }, [1]],
        ["a grant type that none has", { grantType: "impli" }, []],
        ["those that registered by themselves", { source: "dcr" }, [2]],
        ["those that a person registered", { source: "manual" }, [1, 0]],
        ["all of one thing", { type: "public", source: "manual", text: "straße" }, [0]],
        ["nobody's", { ownerId: 2 ** 40 }, []],
      ];
      for (const [what, query, expected] of QUERIES) {
        it(`finds ${what}`, async () => assert.deepEqual(await found(query), [...expected]));
      }

      it("finds those of a person, with any name", async () => {
        assert.deepEqual(await found({ ownerId, text: "" }), [2]);
      });

      it("finds a client by the name that it was given last", async () => {
        const { clients } = issuers().store;
        const name = unique("ÖTHER");
        await clients.change(made[1]!.id, { name });
        assert.deepEqual(await found({ text: name.toLowerCase() }), [1]);
        assert.deepEqual(await found({ text: "renamed" }), []);
      });

      it("finds nothing of another issuer", async () => {
        assert.isEmpty(await issuers().other.clients.search({ text: mark, limit: 10 }));
      });
    });
  });
}
