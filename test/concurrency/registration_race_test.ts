import { assert } from "chai";
import { describe } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { digest } from "../../src/platform/mod.ts";
import { mintToken } from "../../src/protocol/mod.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const ROUNDS = 5;
const SHOTS = 50;
const DOCUMENT = { redirect_uris: ["https://app.test/cb"] };

/** What a server answered, and the JSON of it. */
interface Told {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
}

async function send(
  address: string,
  init: { readonly method: string; readonly bearer: string; readonly json?: unknown },
): Promise<Told> {
  const headers = { authorization: `Bearer ${init.bearer}`, "content-type": "application/json" };
  const body = init.json === undefined ? {} : { body: JSON.stringify(init.json) };
  const response = await fetch(address, { method: init.method, headers, ...body });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Told["body"]) };
}

function statusesOf(answers: readonly Told[]): readonly number[] {
  return [...new Set(answers.map(({ status }) => status))].toSorted((a, b) => a - b);
}

describe("registrations at once on two processes", function () {
  this.timeout(60_000);
  let pair: ServerPair;

  before(async () => {
    pair = await serverPair({ CLIENT_REGISTRATION: "token" });
  });

  async function initialToken(usesLeft: number): Promise<string> {
    const token = mintToken("it", pair.issuer);
    await pair.issuer.durable.initialTokens.add({ digest: digest(token), usesLeft, createdAt: 1 });
    return token;
  }

  function register(server: string, bearer: string): Promise<Told> {
    return send(`${server}/register`, { method: "POST", bearer, json: DOCUMENT });
  }

  async function count(): Promise<number> {
    return (await pair.issuer.durable.clients.list({ limit: 10_000 })).length;
  }

  /** A client that registered by itself, and the path of its configuration. */
  async function registered(): Promise<{ readonly id: string; readonly path: string; readonly bearer: string }> {
    const { body } = await register(pair.servers[0], await initialToken(1));
    const { client_id: id = "", registration_access_token: bearer = "" } = body;
    return { id, path: `/register/${id}`, bearer };
  }

  for (const uses of [1, 3]) {
    rule("RFC7591-3.1-1", `make ${uses} of a token of ${uses} uses, of fifty that ask`, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const [before, bearer] = [await count(), await initialToken(uses)];
        const answers = await atOnce(pair, SHOTS, (server) => register(server, bearer));
        assert.lengthOf(
          answers.filter(({ status }) => status === 201),
          uses,
        );
        assert.deepEqual(statusesOf(answers), [201, 401]);
        assert.equal((await count()) - before, uses);
      }
    });
  }

  beyond("RFC7592-3-2", "replace what one client registered once, and leave one token that works", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, path, bearer } = await registered();
      const answers = await atOnce(pair, SHOTS, (server, index) => {
        const json = { ...DOCUMENT, client_id: id, client_name: `App ${index}` };
        return send(server + path, { method: "PUT", bearer, json });
      });
      const [won, ...others] = answers.filter(({ status }) => status === 200);
      assert.isEmpty(others);
      assert.deepEqual(statusesOf(answers), [200, 401]);
      const [old, now] = await Promise.all(
        [bearer, won!.body["registration_access_token"]!].map((one, index) =>
          send(pair.servers[index]! + path, { method: "GET", bearer: one }),
        ),
      );
      assert.equal(old?.status, 401);
      assert.equal(now?.body["client_name"], won!.body["client_name"]);
    }
  });

  beyond("RFC7592-2.3-1", "remove a client once, and what was changed meanwhile does not bring it back", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, path, bearer } = await registered();
      const answers = await atOnce(pair, SHOTS, (server, index) =>
        index % 2 === 0
          ? send(server + path, { method: "DELETE", bearer })
          : send(server + path, { method: "PUT", bearer, json: { ...DOCUMENT, client_id: id } }),
      );
      const won = answers.filter(({ status }) => status < 300);
      assert.isAtLeast(won.length, 1);
      assert.isAtMost(won.filter(({ status }) => status === 204).length, 1);
      assert.isAtMost(won.filter(({ status }) => status === 200).length, 1);
      const isThere = (await pair.issuer.durable.clients.find(id)) !== undefined;
      assert.equal(
        isThere,
        won.every(({ status }) => status === 200),
      );
    }
  });
});
