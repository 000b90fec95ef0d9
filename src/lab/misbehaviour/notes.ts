import type { Exchange } from "../../engine/mod.ts";
import type { FaultUse } from "../faults/fault.ts";
import type { Place } from "../journal/entry.ts";

/** What is known of whose request an exchange is. */
export interface Known {
  readonly clientId?: string | undefined;
  /** Of the authorization request from which the exchange follows. */
  readonly state?: string | undefined;
  /** That was asked for, here or in the authorization request from which the exchange follows. */
  readonly scope?: readonly string[] | undefined;
}

/** A fault that was at work. */
export interface Served {
  readonly fault: string;
  /** Of the answer that it was at work in. */
  readonly place: Place;
  /** Whose answer it was, where one exchange leads to answers to several. */
  readonly clientId: string | undefined;
}

/** Whether a use is at work in an exchange, and how often it was before. */
export type Decision = Promise<{ readonly before: number } | undefined>;

/** What the lab's two features keep of one exchange while it lasts. */
export interface Notes {
  known: Known;
  /** The uses as they were when the exchange was first looked at: one that changes meanwhile counts from the next on. */
  uses: readonly FaultUse[] | undefined;
  readonly decided: Map<number, Decision>;
  readonly served: Served[];
  /** The fault that threw. */
  broken: string | undefined;
  /** Whether what is answered is the answer of the authorization endpoint. */
  answersClient: boolean;
}

const notes = new WeakMap<Exchange, Notes>();

/** The notes of an exchange, empty at first. */
export function notesOf(exchange: Exchange): Notes {
  const there = notes.get(exchange);
  if (there !== undefined) return there;
  const empty: Notes = {
    known: {},
    uses: undefined,
    decided: new Map(),
    served: [],
    broken: undefined,
    answersClient: false,
  };
  notes.set(exchange, empty);
  return empty;
}

/** Remembers what is known now; what was known before stays where nothing else is said. */
export function learn(exchange: Exchange, { clientId, state, scope }: Known): void {
  const noted = notesOf(exchange);
  const { known } = noted;
  noted.known = {
    clientId: clientId ?? known.clientId,
    state: state ?? known.state,
    scope: scope ?? known.scope,
  };
}
