import type { Hooks } from "../../src/engine/mod.ts";
import type { Params } from "../../src/protocol/mod.ts";
import { type ChangeFeatures, changeHooks, type Mutant, without } from "./mutant.ts";

const FILE = "par_test.ts";

type Read = Hooks["authorizeParams"];

/** Changes how a request is found by its name. */
function finding(change: (read: Read) => Read): ChangeFeatures {
  return changeHooks("par", (hooks) => ({
    ...hooks,
    authorizeParams: change(hooks.authorizeParams ?? ((params) => params)),
  }));
}

/** Remembers what it found. */
function remembering(read: Read): Read {
  const found = new Map<string | undefined, Params>();
  return async (params, exchange) => {
    const name = params.get("request_uri");
    const whole = found.get(name) ?? (await read(params, exchange));
    if (name !== undefined) found.set(name, whole);
    return whole;
  };
}

/** Takes whoever comes with a name for the client that pushed last. */
function confusing(read: Read): Read {
  let pusher: string | undefined;
  return (params, exchange) => {
    if (params.has("request_uri")) return read(params.with({ client_id: pusher }), exchange);
    pusher = params.get("client_id");
    return read(params, exchange);
  };
}

/** Servers that are wrong about requests that are pushed. */
export const PAR_MUTANTS: readonly Mutant[] = [
  {
    name: "lets nobody push a request",
    rule: "RFC9126-2-2",
    file: FILE,
    noticed: "every test",
    features: without("par"),
  },
  {
    name: "opens a pushed request as often as it is named",
    rule: "RFC9126-4-2",
    file: FILE,
    noticed: ["are opened once"],
    features: finding(remembering),
  },
  {
    name: "opens a pushed request for whichever client names it",
    rule: "RFC9126-2.2-5",
    file: FILE,
    noticed: ["are of no use to another client"],
    features: finding(confusing),
  },
];
