import { assert } from "chai";

import { thrownBy } from "../../../test/support/refusals.ts";
import { AlreadyTaken } from "../store_error.ts";
import { KnexClients } from "./clients.ts";
import { type Outcome, toldStatements } from "./_told_statements_test.ts";

const ROW = {
  id: 4,
  client_id: "app",
  name: "アプリ",
  type: "public",
  secrets: [],
  grant_types: ["authorization_code"],
  redirect_uris: ["https://a.test/cb"],
  scope: null,
  default_scope: null,
  auth_method: null,
  skip_authorization: false,
  access_token_lifetime: null,
  refresh_token_lifetime: null,
  owner_id: null,
  metadata: {},
  created_at: 1,
  updated_at: 2,
};

const RECORD = {
  id: 4,
  clientId: "app",
  name: "アプリ",
  type: "public",
  secrets: [],
  grantTypes: ["authorization_code"],
  redirectUris: ["https://a.test/cb"],
  skipAuthorization: false,
  metadata: {},
  createdAt: 1,
  updatedAt: 2,
} as const;

function clientsMeeting(...outcomes: readonly Outcome[]) {
  const { statements, sent } = toldStatements(...outcomes);
  return { clients: new KnexClients(3, statements), sent };
}

describe("KnexClients", () => {
  it("tells a list that is not there from one that is empty, and a lifetime from none", async () => {
    const empty = { scope: [], default_scope: [], access_token_lifetime: 0, auth_method: "" };
    const { clients } = clientsMeeting([ROW], [{ ...ROW, ...empty }]);
    assert.deepEqual(await clients.find("app"), RECORD);
    const read = { scope: [], defaultScope: [], accessTokenLifetime: 0, authMethod: "" };
    assert.deepEqual(await clients.find("app"), { ...RECORD, ...read });
  });

  it("writes secrets and metadata as JSON, lists as lists, and null for what is cleared", async () => {
    const { clients, sent } = clientsMeeting([ROW]);
    const secrets = [{ kind: "sha256", hash: "h", createdAt: 1 }] as const;
    await clients.change(4, {
      secrets,
      metadata: { a: ["ü"] },
      scope: ["b", "a"],
      authMethod: undefined,
      updatedAt: 9,
    });
    assert.deepEqual(sent[0]?.values, [3, 4, JSON.stringify(secrets), '{"a":["ü"]}', ["b", "a"], null, 9]);
    assert.match(sent[0]!.statement.text, /auth_method = \$6, updated_at = to_timestamp\(\$7\) WHERE/);
  });

  it("keeps a long list of redirect URIs in its order", async () => {
    const redirectUris = Array.from({ length: 1_000 }, (_, index) => `https://a.test/${1_000 - index}`);
    const { clients, sent } = clientsMeeting([{ ...ROW, redirect_uris: redirectUris }]);
    const { id: _id, ...record } = RECORD;
    assert.deepEqual((await clients.add({ ...record, redirectUris })).redirectUris, redirectUris);
    assert.deepInclude(sent[0]!.values, redirectUris);
  });

  for (const [what, damage] of [
    ["a list that holds a number", { scope: ["read", 1] }],
    ["an object for a text", { name: { a: 1 } }],
    ["a list of lists", { redirectUris: [["https://a.test"]] }],
  ] as const) {
    it(`refuses to write ${what}, and sends nothing`, async () => {
      const { clients, sent } = clientsMeeting();
      const error = await thrownBy(() => clients.change(4, damage as unknown as Parameters<typeof clients.change>[1]));
      assert.instanceOf(error, TypeError);
      assert.isEmpty(sent);
    });
  }

  for (const [what, ask] of [
    ["find of NUL", (clients: KnexClients) => clients.find("a\0")],
    ["findByNumber of half a number", (clients: KnexClients) => clients.findByNumber(0.5)],
    ["change of no number", (clients: KnexClients) => clients.change(Infinity, { name: "x" })],
  ] as const) {
    it(`asks the database nothing for a ${what}`, async () => {
      const { clients, sent } = clientsMeeting([ROW]);
      assert.isUndefined(await ask(clients));
      assert.isEmpty(sent);
    });
  }

  it("only reads where nothing is to be changed", async () => {
    const { clients, sent } = clientsMeeting([ROW]);
    assert.deepEqual(await clients.change(4, {}), RECORD);
    assert.deepEqual([sent.length, sent[0]?.statement.reads], [1, true]);
  });

  it("removes nothing by what is no number, and sends nothing", async () => {
    const { clients, sent } = clientsMeeting(1);
    assert.isFalse(await clients.remove(0));
    assert.isEmpty(sent);
  });

  it("lists those of everybody where no owner is named", async () => {
    const { clients, sent } = clientsMeeting([], []);
    await clients.list({ limit: 5 });
    await clients.list({ limit: 5, ownerId: 8, after: 2 });
    assert.deepEqual(
      sent.map(({ values }) => values),
      [
        [3, 0, 5, null],
        [3, 2, 5, 8],
      ],
    );
  });

  it("hands on that a client id is taken", async () => {
    const taken = new AlreadyTaken("clientId");
    const { id: _id, ...record } = RECORD;
    assert.equal(await thrownBy(() => clientsMeeting(taken).clients.add(record)), taken);
  });

  it("says so when a row that was written does not come back", async () => {
    const { id: _id, ...record } = RECORD;
    assert.instanceOf(await thrownBy(() => clientsMeeting([]).clients.add(record)), TypeError);
  });
});
