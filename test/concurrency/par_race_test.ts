import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import { ask, sessionCookie, textOf } from "../support/journey.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const ROUNDS = 10;
const SHOTS = 50;

describe("one pushed request opened fifty times at once on two processes", function () {
  this.timeout(120_000);
  let pair: ServerPair;
  let application: ClientRecord;
  let cookie: string;

  before(async () => {
    pair = await serverPair();
    application = await client(pair.issuer, { skipAuthorization: true });
    cookie = await sessionCookie(pair.issuer, await person(pair.issuer));
  });

  /** Where a browser is sent that opens a name. */
  async function open(server: string, requestUri: string): Promise<URLSearchParams> {
    const query = new URLSearchParams({ client_id: application.clientId, request_uri: requestUri });
    const response = await fetch(`${server}/authorize?${query}`, { headers: { cookie }, redirect: "manual" });
    await response.arrayBuffer();
    return new URL(response.headers.get("location") ?? "", server).searchParams;
  }

  async function push(): Promise<string> {
    const answer = await ask(`${pair.servers[0]}/par`, { form: codeRequest(application), as: application });
    return textOf(answer, "request_uri");
  }

  rule(["RFC9126-4-2", "RFC9126-7.3-1"], "brings one code, and refuses all others", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = await push();
      const answers = await atOnce(pair, SHOTS, (server) => open(server, name));
      assert.lengthOf(
        answers.filter((sent) => sent.has("code")),
        1,
      );
      assert.lengthOf(
        answers.filter((sent) => sent.get("error") === "invalid_request_uri"),
        SHOTS - 1,
      );
    }
  });

  rule("RFC9126-4-2", "is known at the other process at once, whichever took it in", async () => {
    const names = await Promise.all(Array.from({ length: 10 }, push));
    assert.lengthOf(new Set(names), 10);
    for (const name of names) assert.isTrue((await open(pair.servers[1], name)).has("code"));
  });
});
