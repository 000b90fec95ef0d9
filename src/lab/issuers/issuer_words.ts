import type { Log } from "../../platform/mod.ts";
import type { Broadcast } from "../../stores/mod.ts";

type Listener = Parameters<Broadcast["listen"]>[1];

/** One topic for all throwaway issuers: they come and go, and a connection cannot forget thousands of topics. */
const TOPIC = "lab";

/** A word of one issuer to the same issuer in every process. */
type Word = readonly [id: string, topic: string, message: string];

/** The words of throwaway issuers between the processes. */
export interface IssuerWords {
  /** The broadcast of one issuer, for as long as it is open in this process. */
  of(id: string): Broadcast;
  /** Nobody of this issuer listens any more in this process. */
  drop(id: string): void;
  /** Tells every process that an issuer is gone. */
  tellGone(id: string): Promise<void>;
}

/** What {@link openIssuerWords} needs. */
export interface IssuerWordsOptions {
  readonly broadcast: Broadcast;
  readonly log: Log;
  /** Called for an issuer that another process, or this one, has removed. */
  readonly gone: (id: string) => void;
}

/** Listens to the words of all throwaway issuers, and passes them to those that are open here. */
export async function openIssuerWords({ broadcast, log, gone }: IssuerWordsOptions): Promise<IssuerWords> {
  const issuers = new Map<string, Map<string, Listener[]>>();

  function hear(text: string): void {
    const [id, topic, message]: Word = JSON.parse(text);
    if (topic === "") gone(id);
    else for (const { heard } of issuers.get(id)?.get(topic) ?? []) heard(message);
  }

  await broadcast.listen(TOPIC, {
    heard: hear,
    lost() {
      for (const topics of issuers.values())
        for (const listeners of topics.values()) for (const { lost } of listeners) lost();
    },
  });

  function send(...word: Word): Promise<void> {
    return broadcast.send(TOPIC, JSON.stringify(word));
  }

  return {
    of: (id) => ({
      send: (topic, message) => send(id, topic, message),
      async listen(topic, listener) {
        const topics = issuers.get(id) ?? new Map<string, Listener[]>();
        topics.set(topic, [...(topics.get(topic) ?? []), listener]);
        issuers.set(id, topics);
      },
    }),
    drop: (id) => void issuers.delete(id),
    async tellGone(id) {
      try {
        await send(id, "", "");
      } catch (cause) {
        log.warn("Cannot tell the other processes that a throwaway issuer is gone; they see it at the next request", {
          cause,
        });
      }
    },
  };
}
