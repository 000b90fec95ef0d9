import type { Endpoint, Exchange, Operations, Schema } from "../../engine/mod.ts";
import { fail, json, NO_STORE, type Reply } from "../../protocol/mod.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import type { Plan } from "../plans/plan.ts";
import { preflight } from "../preflight/preflight.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import { LAB_TAG } from "./access.ts";
import { type Json, readerOf, readJson, refuseMember } from "./read_json.ts";

const TEXT: Schema = { type: "string" };
const TEXTS: Schema = { type: "array", items: TEXT };

const FINDING: Schema = {
  title: "LabPreflightFinding",
  type: "object",
  required: ["name", "member", "rule", "keyword", "severity", "says", "mend", "setups", "stops"],
  properties: {
    name: TEXT,
    member: { ...TEXT, description: "The member of the document that it is about" },
    rule: { ...TEXT, description: "Id of the sentence of a specification" },
    keyword: { ...TEXT, enum: ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY"] },
    severity: { ...TEXT, enum: ["error", "warning"] },
    says: { ...TEXT, description: "What is wrong" },
    mend: { ...TEXT, description: "What to change" },
    setups: { ...TEXTS, description: "The setups of the plan for which it holds" },
    stops: { ...TEXTS, description: "Scenarios that cannot be run with such a client" },
  },
};

function describePreflight(): Operations {
  return {
    POST: {
      summary: "Says what will fail of a client before it is ever run",
      says: "Takes registration data, a client metadata document, or the configuration of a client. Nothing of it is kept.",
      tag: LAB_TAG,
      json: {
        type: "object",
        required: ["plan", "document"],
        properties: {
          plan: { ...TEXT, examples: ["oidc-basic"] },
          document: {
            type: "object",
            description: "What is known of the client, by the names of RFC 7591 or in camel case",
          },
        },
      },
      answers: {
        200: {
          says: "Errors first; an empty list where nothing is wrong",
          schema: {
            type: "object",
            required: ["plan", "findings"],
            properties: { plan: TEXT, findings: { type: "array", items: FINDING } },
          },
        },
      },
    },
  };
}

interface Asked {
  readonly plan: Plan;
  readonly document: Json;
}

function readAsked({ request }: Exchange): Asked {
  const reader = readerOf(readJson(request));
  reader.only("plan", "document");
  const name = reader.text("plan") ?? refuseMember("plan", "name one: see GET /lab/api/plans");
  const plan = ALL_PLANS.find((each) => each.name === name);
  return {
    plan: plan ?? fail("invalid_request", "Cannot take plan: there is none of that name, see GET /lab/api/plans"),
    document: reader.object("document") ?? refuseMember("document", "give an object"),
  };
}

/** What can be said of a client by its registration or configuration alone. */
export function preflightEndpoint(): Endpoint {
  return {
    name: "lab_preflight",
    path: "/lab/api/preflight",
    methods: ["POST"],
    takes: "json",
    speaks: "json",
    cors: "open",
    describe: describePreflight,
    handle(exchange): Reply {
      const { plan, document } = readAsked(exchange);
      const findings = preflight(document, { plan, scenarios: ALL_SCENARIOS });
      return json(200, { plan: plan.name, findings }, NO_STORE);
    },
  };
}
