import type { Fields, Operations, Schema } from "../../engine/mod.ts";
import { VERDICTS } from "../judge/verdict.ts";
import { FLOWS, SETUPS } from "../scenarios/setup.ts";
import { ADDRESSES } from "../scenarios/setups.ts";
import { BY_KEY, LAB_TAG } from "./access.ts";

const TEXT: Schema = { type: "string" };
const ADDRESS: Schema = { type: "string", format: "uri" };
const NAMES: Schema = { type: "array", items: TEXT };
const MILLISECONDS: Schema = { type: "number", minimum: 0, description: "Milliseconds" };
const INSTANT: Schema = { type: "integer", description: "Seconds since 1970" };
const SETUP: Schema = { type: "string", enum: SETUPS };

const ID: Fields[string] = { says: "Of the run", required: true };
const ATTEMPT: Fields[string] = { says: "The attempt, as it was told when it began", required: true };

const ADDRESS_PROPERTIES: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(ADDRESSES.map((name) => [name, { ...ADDRESS, description: "Where the client listens" }])),
  redirect_uri: { ...TEXT, description: "Where the client listens; a scheme of its own is fine" },
  signature_method: { ...TEXT, description: "How it signs by OAuth 1.0a; HMAC-SHA1 when not given" },
};

const PLANNED: Schema = {
  title: "LabPlannedAttempt",
  description: "The unmodified flow of a setup, or a scenario, that a run has to try",
  type: "object",
  required: ["name", "setup", "flow", "control", "title", "patience", "acts"],
  properties: {
    name: { ...TEXT, description: "That of the scenario, or control- and the setup" },
    setup: SETUP,
    flow: { type: "string", enum: FLOWS },
    control: { type: "boolean", description: "True: the unmodified flow" },
    title: TEXT,
    patience: { ...MILLISECONDS, description: "Milliseconds that a right client needs beyond an ordinary flow" },
    acts: { ...NAMES, description: "What whoever sits before the browser does beyond signing in and allowing" },
  },
};

const CREATED: Schema = {
  title: "LabCreatedRun",
  type: "object",
  required: ["id", "key", "plan", "name", "report_url", "page_url", "expires_at", "attempts"],
  properties: {
    id: { ...TEXT, description: "For reading" },
    key: { ...TEXT, description: "Begins and ends attempts, as a bearer token; told here and never again" },
    plan: TEXT,
    name: TEXT,
    report_url: ADDRESS,
    page_url: ADDRESS,
    expires_at: INSTANT,
    attempts: { type: "array", items: PLANNED },
  },
};

const CONFIG: Schema = {
  title: "LabClientConfig",
  description: "All that a client has to know; in the environment of a command each is TOUCHSTONE_ and its name",
  type: "object",
  required: ["scenario", "setup", "flow", "control", "issuer", "client_id", "redirect_uri", "scope", "resource"],
  properties: {
    scenario: TEXT,
    setup: SETUP,
    flow: { type: "string", enum: FLOWS },
    control: { type: "boolean" },
    issuer: ADDRESS,
    client_id: { ...TEXT, description: "Empty for a client that registers by itself" },
    client_secret: TEXT,
    token_endpoint_auth_method: TEXT,
    id_token_signed_response_alg: { ...TEXT, description: "By what ID tokens are signed, where it is not RS256" },
    userinfo_signed_response_alg: { ...TEXT, description: "By what UserInfo is signed, where it is" },
    redirect_uri: TEXT,
    response_type: TEXT,
    response_mode: TEXT,
    scope: TEXT,
    prompt: { ...TEXT, description: "What the authorization request asks for besides, where there is anything" },
    max_age: { ...TEXT, description: "The same" },
    resource: { ...ADDRESS, description: "What a token of the issuer opens" },
    config_url: { ...ADDRESS, description: "Where this very document is" },
    statement_url: { ...ADDRESS, description: "Where the client says how it ended" },
    username: TEXT,
    password: TEXT,
    token: { ...TEXT, description: "What a resource server has to judge" },
    request_token_url: ADDRESS,
    authorize_url: ADDRESS,
    access_token_url: ADDRESS,
    signature_method: TEXT,
  },
};

const BEGUN: Schema = {
  title: "LabBegunAttempt",
  description: "What the client has to know, and what the person does",
  type: "object",
  required: [...(CONFIG.required ?? []), "attempt", "title", "acts", "person", "patience", "instructions"],
  properties: {
    ...CONFIG.properties,
    attempt: { ...TEXT, description: "Names the attempt in further requests" },
    title: TEXT,
    acts: NAMES,
    person: { type: "object", properties: { username: TEXT, password: TEXT } },
    patience: MILLISECONDS,
    instructions: { ...NAMES, description: "What a person does with the application" },
  },
};

const STATE: Schema = {
  title: "LabAttemptState",
  type: "object",
  required: ["name", "state", "visits", "requests", "idle", "reached"],
  properties: {
    name: TEXT,
    state: { type: "string", enum: ["waiting", "running", "ended", "gone"] },
    visits: { type: "array", items: ADDRESS, description: "Addresses that a person would open by now" },
    requests: { type: "integer", minimum: 0 },
    idle: { ...MILLISECONDS, description: "Milliseconds since the last request, or since the beginning" },
    reached: {
      type: "boolean",
      description:
        "Whether the client asked for all that it asks for by itself: what is left is for the provider to do",
    },
    statement: { type: "string", enum: ["completed", "refused"], description: "What the client said of itself" },
  },
};

const OUTCOME: Schema = {
  title: "LabOutcome",
  description: "How a client ended, as far as anybody knows",
  type: "object",
  properties: {
    statement: { type: "string", enum: ["completed", "refused"] },
    statedBy: { type: "string", enum: ["exit", "line", "call", "person"] },
    reason: TEXT,
    exit: { type: "integer", description: "Its exit status" },
    signal: { ...TEXT, description: "What ended it" },
    timedOut: { type: "boolean", description: "Its time was over" },
    output: { ...NAMES, description: "The last lines that it printed, without secrets" },
  },
};

const VERDICT: Schema = {
  title: "LabVerdict",
  type: "object",
  required: ["kind", "name", "title", "setup", "verdict", "says", "evidence"],
  properties: {
    kind: { type: "string", enum: ["control", "scenario", "lint"] },
    name: TEXT,
    title: TEXT,
    setup: SETUP,
    verdict: { type: "string", enum: VERDICTS },
    says: { ...TEXT, description: "Why" },
    rule: { ...TEXT, description: "The sentence of a specification" },
    keyword: TEXT,
    demands: TEXT,
    mend: { ...TEXT, description: "What to change" },
    evidence: { type: "array", items: { type: "integer" }, description: "Numbers of entries of the journal" },
  },
};

const ENTRY: Schema = {
  title: "LabRequest",
  description: "One request of a client, or one of ours to it, with its answer, free of secrets",
  type: "object",
  required: ["n", "at", "took", "place", "method", "url", "status", "faults"],
  properties: {
    n: { type: "integer" },
    at: { type: "number", description: "Milliseconds since 1970" },
    took: MILLISECONDS,
    place: TEXT,
    method: TEXT,
    url: TEXT,
    status: { type: "integer" },
    faults: { ...NAMES, description: "Which faults were at work" },
    rule: { ...TEXT, description: "The rule that the request broke" },
  },
};

const ENDED: Schema = {
  title: "LabEndedAttempt",
  type: "object",
  required: ["name", "setup", "control", "outcome", "took", "entries"],
  properties: {
    name: TEXT,
    setup: SETUP,
    control: { type: "boolean" },
    outcome: OUTCOME,
    took: MILLISECONDS,
    entries: { type: "array", items: ENTRY },
  },
};

const REPORT: Schema = {
  title: "LabRunReport",
  type: "object",
  required: ["id", "plan", "name", "startedAt", "server", "verdicts", "attempts", "totals", "planned"],
  properties: {
    id: TEXT,
    plan: TEXT,
    name: TEXT,
    startedAt: INSTANT,
    finishedAt: { ...INSTANT, description: "Once nothing changes any more" },
    server: { type: "object", properties: { version: TEXT, issuer: ADDRESS } },
    verdicts: { type: "array", items: VERDICT },
    attempts: { type: "array", items: ENDED },
    totals: {
      type: "object",
      additionalProperties: { type: "integer" },
      description: "How often each verdict was given",
    },
    planned: { type: "array", items: PLANNED },
  },
};

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
