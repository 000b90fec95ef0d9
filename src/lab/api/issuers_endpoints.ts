import type { Endpoint, Exchange, Members } from "../../engine/mod.ts";
import { empty, fail, json, NO_STORE, type Reply } from "../../protocol/mod.ts";
import { ALL_FAULTS } from "../faults/all_faults.ts";
import type { ThrowawayDefinition } from "../issuers/definition.ts";
import type { LabGround } from "../issuers/ground.ts";
import { openByKey, refuseGone } from "../issuers/made_key.ts";
import type { Throwaways } from "../issuers/throwaways.ts";
import { harOf } from "../journal/har.ts";
import { keyIn, segmentsBelow } from "./access.ts";
import { readClock } from "./clock_input.ts";
import { readFaultUses } from "./fault_uses.ts";
import * as describe from "./issuers_describe.ts";
import { readNewIssuer, readUser } from "./issuers_input.ts";
import { definitionView, faultsView, issuerView } from "./issuers_view.ts";
import { checkOwnSite } from "./own_site.ts";
import { readJson, readerOf, refuseMember } from "./read_json.ts";

/** What the endpoints of throwaway issuers work on. */
export interface IssuerEndpointsOptions {
  readonly ground: LabGround;
  readonly throwaways: Throwaways;
}

const BASE = "/lab/api/issuers/";

function nameOf(id: string): string {
  return `the throwaway issuer '${id}'`;
}

/** What was there a moment ago. */
function there<T>(found: T | undefined, id: string): T {
  return found ?? refuseGone(nameOf(id));
}

/** Methods of one address of an issuer, each with what it does. */
type Handlers = Partial<Readonly<Record<"GET" | "POST" | "PUT" | "DELETE", (asked: Asked) => Promise<Reply>>>>;

/** A request about an issuer by somebody who has its key. */
interface Asked {
  readonly exchange: Exchange;
  readonly id: string;
}

/** The endpoints by which throwaway issuers are made, changed, looked at and deleted. */
export function issuerEndpoints({ ground, throwaways }: IssuerEndpointsOptions): readonly Endpoint[] {
  async function create(exchange: Exchange): Promise<Reply> {
    checkOwnSite(exchange);
    const wanted = readNewIssuer(readJson(exchange.request), { faults: ALL_FAULTS, now: ground.clock.now() });
    const { definition, key, users, clients } = await throwaways.create(wanted);
    const body = { ...definitionView(definition, ground), key, faults: definition.faults, users, clients };
    return json(201, body, NO_STORE);
  }

  async function viewOf(definition: ThrowawayDefinition): Promise<Members> {
    return { ...definitionView(definition, ground), faults: await faultsView(definition, ground) };
  }

  async function answerOf(definition: ThrowawayDefinition): Promise<Reply> {
    return json(200, await viewOf(definition), NO_STORE);
  }

  /** An endpoint of one issuer, for whoever has its key. */
  function ofIssuer(
    name: string,
    { below, handlers, ...said }: { readonly below: string; readonly handlers: Handlers } & Pick<Endpoint, "describe">,
  ): Endpoint {
    return {
      name: `lab_issuer${name}`,
      path: `${BASE}:id${below}`,
      methods: Object.keys(handlers).filter((method): method is keyof Handlers => method in handlers),
      takes: "json",
      speaks: "json",
      ...said,
      async handle(exchange) {
        const [id = ""] = segmentsBelow(exchange, BASE);
        openByKey(await throwaways.definition(id), { what: nameOf(id), key: keyIn(exchange) });
        const handler = handlers[exchange.request.method as keyof Handlers];
        if (handler === undefined) throw new TypeError(`Cannot answer '${exchange.request.method}'`);
        return handler({ exchange, id });
      },
    };
  }

  async function changeFaults({ exchange, id }: Asked): Promise<Reply> {
    const reader = readerOf(readJson(exchange.request));
    reader.only("faults");
    const items = reader.list("faults") ?? refuseMember("faults", "give a list");
    return answerOf(there(await throwaways.change(id, { faults: readFaultUses(items, ALL_FAULTS) }), id));
  }

  async function readLedger({ exchange: { request }, id }: Asked): Promise<Reply> {
    const [after = "0", format = "json"] = [request.query.get("after"), request.query.get("format")];
    if (!/^\d{1,9}$/.test(after)) fail("invalid_request", "Cannot take after: give the number of an entry");
    if (format !== "json" && format !== "har") fail("invalid_request", "Cannot take format: say json or har");
    const entries = there(await throwaways.journal(id, { after: Number(after) }), id);
    return json(200, format === "har" ? harOf(entries) : { entries }, NO_STORE);
  }

  return [
    {
      name: "lab_issuers",
      path: "/lab/api/issuers",
      methods: ["POST"],
      takes: "json",
      speaks: "json",
      throttle: "registration",
      describe: describe.describeIssuers,
      handle: create,
    },
    ofIssuer("", {
      below: "",
      describe: describe.describeIssuer,
      handlers: {
        GET: async ({ id }) => json(200, await issuerView(there(await throwaways.find(id), id), ground), NO_STORE),
        async DELETE({ id }) {
          // Of several at once one removes it, and it is gone for all of them.
          await throwaways.remove(id);
          return empty(204, NO_STORE);
        },
      },
    }),
    ofIssuer("_faults", {
      below: "/faults",
      describe: describe.describeFaultUses,
      handlers: {
        PUT: changeFaults,
        DELETE: async ({ id }) => answerOf(there(await throwaways.change(id, { faults: [] }), id)),
      },
    }),
    ofIssuer("_clock", {
      below: "/clock",
      describe: describe.describeClock,
      handlers: {
        async PUT({ exchange, id }) {
          const change = readClock(readJson(exchange.request), { now: ground.clock.now(), place: "clock" });
          return answerOf(there(await throwaways.change(id, change), id));
        },
      },
    }),
    ofIssuer("_users", {
      below: "/users",
      describe: describe.describeUsers,
      handlers: {
        async POST({ exchange, id }) {
          const wanted = readUser(readJson(exchange.request), "");
          return json(201, there(await throwaways.addUser(id, wanted), id), NO_STORE);
        },
      },
    }),
    ofIssuer("_clients", {
      below: "/clients",
      describe: describe.describeClients,
      handlers: {
        async POST({ exchange, id }) {
          return json(201, there(await throwaways.addClient(id, readJson(exchange.request)), id), NO_STORE);
        },
      },
    }),
    ofIssuer("_keys", {
      below: "/keys",
      describe: describe.describeKeys,
      handlers: { POST: async ({ id }) => json(201, { kids: there(await throwaways.rotateKeys(id), id) }, NO_STORE) },
    }),
    ofIssuer("_ledger", { below: "/ledger", describe: describe.describeLedger, handlers: { GET: readLedger } }),
    ofIssuer("_reset", {
      below: "/reset",
      describe: describe.describeReset,
      handlers: { POST: async ({ id }) => answerOf(there(await throwaways.reset(id), id)) },
    }),
  ];
}
