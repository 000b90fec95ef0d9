import type { Hooks } from "../../src/engine/mod.ts";
import { changeHooks, type Mutant } from "./mutant.ts";

const FILE = "front_channel_test.ts";

const LOADS = "loads the page of the client with iss and the sid of its ID token, and keeps the query";
const NEITHER = "sends neither iss nor sid where the client does not need them";
const ALL = "loads the pages of all clients of the session";
const NAMED = "is named in the configuration";

/** Changes the addresses that the page after a logout loads. */
function loading(change: (frames: readonly string[], issuer: string) => readonly string[]) {
  return changeHooks("front_channel_logout", (hooks) => ({
    ...hooks,
    async logoutFrames(context: Parameters<Hooks["logoutFrames"]>[0]) {
      return change((await hooks.logoutFrames?.(context)) ?? [], context.exchange.issuer.url);
    },
  }));
}

/** An address with its query changed. */
function withQuery(address: string, change: (query: URLSearchParams) => void): string {
  const url = new URL(address);
  change(url.searchParams);
  return url.href;
}

/** Servers that are wrong about clients that are told of a logout in the browser. */
export const FRONT_CHANNEL_MUTANTS: readonly Mutant[] = [
  {
    name: "tells no client in the browser that a session has ended",
    rule: "FCLOGOUT-2-5",
    file: FILE,
    noticed: [LOADS, NEITHER, ALL],
    features: loading(() => []),
  },
  {
    name: "tells one client of a session in the browser, and not the others",
    rule: "FCLOGOUT-3-1",
    file: FILE,
    noticed: [ALL],
    features: loading((frames) => frames.slice(0, 1)),
  },
  {
    name: "tells clients in the browser of another session",
    rule: "FCLOGOUT-3-4",
    file: FILE,
    noticed: [LOADS],
    features: loading((frames) =>
      frames.map((frame) => withQuery(frame, (query) => query.has("sid") && query.set("sid", "another"))),
    ),
  },
  {
    name: "loses the query of an address at which a client logs out",
    rule: "FCLOGOUT-2-3",
    file: FILE,
    noticed: [LOADS, NEITHER],
    features: loading((frames) => frames.map((frame) => withQuery(frame, (query) => query.delete("from")))),
  },
  {
    name: "names itself to a client that logs out, but no session",
    rule: "FCLOGOUT-2-6",
    file: FILE,
    noticed: [NEITHER],
    features: loading((frames, issuer) =>
      frames.map((frame) => withQuery(frame, (query) => query.has("sid") || query.set("iss", issuer))),
    ),
  },
  {
    name: "does not say that it tells clients in the browser",
    rule: "FCLOGOUT-3-2",
    file: FILE,
    noticed: [NAMED],
    features: changeHooks("front_channel_logout", (hooks) => ({ ...hooks, metadata: () => ({}) })),
  },
];
