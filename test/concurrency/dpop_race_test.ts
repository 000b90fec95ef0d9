import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { printBasicCredentials } from "../../src/protocol/mod.ts";
import { client, SECRET } from "../support/cast.ts";
import { proofBy, proofKey } from "../support/dpop.ts";
import { encode } from "../support/issuer_under_test.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const ROUNDS = 10;
const SHOTS = 50;

describe("one DPoP proof, on two processes", function () {
  this.timeout(120_000);
  let pair: ServerPair;
  let token: string;

  before(async () => {
    pair = await serverPair();
    const { clientId } = await client(pair.issuer);
    const dpop = await proofFor("POST", "/token");
    const response = await fetch(`${pair.servers[0]}/token`, request(clientId, dpop));
    token = ((await response.json()) as { access_token: string }).access_token;
  });

  async function proofFor(htm: string, path: string, accessToken?: string): Promise<string> {
    const made = { htm, htu: path.startsWith("/") ? pair.issuer.url + path : path, iat: pair.issuer.clock.now() };
    return proofBy(await proofKey(), accessToken === undefined ? made : { ...made, accessToken });
  }

  function request(clientId: string, dpop: string): RequestInit {
    const authorization = printBasicCredentials({ clientId, clientSecret: SECRET });
    const headers = { authorization, dpop, "content-type": "application/x-www-form-urlencoded" };
    return { method: "POST", headers, body: encode({ grant_type: "client_credentials", scope: "read" }) };
  }

  /** The statuses of answers, each with its number. */
  async function statusesOf(shot: (server: string) => Promise<Response>): Promise<Readonly<Record<number, number>>> {
    const counts: Record<number, number> = {};
    const answers = await atOnce(pair, SHOTS, async (server) => {
      const response = await shot(server);
      await response.arrayBuffer();
      return response.status;
    });
    for (const status of answers) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  rule("RFC9449-11.1-1", "gets one token when it is shown fifty times at once", async () => {
    const { clientId } = await client(pair.issuer);
    for (let round = 0; round < ROUNDS; round += 1) {
      const dpop = await proofFor("POST", "/token");
      const counts = await statusesOf((server) => fetch(`${server}/token`, request(clientId, dpop)));
      assert.deepEqual(counts, { 200: 1, 400: SHOTS - 1 });
    }
  });

  rule("RFC9449-11.1-1", "opens the API once when it is shown fifty times at once", async () => {
    // On this machine the name counts by which the API was reached: both processes have one of their own.
    const address = `${pair.servers[0]}/api/`;
    for (let round = 0; round < ROUNDS; round += 1) {
      const headers = { authorization: `DPoP ${token}`, dpop: await proofFor("GET", address, token) };
      assert.deepEqual(await statusesOf(() => fetch(address, { headers })), { 200: 1, 401: SHOTS - 1 });
    }
  });
});
