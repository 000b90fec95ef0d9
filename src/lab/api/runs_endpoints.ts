import type { Endpoint, Exchange } from "../../engine/mod.ts";
import { empty, fail, json, NO_STORE, type Reply } from "../../protocol/mod.ts";
import { harOf } from "../journal/har.ts";
import type { RunAccess, Runs } from "../runs/runs.ts";
import { keyIn, segmentsBelow } from "./access.ts";
import { checkOwnSite } from "./own_site.ts";
import * as describe from "./runs_describe.ts";
import { readAct, readNewAttempt, readNewRun, readOutcome, readStatement } from "./runs_input.ts";

const BASE = "/lab/api/runs/";

/** A request about a run: its id, what the path names below it, and the key that came along. */
interface Asked {
  readonly exchange: Exchange;
  readonly access: RunAccess;
  /** The name or the address of an attempt; empty where none is in the path. */
  readonly attempt: string;
}

type Handlers = Partial<Readonly<Record<"GET" | "POST" | "DELETE", (asked: Asked) => Promise<Reply>>>>;

function askedOf(exchange: Exchange): Asked {
  const [id = "", , attempt = ""] = segmentsBelow(exchange, BASE);
  return { exchange, access: { id, key: keyIn(exchange) }, attempt };
}

/** An address of runs. */
function address(
  name: string,
  {
    path,
    handlers,
    ...said
  }: { readonly path: string; readonly handlers: Handlers } & Pick<Endpoint, "describe" | "throttle">,
): Endpoint {
  return {
    name: `lab_run${name}`,
    path,
    methods: (["GET", "POST", "DELETE"] as const).filter((method) => handlers[method] !== undefined),
    takes: "json",
    speaks: "json",
    ...said,
    async handle(exchange) {
      const { method } = exchange.request;
      const handler = method === "POST" || method === "DELETE" ? handlers[method] : handlers.GET;
      if (handler === undefined) throw new TypeError(`Cannot answer '${method}'`);
      return handler(askedOf(exchange));
    },
  };
}

/** What a client asks for by an address that it was told: the last part of the path is all that it has to know. */
function capabilityOf({ request }: Exchange): string {
  return request.path.replace(/\/$/, "").split("/").at(-1) ?? "";
}

async function readJournal(runs: Runs, { exchange: { request }, access, attempt }: Asked): Promise<Reply> {
  const [after = "0", format = "json"] = [request.query.get("after"), request.query.get("format")];
  if (!/^\d{1,9}$/.test(after)) fail("invalid_request", "Cannot take after: give the number of an entry");
  if (format !== "json" && format !== "har") fail("invalid_request", "Cannot take format: say json or har");
  const entries = await runs.journal(access.id, { name: attempt, after: Number(after) });
  return json(200, format === "har" ? harOf(entries) : { entries }, NO_STORE);
}

/** The endpoints by which a client is run through a plan, and those that the client itself asks. */
export function runEndpoints(runs: Runs): readonly Endpoint[] {
  return [
    address("s", {
      path: "/lab/api/runs",
      throttle: "registration",
      describe: describe.describeRuns,
      handlers: {
        async POST({ exchange }) {
          checkOwnSite(exchange);
          return json(201, await runs.create(readNewRun(exchange.request)), NO_STORE);
        },
      },
    }),
    address("", {
      path: `${BASE}:id`,
      describe: describe.describeRun,
      handlers: {
        GET: async ({ access }) => json(200, await runs.report(access.id), NO_STORE),
        async DELETE({ access }) {
          await runs.remove(access);
          return empty(204, NO_STORE);
        },
      },
    }),
    address("_attempts", {
      path: `${BASE}:id/attempts`,
      describe: describe.describeAttempts,
      handlers: {
        POST: async ({ exchange, access }) =>
          json(201, await runs.begin(access, readNewAttempt(exchange.request)), NO_STORE),
      },
    }),
    address("_attempt", {
      path: `${BASE}:id/attempts/:attempt`,
      describe: describe.describeAttempt,
      handlers: { GET: async ({ access, attempt }) => json(200, await runs.state(access, attempt), NO_STORE) },
    }),
    address("_journal", {
      path: `${BASE}:id/attempts/:name/journal`,
      describe: describe.describeJournal,
      handlers: { GET: (asked) => readJournal(runs, asked) },
    }),
    address("_act", {
      path: `${BASE}:id/attempts/:attempt/act`,
      describe: describe.describeAct,
      handlers: {
        POST: async ({ exchange, access, attempt }) =>
          json(200, await runs.act(access, { attempt, act: readAct(exchange.request) }), NO_STORE),
      },
    }),
    address("_end", {
      path: `${BASE}:id/attempts/:attempt/end`,
      describe: describe.describeEnd,
      handlers: {
        POST: async ({ exchange, access, attempt }) =>
          json(200, await runs.end(access, { attempt, outcome: readOutcome(exchange.request) }), NO_STORE),
      },
    }),
    address("_finish", {
      path: `${BASE}:id/finish`,
      describe: describe.describeFinish,
      handlers: { POST: async ({ access }) => json(200, await runs.finish(access), NO_STORE) },
    }),
    {
      name: "lab_config",
      path: "/lab/config/:attempt",
      methods: ["GET"],
      speaks: "json",
      cors: "client",
      describe: describe.describeConfig,
      handle: async (exchange) => json(200, await runs.config(capabilityOf(exchange)), NO_STORE),
    },
    {
      name: "lab_statement",
      path: "/lab/statement/:attempt",
      methods: ["POST"],
      takes: "either",
      speaks: "json",
      cors: "client",
      describe: describe.describeStatement,
      async handle(exchange) {
        await runs.say(capabilityOf(exchange), readStatement(exchange.request));
        return empty(204, NO_STORE);
      },
    },
  ];
}
