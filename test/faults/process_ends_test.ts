import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { assert } from "chai";
import { describe, it } from "mocha";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { serverPair } from "../concurrency/server_pair.ts";
import { client, PASSWORD, person, SECRET } from "../support/cast.ts";
import { type Answered, ask, textOf } from "../support/journey.ts";
import { type ServerProcess, startProcess } from "../support/server_process.ts";

const GRACE = { REFRESH_TOKEN_GRACE_PERIOD_SECONDS: "60" };

/** A request for a token whose body is only half there. */
interface HalfSent {
  readonly sending: ClientRequest;
  readonly answer: Promise<IncomingMessage>;
  readonly rest: string;
}

async function sendHalf(address: string, application: ClientRecord): Promise<HalfSent> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: application.clientId,
    client_secret: SECRET,
  }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": body.length };
  const sending = request(`${address}/token`, { method: "POST", headers, agent: false });
  const answer = once(sending, "response").then(([response]: IncomingMessage[]) => response!);
  await new Promise<void>((resolve) => sending.write(body.slice(0, 20), () => resolve()));
  return { sending, answer, rest: body.slice(20) };
}

async function textFrom(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

async function refusesConnections(address: string): Promise<boolean> {
  return fetch(`${address}/health`).then(
    () => false,
    () => true,
  );
}

/** Whether a request came through; undefined when the connection broke. */
async function tryToAsk(...asked: Parameters<typeof ask>): Promise<Answered | undefined> {
  try {
    return await ask(...asked);
  } catch {
    return undefined;
  }
}

describe("a process that ends", function () {
  this.timeout(60_000);
  let started: ServerProcess[] = [];
  let application: ClientRecord;

  beforeEach(async () => {
    const { issuer, stores } = await serverPair(GRACE);
    application = await client(issuer);
    const options = { stores, issuer: issuer.url, settings: GRACE };
    started = await Promise.all([startProcess(options), startProcess(options)]);
  });

  afterEach(async () => {
    await Promise.all(started.map((one) => one.stop()));
  });

  it("by SIGTERM answers a hundred requests in flight, takes no new ones and exits with 0", async () => {
    const [leaving] = started;
    const { address } = leaving!;
    const halves = await Promise.all(Array.from({ length: 100 }, () => sendHalf(address, application)));
    // Answered after the halves have arrived, as their bytes came first.
    await ask(`${address}/health`);
    const exit = once(leaving!.child, "exit");
    leaving!.child.kill("SIGTERM");
    while (!(await refusesConnections(address)));
    for (const { sending, rest } of halves) sending.end(rest);
    for (const { answer } of halves) {
      const response = await answer;
      assert.equal(response.statusCode, 200);
      assert.property(JSON.parse(await textFrom(response)), "access_token");
    }
    assert.deepEqual(await exit, [0, null]);
  });

  /** Refreshes again and again, at both in turn, and where one is gone at the other. */
  async function refreshThrough(lane: number, [dying, living]: readonly ServerProcess[], refreshed: () => void) {
    const { issuer } = await serverPair(GRACE);
    const form = { grant_type: "password", username: (await person(issuer)).username, password: PASSWORD };
    let token = textOf(await ask(`${living!.address}/token`, { form, as: application }), "refresh_token");
    for (let round = 0; round < 12; round += 1) {
      const refresh = { form: { grant_type: "refresh_token", refresh_token: token }, as: application };
      const { address } = (round + lane) % 2 === 0 ? dying! : living!;
      const answer = (await tryToAsk(`${address}/token`, refresh)) ?? (await ask(`${living!.address}/token`, refresh));
      assert.equal(answer.status, 200, answer.text);
      token = textOf(answer, "refresh_token");
      refreshed();
    }
  }

  it("by SIGKILL under load costs nobody a refresh token, and the other process goes on", async () => {
    const [dying, living] = started;
    let count = 0;
    function killAtForty(): void {
      count += 1;
      if (count === 40) dying!.child.kill("SIGKILL");
    }
    await Promise.all(Array.from({ length: 16 }, (_, lane) => refreshThrough(lane, started, killAtForty)));
    assert.deepEqual([dying!.child.signalCode, count], ["SIGKILL", 16 * 12]);
    assert.equal((await ask(`${living!.address}/ready`)).status, 200);
  });
});
