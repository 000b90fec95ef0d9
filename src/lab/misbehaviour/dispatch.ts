import type { Exchange } from "../../engine/mod.ts";
import { OAuthError } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import type { Fault, FaultContext, FaultUse } from "../faults/fault.ts";
import type { LiveIssuer } from "../issuers/live.ts";
import type { Place } from "../journal/entry.ts";
import { knownOf } from "./known.ts";
import { type Decision, type Notes, notesOf } from "./notes.ts";

type Awaitable<T> = T | Promise<T>;

/** What a fault makes of a value; the very same value = it was not at work. */
export type Change<T> = (value: T, context: FaultContext) => Awaitable<T>;

/** Where a value is about to be changed. */
export interface Occasion {
  readonly exchange: Exchange;
  readonly place: Place;
  /** Whose the answer is, where one exchange leads to answers to several clients. */
  readonly client?: ClientRecord;
  /** True: what comes of it is used later or not at all, and noted then. */
  readonly later?: true;
}

/** Runs the functions of all faults that are at work, one after the other. */
export type Dispatch = <T>(
  value: T,
  occasion: Occasion,
  changeOf: (fault: Fault, guard: Guard) => Change<T> | undefined,
) => Awaitable<T>;

/** Runs a part of a fault at a later time, and answers for it as for the rest. */
export type Guard = <T>(part: () => Awaitable<T>) => Promise<T>;

/** Whether the selectors of a use hold; what is not known holds for none. */
function holds(use: FaultUse, { exchange, client }: Occasion): boolean {
  if (use.client_id === undefined && use.scope === undefined && use.state === undefined) return true;
  const { clientId, scope = [], state } = knownOf(exchange);
  return (
    (use.client_id === undefined || use.client_id === (client?.clientId ?? clientId)) &&
    (use.scope === undefined || scope.includes(use.scope)) &&
    (use.state === undefined || use.state === state)
  );
}

async function decide(use: FaultUse, count: Promise<number>): Decision {
  const counted = await count;
  const { nth, times } = use;
  if (nth !== undefined) return counted === nth && (times === undefined || times > 0) ? { before: 0 } : undefined;
  return times !== undefined && counted > times ? undefined : { before: counted - 1 };
}

/** Whether a use is at work in an exchange: asked as often as one likes, decided and counted once. */
function decided(use: FaultUse, index: number, { live, noted }: { readonly live: LiveIssuer; readonly noted: Notes }) {
  const before = noted.decided.get(index);
  if (before !== undefined) return before;
  const decision = decide(use, live.count(use, index));
  noted.decided.set(index, decision);
  return decision;
}

/** A fault is ours: when it throws, the client gets a 500 and the log has it. */
function breakWith(fault: Fault, exchange: Exchange, cause: unknown): never {
  notesOf(exchange).broken = fault.name;
  exchange.log.error("Cannot misbehave because of a mistake in a fault", {
    fault: fault.name,
    trace: exchange.trace,
    cause,
  });
  throw new OAuthError("server_error", `Cannot misbehave as the fault '${fault.name}' is broken`, {
    status: 500,
    cause,
  });
}

/** Whether a fault can be at work at all; never for a request that cannot even be read. */
function isTime(fault: Fault, exchange: Exchange): boolean {
  try {
    return fault.when?.(exchange) !== false;
  } catch (error) {
    if (error instanceof OAuthError) return false;
    return breakWith(fault, exchange, error);
  }
}

/** Makes what runs the faults of an issuer. */
export function dispatcher(live: LiveIssuer, faults: ReadonlyMap<string, Fault>): Dispatch {
  function guardOf(fault: Fault, exchange: Exchange): Guard {
    return async (part) => {
      try {
        return await part();
      } catch (cause) {
        return breakWith(fault, exchange, cause);
      }
    };
  }

  async function run<T>(
    value: T,
    occasion: Occasion,
    changeOf: (fault: Fault, guard: Guard) => Change<T> | undefined,
  ): Promise<T> {
    const { exchange, place, later } = occasion;
    const noted = notesOf(exchange);
    let refined = value;
    for (const [index, use] of (noted.uses ?? []).entries()) {
      const fault = faults.get(use.fault);
      if (fault === undefined || noted.broken !== undefined || !isTime(fault, exchange)) continue;
      const guard = guardOf(fault, exchange);
      const change = changeOf(fault, guard);
      if (change === undefined || !holds(use, occasion)) continue;
      const decision = await decided(use, index, { live, noted });
      if (decision === undefined) continue;
      const given = refined;
      const context = { exchange, options: use.options ?? {}, before: decision.before, place };
      refined = await guard(() => change(given, context));
      if (refined !== given && later !== true) serve(fault, occasion);
    }
    return refined;
  }

  return (value, occasion, changeOf) => {
    const noted = notesOf(occasion.exchange);
    noted.uses ??= live.faults();
    // An issuer without a fault waits for nothing.
    return noted.uses.length === 0 || noted.broken !== undefined ? value : run(value, occasion, changeOf);
  };
}

/** Notes that a fault was at work, once for each answer. */
export function serve({ name }: Fault, { exchange, place, client }: Occasion): void {
  const { served } = notesOf(exchange);
  const clientId = client?.clientId ?? knownOf(exchange).clientId;
  if (!served.some((one) => one.fault === name && one.place === place && one.clientId === clientId))
    served.push({ fault: name, place, clientId });
}
