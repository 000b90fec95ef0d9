import { EventEmitter } from "node:events";
import type { Exchange, Feature, Happening, HappeningName } from "../engine/mod.ts";
import type { Instant, Log, Seconds } from "../platform/mod.ts";
import type { Scope } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";

/** Something that happened at an issuer. */
export interface ProviderEvent extends Happening {
  readonly at: Instant;
  /** Names the request in the log. */
  readonly trace: string;
}

/**
 * An application got tokens: told after the token endpoint has made its answer, whatever the grant.
 *
 * The tokens themselves are not told: who needs one asks for it as a client.
 */
export interface AppAuthorized {
  readonly client: ClientRecord;
  /** The person it acts for; undefined = it acts for itself. */
  readonly accountId?: number;
  readonly scope: Scope;
  readonly expiresIn: Seconds;
  readonly grantType: string;
  /** Tag of the family that the tokens belong to. */
  readonly family?: string;
  readonly at: Instant;
  readonly trace: string;
}

/** What can be listened to, and what a listener is told. */
export type ProviderEvents = {
  readonly [Name in HappeningName]: (event: ProviderEvent) => unknown;
} & {
  /** The signal of Django OAuth Toolkit of this name. */
  readonly app_authorized: (event: AppAuthorized) => unknown;
};

type EventName = keyof ProviderEvents;

/** Where one listens. */
export interface EventSource {
  /** Has a listener called with each event of a name; answers how to stop that. */
  on<Name extends EventName>(name: Name, listener: ProviderEvents[Name]): () => void;
  /** The same for the next event alone. */
  once<Name extends EventName>(name: Name, listener: ProviderEvents[Name]): () => void;
}

/** Events, and the feature that hears of them. */
export interface Events {
  readonly source: EventSource;
  readonly feature: Feature;
  /** Forgets all listeners. */
  close(): void;
}

/** What a token answer said. */
interface Answered {
  readonly client: ClientRecord;
  readonly scope: Scope;
  readonly expiresIn: Seconds;
}

/** Tells listeners what happens, after it did. One that throws, or whose promise fails, is logged and harms nobody. */
export function openEvents(log: Log): Events {
  const emitter = new EventEmitter({ captureRejections: false }).setMaxListeners(0);
  const answered = new WeakMap<Exchange, Answered>();

  function complain(name: EventName, cause: unknown): void {
    log.error(`Cannot finish a listener to '${name}'`, { cause });
  }

  function tell(name: EventName, event: ProviderEvent | AppAuthorized): void {
    for (const listener of emitter.rawListeners(name)) {
      try {
        const result: unknown = Reflect.apply(listener, undefined, [event]);
        if (result instanceof Promise) result.catch((error: unknown) => complain(name, error));
      } catch (error) {
        complain(name, error);
      }
    }
  }

  function tellAuthorized({ name, accountId, family, detail }: Happening, exchange: Exchange): void {
    const answer = answered.get(exchange);
    if (answer === undefined || (name !== "token.issued" && name !== "token.refreshed")) return;
    tell("app_authorized", {
      ...answer,
      ...(accountId === undefined ? {} : { accountId }),
      ...(family === undefined ? {} : { family }),
      grantType: String(detail?.["grantType"]),
      at: exchange.issuer.clock.now(),
      trace: exchange.trace,
    });
  }

  return {
    source: {
      on(name, listener) {
        emitter.on(name, listener);
        return () => void emitter.off(name, listener);
      },
      once(name, listener) {
        emitter.once(name, listener);
        return () => void emitter.off(name, listener);
      },
    },
    feature: {
      name: "events",
      spec: "Touchstone",
      hooks: {
        tokenReply(body, { exchange, client, redeemable }) {
          const { expires_in: expiresIn } = body;
          if (emitter.listenerCount("app_authorized") > 0 && typeof expiresIn === "number")
            answered.set(exchange, { client, scope: redeemable.entitlement.scope, expiresIn });
          return body;
        },
        happened(happening, exchange) {
          const { name } = happening;
          if (emitter.listenerCount(name) > 0)
            tell(name, { ...happening, at: exchange.issuer.clock.now(), trace: exchange.trace });
          tellAuthorized(happening, exchange);
        },
      },
    },
    close: () => void emitter.removeAllListeners(),
  };
}
