import { assert } from "chai";
import { describe } from "mocha";
import { beyond } from "../../conformance/support/rule.ts";
import { createLog } from "../../src/platform/mod.ts";
import { CALLBACK, SECRET } from "../support/cast.ts";
import { percentEncoded, type SignOptions } from "../support/oauth1.ts";
import {
  apiRequest,
  approvedOf,
  sendSigned,
  type SignedServer,
  signedServer,
  temporaryRequest,
  tokenRequest,
} from "./oauth1_server.ts";

/** Signed by the secrets themselves, which then stand in the request. */
const PLAINTEXT = { signatureMethod: "PLAINTEXT" } as const;

describe("the log of a server that takes signed requests", () => {
  const lines: string[] = [];
  let server: SignedServer;

  before(async () => {
    const log = createLog({ level: "debug", destination: { write: (line) => void lines.push(line) } });
    server = await signedServer({ OAUTH1_PLAINTEXT_OVER_HTTP: "true" }, { log });
  });
  after(() => server.stop());

  /** Requests that are answered, and requests that are refused for each of the reasons that look at secrets. */
  async function requests(): Promise<readonly SignOptions[]> {
    const approved = await approvedOf(server);
    const calls = [temporaryRequest(server), tokenRequest(server, approved), apiRequest(server)];
    const wrong = { ...server.consumer, secret: `${SECRET} and more` };
    return calls.flatMap((right) => [
      { ...right, consumer: wrong },
      { ...right, token: { token: "ts_ot_unknown", secret: server.token.secret } },
      { ...right, params: { ...right.params, oauth_verifier: `${approved.verifier}x` } },
      { ...right, params: { ...right.params, oauth_callback: `${CALLBACK}?password=hunter22` } },
      right,
    ]);
  }

  for (const place of ["header", "query", "form"] as const) {
    beyond("RFC5849-4.5-1", `holds no secret that stands in the ${place}, whatever became of the request`, async () => {
      lines.length = 0;
      const all = await requests();
      for (const request of all) {
        const method = place === "form" && request.method === undefined ? { method: "POST" } : {};
        await sendSigned(server, { ...request, ...PLAINTEXT, ...method, place });
      }
      assert.isAtLeast(lines.length, 7);
      const written = lines.join("");
      for (const secret of [SECRET, server.token.secret, server.token.token, percentEncoded(SECRET), "hunter22"])
        assert.notInclude(written, secret);
      for (const { params = {} } of all)
        if (params["oauth_verifier"] !== undefined) assert.notInclude(written, params["oauth_verifier"]);
    });
  }
});
