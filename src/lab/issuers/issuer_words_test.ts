import { assert } from "chai";
import { recordingLog } from "../../../test/contract/recording_log.ts";
import { silentLog } from "../../platform/mod.ts";
import { memoryBroadcast } from "../../stores/memory/mod.ts";
import type { Broadcast } from "../../stores/mod.ts";
import { openIssuerWords } from "./issuer_words.ts";

type Listener = Parameters<Broadcast["listen"]>[1];

/** Two processes that hear one another. */
async function scene() {
  const broadcast = memoryBroadcast();
  const gone: string[] = [];
  const [here, there] = await Promise.all([
    openIssuerWords({ broadcast, log: silentLog, gone: (id) => gone.push(`here ${id}`) }),
    openIssuerWords({ broadcast, log: silentLog, gone: (id) => gone.push(`there ${id}`) }),
  ]);
  return { here, there, gone };
}

/** Somebody who writes down what is heard. */
function listener() {
  const heard: string[] = [];
  return { heard, listener: { heard: (word: string) => void heard.push(word), lost: () => void heard.push("lost") } };
}

describe("openIssuerWords()", () => {
  it("passes the words of an issuer to the same issuer elsewhere", async () => {
    const { here, there } = await scene();
    const { heard, listener: ear } = listener();
    await there.of("a").listen("keys:lab a", ear);
    await here.of("a").send("keys:lab a", "changed");
    assert.deepEqual(heard, ["changed"]);
  });

  it("passes them to nobody else", async () => {
    const { here, there } = await scene();
    const { heard, listener: ear } = listener();
    await there.of("a").listen("keys", ear);
    await here.of("b").send("keys", "of another issuer");
    await here.of("a").send("clients", "of another topic");
    assert.deepEqual(heard, []);
  });

  it("passes them to all who listen", async () => {
    const { here, there } = await scene();
    const ears = [listener(), listener()];
    for (const { listener: ear } of ears) await there.of("a").listen("keys", ear);
    await here.of("a").send("keys", "changed");
    assert.deepEqual(
      ears.map(({ heard }) => heard),
      [["changed"], ["changed"]],
    );
  });

  it("passes nothing to an issuer that was dropped", async () => {
    const { here, there } = await scene();
    const { heard, listener: ear } = listener();
    await there.of("a").listen("keys", ear);
    there.drop("a");
    await here.of("a").send("keys", "changed");
    assert.deepEqual(heard, []);
  });

  it("tells every process that an issuer is gone", async () => {
    const { here, gone } = await scene();
    await here.tellGone("a");
    assert.sameMembers(gone, ["here a", "there a"]);
  });

  it("carries words with any characters", async () => {
    const { here, there } = await scene();
    const { heard, listener: ear } = listener();
    const word = '["a"]\n 1 "quoted" é';
    await there.of("a").listen(word, ear);
    await here.of("a").send(word, word);
    assert.deepEqual(heard, [word]);
  });

  it("subscribes to one topic, however many issuers there are, and tells all when words were lost", async () => {
    const listeners: Listener[] = [];
    const broadcast: Broadcast = {
      send: async () => undefined,
      listen: async (_topic, one) => void listeners.push(one),
    };
    const words = await openIssuerWords({ broadcast, log: silentLog, gone: () => undefined });
    const ears = [listener(), listener()];
    for (const [index, { listener: ear }] of ears.entries()) await words.of(`issuer ${index}`).listen("keys", ear);
    assert.lengthOf(listeners, 1);
    listeners[0]?.lost();
    assert.deepEqual(
      ears.map(({ heard }) => heard),
      [["lost"], ["lost"]],
    );
  });

  it("goes on where nobody can be told that an issuer is gone", async () => {
    const log = recordingLog();
    const broadcast: Broadcast = { send: () => Promise.reject(new TypeError("away")), listen: async () => undefined };
    const words = await openIssuerWords({ broadcast, log, gone: () => undefined });
    await words.tellGone("a");
    assert.lengthOf(log.lines, 1);
  });
});
