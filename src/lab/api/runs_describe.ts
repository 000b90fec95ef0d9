import type { Fields, Operations } from "../../engine/mod.ts";
import { BY_KEY, LAB_TAG } from "./access.ts";
import { ADDRESS_PROPERTIES, BEGUN, CONFIG, STATE } from "./attempt_schemas.ts";
import { CREATED, ENTRY, OUTCOME, REPORT, VERDICT } from "./report_schemas.ts";
import { ADDRESS, NAMES, TEXT } from "./schema_words.ts";

const ID: Fields[string] = { says: "Of the run", required: true };
const ATTEMPT: Fields[string] = { says: "The attempt, as it was told when it began", required: true };

/** `POST /lab/api/runs` */
export function describeRuns(): Operations {
  return {
    POST: {
      summary: "Begins a run: one plan against one client",
      says: "Each attempt is then begun and ended by requests of its own, several at once if one likes.",
      tag: LAB_TAG,
      json: {
        type: "object",
        required: ["plan"],
        properties: {
          plan: { ...TEXT, examples: ["oidc-basic"] },
          scenarios: { ...NAMES, description: "Only these of the plan" },
          setups: { ...NAMES, description: "Only these of the plan" },
          name: { ...TEXT, description: "What is tested" },
          client: { type: "object", properties: ADDRESS_PROPERTIES, description: "The same for every attempt" },
        },
      },
      answers: { 201: { says: "The run, its key and what there is to try", schema: CREATED } },
    },
  };
}

/** `/lab/api/runs/{id}` */
export function describeRun(): Operations {
  const segments = { id: ID };
  return {
    GET: {
      summary: "Tells what came of a run so far",
      says: "Whoever has the id may read it: it holds no secret.",
      tag: LAB_TAG,
      segments,
      answers: { 200: { says: "Verdicts, requests and totals", schema: REPORT } },
    },
    DELETE: {
      summary: "Removes a run with all that came of it",
      tag: LAB_TAG,
      access: BY_KEY,
      segments,
      answers: { 204: { says: "It is gone" } },
    },
  };
}

/** `POST /lab/api/runs/{id}/attempts` */
export function describeAttempts(): Operations {
  return {
    POST: {
      summary: "Begins an attempt: makes an issuer for it, with a person and the client",
      says: "One of the same name that began before is given up.",
      tag: LAB_TAG,
      access: BY_KEY,
      segments: { id: ID },
      json: {
        type: "object",
        required: ["name"],
        properties: { name: { ...TEXT, description: "As it is planned" }, ...ADDRESS_PROPERTIES },
      },
      answers: { 201: { says: "What the client has to know; its secrets are told to it alone", schema: BEGUN } },
    },
  };
}

/** `GET /lab/api/runs/{id}/attempts/{attempt}` */
export function describeAttempt(): Operations {
  return {
    GET: {
      summary: "Tells how far an attempt is",
      tag: LAB_TAG,
      access: BY_KEY,
      segments: { id: ID, attempt: ATTEMPT },
      answers: { 200: { says: "Its state", schema: STATE } },
    },
  };
}

/** `GET /lab/api/runs/{id}/attempts/{name}/journal` */
export function describeJournal(): Operations {
  return {
    GET: {
      summary: "Tells the requests of an attempt, while it runs as well",
      tag: LAB_TAG,
      segments: { id: ID, name: { says: "Of the attempt, as it is planned", required: true } },
      query: {
        after: { says: "Only entries with a greater number", schema: { type: "integer" } },
        format: {
          says: "json, or har for tools that read HTTP archives",
          schema: { type: "string", enum: ["json", "har"] },
        },
      },
      answers: {
        200: {
          says: "The requests, oldest first",
          schema: { type: "object", properties: { entries: { type: "array", items: ENTRY } } },
        },
      },
    },
  };
}

/** `POST /lab/api/runs/{id}/attempts/{attempt}/act` */
export function describeAct(): Operations {
  return {
    POST: {
      summary: "Ends the sessions of the person at the provider, of which clients are told",
      tag: LAB_TAG,
      access: BY_KEY,
      segments: { id: ID, attempt: ATTEMPT },
      json: { type: "object", required: ["act"], properties: { act: { type: "string", enum: ["end_session"] } } },
      answers: {
        200: {
          says: "How many sessions ended, and where the browser has to go for it",
          schema: {
            type: "object",
            required: ["ended", "visits"],
            properties: { ended: { type: "integer" }, visits: { type: "array", items: ADDRESS } },
          },
        },
      },
    },
  };
}

/** `POST /lab/api/runs/{id}/attempts/{attempt}/end` */
export function describeEnd(): Operations {
  return {
    POST: {
      summary: "Ends an attempt and judges it; its issuer is removed",
      says: "What the client said by a call wins over the outcome. Ending it again changes nothing.",
      tag: LAB_TAG,
      access: BY_KEY,
      segments: { id: ID, attempt: ATTEMPT },
      json: { type: "object", properties: { outcome: OUTCOME } },
      answers: { 200: { says: "The verdict, with the control as it is by now", schema: VERDICT } },
    },
  };
}

/** `POST /lab/api/runs/{id}/finish` */
export function describeFinish(): Operations {
  return {
    POST: {
      summary: "Finishes a run: judges everything for good, all requests of all attempts among it",
      says: "Attempts that did not end are given up. Finishing it again changes nothing.",
      tag: LAB_TAG,
      access: BY_KEY,
      segments: { id: ID },
      answers: { 200: { says: "The report", schema: REPORT } },
    },
  };
}

/** `GET /lab/config/{attempt}` */
export function describeConfig(): Operations {
  return {
    GET: {
      summary: "Tells a client under test what it has to know",
      says: "The address is told to the client alone, which is how it is let in.",
      tag: LAB_TAG,
      segments: { attempt: ATTEMPT },
      answers: { 200: { says: "Its configuration", schema: CONFIG } },
    },
  };
}

/** `POST /lab/statement/{attempt}` */
export function describeStatement(): Operations {
  return {
    POST: {
      summary: "Takes down what a client under test says of itself",
      says: "The last word counts. A client that cannot say how it ended by its exit status says it here.",
      tag: LAB_TAG,
      segments: { attempt: ATTEMPT },
      form: {
        outcome: { says: "How it ended", required: true, schema: { type: "string", enum: ["completed", "refused"] } },
        reason: { says: "Why, in its own words" },
      },
      answers: { 204: { says: "It is taken down" } },
    },
  };
}
