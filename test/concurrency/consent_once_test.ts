import { assert } from "chai";
import { beyond } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import { allow, ask, authorizeUrl, codeAt, redemption, signIn } from "../support/journey.ts";
import { type Seen, type Visitor, visitor } from "../support/visitor.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const SHOTS = 50;

describe("one consent sent fifty times at once to two processes", () => {
  let pair: ServerPair;
  let application: ClientRecord;

  before(async function () {
    this.timeout(60_000);
    pair = await serverPair();
    application = await client(pair.issuer);
  });

  async function consentPage(): Promise<{ readonly browser: Visitor; readonly page: Seen }> {
    const [server] = pair.servers;
    const browser = visitor(server);
    const login = await browser.go(authorizeUrl(server, application));
    return { browser, page: await signIn(browser, login, await person(pair.issuer)) };
  }

  beyond("RFC6749-10.12-2", "gives one code, and sends all to the same address with it", async () => {
    const { browser, page } = await consentPage();
    const sent = await atOnce(pair, SHOTS, (server) =>
      allow(browser, { ...page, url: new URL(page.url.pathname, server) }),
    );
    assert.deepEqual([...new Set(sent.map(({ status }) => status))], [303]);
    const [address, ...others] = new Set(sent.map(({ url }) => url.href));
    assert.isEmpty(others);
    const form = redemption(codeAt(address ?? ""));
    assert.equal((await ask(`${pair.servers[1]}/token`, { form, as: application })).status, 200);
  });

  beyond("RFC6749-10.12-2", "answers Allow or Deny but not both when both are sent", async () => {
    const { browser, page } = await consentPage();
    const sent = await atOnce(pair, 2, (server, index) =>
      allow(browser, { ...page, url: new URL(page.url.pathname, server) }, index === 0 ? {} : { action: "deny" }),
    );
    assert.lengthOf(
      sent.filter(({ status }) => status === 303),
      1,
    );
  });
});
