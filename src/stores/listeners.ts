import { type Log, silentLog } from "../platform/mod.ts";

/** Who hears a topic of a broadcast. */
export interface Listener {
  readonly heard: (message: string) => void;
  readonly lost: () => void;
}

/** The listeners of this process, by topic. A listener that throws is reported and disturbs nobody else. */
export class Listeners {
  readonly #topics = new Map<string, Set<Listener>>();
  readonly #log: Log;

  constructor(log: Log = silentLog) {
    this.#log = log;
  }

  /** Adds a listener; true when it is the first of its topic. */
  add(topic: string, listener: Listener): boolean {
    const present = this.#topics.get(topic);
    if (present === undefined) this.#topics.set(topic, new Set([listener]));
    else present.add(listener);
    return present === undefined;
  }

  /** Takes a listener away again. */
  remove(topic: string, listener: Listener): void {
    const present = this.#topics.get(topic);
    present?.delete(listener);
    if (present?.size === 0) this.#topics.delete(topic);
  }

  /** The topics that somebody listens to. */
  topics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** Passes a message on. */
  hear(topic: string, message: string): void {
    for (const listener of this.#topics.get(topic) ?? []) this.#call(topic, () => listener.heard(message));
  }

  /** Tells every listener that messages may have been missed. */
  lose(): void {
    for (const [topic, listeners] of this.#topics) {
      for (const listener of listeners) this.#call(topic, () => listener.lost());
    }
  }

  #call(topic: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#log.error("Cannot pass a broadcast on as its listener threw", { topic, error });
    }
  }
}
