import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond } from "../../conformance/support/rule.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { eventually } from "../contract/eventually.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { ask, authorizeUrl, textOf } from "../support/journey.ts";
import { type Seen, type Submission, type Visitor, visitor } from "../support/visitor.ts";
import { serverPair, type ServerPair } from "./server_pair.ts";

const ROUNDS = 5;
const AT_ONCE = 20;

describe("the pages of applications, on two servers at once", function () {
  this.timeout(60_000);
  let pair: ServerPair;
  let owner: AccountRecord;
  let browsers: readonly Visitor[];

  /** Somebody who is signed in at both servers. */
  async function signedIn(server: string): Promise<Visitor> {
    const browser = visitor(server);
    const login = await browser.go(`${server}/login`);
    await browser.submit(login, { fill: { username: owner.username, password: PASSWORD } });
    return browser;
  }

  before(async () => {
    pair = await serverPair();
    owner = await person(pair.issuer);
    browsers = await Promise.all(pair.servers.map(signedIn));
  });

  function own(): Promise<ClientRecord> {
    return client(pair.issuer, { ownerId: owner.id });
  }

  /** Opens a page at both servers, and has its form sent by both many times at once. */
  async function sentByBoth(path: string, submission: (index: number) => Submission): Promise<readonly Seen[]> {
    const pages = await Promise.all(browsers.map((browser, index) => browser.go(pair.servers[index] + path)));
    return Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => browsers[index % 2]!.submit(pages[index % 2]!, submission(index))),
    );
  }

  it("give a client id to one of all who want it", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const wanted = `wanted-${owner.id}-${round}`;
      const seen = await sentByBoth("/applications/register", (index) => ({
        fill: { name: `App ${index}`, client_id: wanted, redirect_uris: "https://a.test/cb" },
      }));
      const made = seen.filter(({ text }) => text.includes("Keep the secret now"));
      assert.lengthOf(made, 1);
      assert.lengthOf(
        seen.filter(({ status, text }) => status === 400 && text.includes("This client id is taken")),
        AT_ONCE - 1,
      );
    }
  });

  it("delete an application once, and everybody else finds nothing", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, clientId } = await own();
      const seen = await sentByBoth(`/applications/${id}/delete`, () => ({}));
      assert.lengthOf(
        seen.filter(({ status }) => status === 200),
        1,
      );
      assert.isTrue(seen.every(({ status }) => status === 200 || status === 404));
      assert.isUndefined(await pair.issuer.durable.clients.find(clientId));
    }
  });

  beyond("RFC7592-2.3-2", "leave no token alive that was given while an application was deleted", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const doomed = await own();
      const asks = await client(pair.issuer);
      const form = { grant_type: "password", username: owner.username, password: PASSWORD };
      const [answers] = await Promise.all([
        Promise.all(
          Array.from({ length: AT_ONCE }, (_, index) => ask(`${pair.servers[index % 2]}/token`, { form, as: doomed })),
        ),
        sentByBoth(`/applications/${doomed.id}/delete`, () => ({})),
      ]);
      for (const answer of answers) {
        assert.include([200, 400, 401], answer.status, answer.text);
        if (answer.status !== 200) continue;
        const token = textOf(answer, "access_token");
        const told = await ask(`${pair.servers[0]}/introspect`, { form: { token }, as: asks });
        assert.isFalse(told.body["active"]);
      }
    }
  });

  it("leave at most two secrets alive, the newest among them, whoever renews them", async () => {
    const { id, clientId } = await own();
    const seen = await sentByBoth(`/applications/${id}/secret`, () => ({ fill: { keep: "3600" } }));
    const shown = seen.map(({ text }) => /ts_cs_\w+/.exec(text)?.[0] ?? assert.fail("a secret is shown"));
    const record = await pair.issuer.durable.clients.find(clientId);
    assert(record !== undefined);
    assert.lengthOf(record.secrets, 2);
    const now = pair.issuer.clock.now();
    // Each from an address of its own: where the chosen secret is still among the two, wrong ones count as guesses.
    const alive = await Promise.all(
      shown.map(async (secret, index) => pair.issuer.secrets.matches(record, secret, { now, from: `${index}` })),
    );
    assert.include([1, 2], alive.filter(Boolean).length);
  });

  it("have what is changed at one heard at the other at once", async () => {
    const changed = await own();
    const [first, second] = pair.servers;
    const address = authorizeUrl(second, changed, { redirect_uri: "https://new.test/cb" });
    assert.equal((await browsers[1]!.go(address)).status, 400);
    const page = await browsers[0]!.go(`${first}/applications/${changed.id}/update`);
    await browsers[0]!.submit(page, { fill: { redirect_uris: "https://new.test/cb" } });
    await eventually(async () => (await browsers[1]!.go(address)).status === 200, { within: 1_000 });
  });
});
