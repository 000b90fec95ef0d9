import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { client, person } from "../../../test/support/cast.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";

async function scene(url = "https://issuer.test") {
  const { issuer } = await issuerUnderTest({ url });
  const { session } = await issuer.sessions.start(await person(issuer));
  const [record] = await issuer.sessions.list(session.accountId);
  async function framesFor(...metadata: readonly Readonly<Record<string, unknown>>[]) {
    const clients = await Promise.all(metadata.map((held) => client(issuer, { metadata: held })));
    return issuer.hooks.logoutFrames({ exchange: exchangeAt(issuer), session: record!, clients });
  }
  return { issuer, session, framesFor };
}

const OUT = "https://client.test/out";

describe("frontChannelLogout()", () => {
  rule(["FCLOGOUT-2-6", "FCLOGOUT-3-4"], "tells clients that need it which session of which issuer ended", async () => {
    const { session, framesFor } = await scene("https://issuer.test/tenant");
    const [frame] = await framesFor({ frontchannel_logout_uri: OUT, frontchannel_logout_session_required: true });
    const { origin, pathname, searchParams } = new URL(frame!);
    assert.equal(origin + pathname, OUT);
    assert.deepEqual(
      [...searchParams],
      [
        ["iss", "https://issuer.test/tenant"],
        ["sid", session.sid],
      ],
    );
  });

  rule("FCLOGOUT-2-6", "tells neither to clients that do not", async () => {
    const { framesFor } = await scene();
    const flags = [{}, { frontchannel_logout_session_required: false }];
    for (const flag of flags) assert.deepEqual(await framesFor({ frontchannel_logout_uri: OUT, ...flag }), [OUT]);
  });

  rule("FCLOGOUT-2-3", "keeps the query of the address, letter by letter", async () => {
    const { framesFor } = await scene();
    const uri = `${OUT}?a=%20b&c=d+e&f`;
    const [frame] = await framesFor({ frontchannel_logout_uri: uri, frontchannel_logout_session_required: true });
    assert.isTrue(frame?.startsWith(`${uri}&iss=https%3A%2F%2Fissuer.test&sid=`), frame);
  });

  rule("FCLOGOUT-3-1", "loads one frame for each client that registered an address, and none for others", async () => {
    const { framesFor } = await scene();
    const addresses = [`${OUT}/1`, `${OUT}/2`];
    const registered = addresses.map((uri) => ({ frontchannel_logout_uri: uri }));
    assert.deepEqual(await framesFor(registered[0]!, {}, registered[1]!), addresses);
    assert.deepEqual(await framesFor({ frontchannel_logout_session_required: true }), []);
    assert.deepEqual(await framesFor(), []);
  });

  rule(["FCLOGOUT-3-2", "FCLOGOUT-3-3"], "says in the metadata what it can do", async () => {
    const { issuer } = await scene();
    const says = { frontchannel_logout_supported: true, frontchannel_logout_session_supported: true };
    assert.deepInclude(issuer.metadata, says);
  });
});
