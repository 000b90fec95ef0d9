import { assert } from "chai";
import { recordingLog } from "../../test/contract/recording_log.ts";
import { settableClock } from "../platform/mod.ts";
import { refusalNews, type RefusedNetwork } from "./refusal_news.ts";

function teller(trustsProxies = false) {
  const [log, clock] = [recordingLog(), settableClock(1_000)];
  const tell = refusalNews({ trustsProxies });
  function say(said: Partial<RefusedNetwork> = {}): void {
    tell({ throttle: "token", network: "192.0.2.7", endsIn: 60, isForwarding: false, ...said }, { log, clock });
  }
  return { log, clock, say };
}

describe("refusalNews()", () => {
  it("tells who asks too often for what, and for how long they are refused", () => {
    const { log, say } = teller();
    say();
    assert.deepEqual(log.lines, ["warn Refuses a network that asks too often"]);
    assert.deepEqual(log.fields, [{ throttle: "token", network: "192.0.2.7", retryAfter: 60 }]);
  });

  it("tells once of a network until it is answered again, and then again", () => {
    const { log, say, clock } = teller();
    for (let time = 0; time < 59; time += 1) {
      say({ endsIn: 60 - time });
      clock.advance(1);
    }
    assert.lengthOf(log.lines, 1);
    clock.advance(1);
    say();
    assert.lengthOf(log.lines, 2);
  });

  it("tells of each network, and of all that it asks for", () => {
    const { log, say } = teller();
    for (const said of [{}, { network: "192.0.2.8" }, { throttle: "login" }, {}]) say(said);
    assert.lengthOf(log.lines, 3);
  });

  for (const [name, trustsProxies, isForwarding, hints] of [
    ["a proxy that nobody named", false, true, true],
    ["a caller of a proxy that is believed", true, true, false],
    ["a caller without a proxy", false, false, false],
  ] as const) {
    it(`${hints ? "hints at" : "does not hint at"} TRUSTED_PROXIES where it may be ${name}`, () => {
      const { log, say } = teller(trustsProxies);
      say({ isForwarding });
      assert.equal(String(log.fields[0]?.["hint"]).includes("TRUSTED_PROXIES"), hints);
    });
  }

  it("remembers a limited number of networks, and goes on telling", () => {
    const { log, say } = teller();
    for (let network = 0; network < 2_500; network += 1) say({ network: String(network) });
    say({ network: "2499" });
    assert.lengthOf(log.lines, 2_500);
    say({ network: "0" });
    assert.lengthOf(log.lines, 2_501);
  });
});
