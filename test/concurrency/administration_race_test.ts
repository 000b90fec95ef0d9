import { assert } from "chai";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { unique } from "../contract/record_samples.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { ask, textOf } from "../support/journey.ts";
import { type Seen, type Visitor, visitor } from "../support/visitor.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const DESKS = 8;

describe("several of the staff who do the same thing at once, at two processes", () => {
  let pair: ServerPair;
  let desks: readonly Visitor[];

  before(async function () {
    this.timeout(60_000);
    pair = await serverPair({ SIGN_UP: "open" });
    desks = await Promise.all(
      Array.from({ length: DESKS }, async (_, index) => signedIn(pair.servers[index % 2 === 0 ? 0 : 1])),
    );
  });

  async function signedIn(server: string): Promise<Visitor> {
    const { username } = await person(pair.issuer, { username: unique("staff"), isStaff: true });
    const desk = visitor(server);
    const page = await desk.submit(await desk.go("/login"), { fill: { username, password: PASSWORD } });
    assert.equal(page.status, 200);
    return desk;
  }

  /** Each asks at a page that asks before, and all say yes at the same moment. */
  async function allAgree(path: string): Promise<readonly Seen[]> {
    const pages = await Promise.all(desks.map((desk) => desk.go(path)));
    return atOnce(pair, DESKS, async (_server, index) =>
      desks[index]!.submit(pages[index]!, { form: path.replace(/\?.*/, "") }),
    );
  }

  async function allowed(): Promise<{
    readonly app: ClientRecord;
    readonly ann: AccountRecord;
    readonly token: string;
  }> {
    const [app, ann] = [await client(pair.issuer), await person(pair.issuer, { username: unique("person") })];
    const form = { grant_type: "password", username: ann.username, password: PASSWORD };
    const token = textOf(await ask(`${pair.servers[0]}/token`, { form, as: app }), "access_token");
    return { app, ann, token };
  }

  async function written(event: string, client: number): Promise<number> {
    return (await pair.issuer.durable.audit.search({ event, client, limit: 99 })).length;
  }

  it("delete an application once: the others are told that it is not there", async () => {
    const { app } = await allowed();
    const seen = await allAgree(`/admin/applications/${app.id}/delete`);
    const statuses = seen.map(({ status }) => status).toSorted((a, b) => a - b);
    assert.deepEqual(statuses, [200, ...Array.from({ length: DESKS - 1 }, () => 404)]);
    assert.equal(await written("client.removed", app.id), 1);
  });

  it("end an authorization once, and all are told that it has ended", async () => {
    const { app, token } = await allowed();
    const seen = await allAgree(`/admin/authorizations/${token.slice(6, 14)}/revoke`);
    for (const { status, text } of seen) {
      assert.equal(status, 200);
      assert.include(text, "Revoked");
    }
    assert.equal(await written("token.revoked", app.id), 1);
  });

  it("have the next key of an algorithm made once", async () => {
    const before = await pair.issuer.durable.keys.list();
    const seen = await allAgree("/admin/keys/rotate?alg=ES256");
    assert.isTrue(seen.every(({ status }) => status === 200 || status === 400));
    const made = (await pair.issuer.durable.keys.list()).length - before.length;
    assert.isAtMost(made, 1);
    assert.isTrue(
      (await pair.issuer.durable.keys.list()).some(({ activeFrom }) => activeFrom > pair.issuer.clock.now()),
    );
  });
});
