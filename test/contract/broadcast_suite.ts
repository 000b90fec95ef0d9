import { assert } from "chai";

import type { Broadcast } from "../../src/stores/mod.ts";
import { eventually } from "./eventually.ts";

/** Broadcasts under test: two processes of one installation, which may be the same. */
export interface BroadcastSubject {
  readonly here: Broadcast;
  readonly there: Broadcast;
  readonly close: () => Promise<void>;
}

/** A listener that writes down what it hears. */
export function recordingListener() {
  const messages: string[] = [];
  let losses = 0;
  return {
    messages,
    losses: () => losses,
    heard: (message: string) => void messages.push(message),
    lost: () => {
      losses += 1;
    },
  };
}

/** What every adapter of the broadcast does. */
export function describeBroadcast(name: string, open: () => Promise<BroadcastSubject>): void {
  describe(`Broadcast in ${name}`, () => {
    let subject: BroadcastSubject;
    let last = 0;

    before(async () => {
      subject = await open();
    });
    after(async () => subject.close());

    function freshTopic(): string {
      last += 1;
      return `topic${last}`;
    }

    async function listening(topic: string) {
      const listener = recordingListener();
      await subject.here.listen(topic, listener);
      return listener;
    }

    it("is heard by every listener, whichever process sends, in order", async () => {
      const topic = freshTopic();
      const [one, two] = [await listening(topic), await listening(topic)];
      await subject.here.send(topic, "1 ä");
      await eventually(async () => one.messages.length === 1);
      await subject.there.send(topic, "2");
      for (const { messages } of [one, two]) {
        await eventually(async () => messages.length === 2);
        assert.deepEqual(messages, ["1 ä", "2"]);
      }
    });

    it("keeps topics apart", async () => {
      const [topic, other] = [freshTopic(), freshTopic()];
      const [one, two] = [await listening(topic), await listening(other)];
      await subject.there.send(topic, "for one");
      await subject.there.send(other, "for two");
      await eventually(async () => one.messages.length + two.messages.length === 2);
      assert.deepEqual([one.messages, two.messages], [["for one"], ["for two"]]);
    });

    it("goes on when a listener throws", async () => {
      const topic = freshTopic();
      await subject.here.listen(topic, { heard: () => assert.fail("careless"), lost: () => undefined });
      const careful = await listening(topic);
      await subject.there.send(topic, "x");
      await eventually(async () => careful.messages.length === 1);
    });

    it("sends where nobody listens", async () => {
      await subject.here.send(freshTopic(), "x");
    });

    it("loses nothing while nothing breaks", async () => {
      const topic = freshTopic();
      const listener = await listening(topic);
      for (let count = 0; count < 50; count += 1) await subject.there.send(topic, String(count));
      await eventually(async () => listener.messages.length === 50);
      assert.equal(listener.losses(), 0);
    });
  });
}
