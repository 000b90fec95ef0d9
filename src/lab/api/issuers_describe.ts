import type { Operation, Operations, Schema } from "../../engine/mod.ts";
import { BY_KEY, LAB_TAG } from "./access.ts";

type Properties = Readonly<Record<string, Schema>>;

const TEXT: Schema = { type: "string" };
const WHOLE: Schema = { type: "integer" };
const SECONDS: Schema = { type: "integer", description: "Seconds since 1970" };

function object(properties: Properties, required: readonly string[] = []): Schema {
  return { type: "object", ...(required.length === 0 ? {} : { required }), properties };
}

function list(items: Schema, description?: string): Schema {
  return { type: "array", items, ...(description === undefined ? {} : { description }) };
}

const USE_MEMBERS: Properties = {
  fault: { ...TEXT, description: "Its name, as GET /lab/api/faults lists it" },
  client_id: { ...TEXT, description: "Only in requests of this client" },
  scope: { ...TEXT, description: "Only where this scope was asked for" },
  state: { ...TEXT, description: "Only in what follows from the authorization request that had this state" },
  nth: { ...WHOLE, minimum: 1, description: "Only the n-th time that it could be at work" },
  times: { ...WHOLE, minimum: 1, description: "Only so often; 1 = once" },
  options: { type: "object", description: "What the fault takes besides" },
};

const USE: Schema = { title: "FaultUse", ...object(USE_MEMBERS, ["fault"]) };
const SEEN: Schema = {
  title: "FaultAtWork",
  ...object({ ...USE_MEMBERS, seen: { ...WHOLE, description: "How often it could be at work so far" } }, [
    "fault",
    "seen",
  ]),
};

const CLOCK: Schema = {
  title: "ThrowawayClock",
  ...object({
    offset_seconds: { ...WHOLE, description: "So far ahead of the machine's clock; negative = behind" },
    at: { type: ["string", "integer"], description: "A moment like 2030-01-01T00:00:00Z, or seconds since 1970" },
    advance_seconds: { ...WHOLE, description: "So far on from where it is; negative = back" },
  }),
};

const USER_MEMBERS: Properties = {
  username: TEXT,
  password: { ...TEXT, format: "password" },
  email: TEXT,
  first_name: TEXT,
  last_name: TEXT,
  sub: { ...TEXT, description: "Subject identifier; a fresh one when not given" },
  claims: { type: "object", description: "What else is known of the person" },
};
const USER: Schema = { title: "ThrowawayUser", ...object(USER_MEMBERS, ["username"]) };
const CREATED_USER: Schema = {
  title: "CreatedThrowawayUser",
  ...object(USER_MEMBERS, ["username", "password", "sub"]),
};

const CLIENT_MEMBERS: Properties = {
  client_id: { ...TEXT, description: "One is made up when not given" },
  client_secret: { ...TEXT, description: "One is made up when not given, for a client that has a secret" },
  client_name: TEXT,
  redirect_uris: list(TEXT),
  grant_types: list(TEXT),
  token_endpoint_auth_method: { ...TEXT, description: "none for a public client" },
  scope: { ...TEXT, description: "What it may ask for; anything when not given" },
  skip_authorization: { type: "boolean", description: "Whether nobody is asked for consent" },
};
const CLIENT: Schema = {
  title: "ThrowawayClient",
  description: "Client metadata by the names of RFC 7591, and some more",
  ...object(CLIENT_MEMBERS),
  additionalProperties: true,
};
const CREATED_CLIENT: Schema = {
  title: "CreatedThrowawayClient",
  ...object(CLIENT_MEMBERS, ["client_id"]),
  additionalProperties: true,
};

const STATE_MEMBERS: Properties = {
  id: TEXT,
  issuer: { ...TEXT, format: "uri", description: "The issuer identifier" },
  api: { ...TEXT, format: "uri", description: "Where it is changed, looked at and deleted" },
  created_at: SECONDS,
  expires_at: SECONDS,
  version: { ...WHOLE, description: "Counts the changes" },
  clock: object({ offset_seconds: WHOLE, now: SECONDS }),
  settings: { type: "object", additionalProperties: TEXT },
};
const STATE_NAMES = ["id", "issuer", "api", "created_at", "expires_at", "version", "clock", "settings", "faults"];

const CHANGED: Schema = {
  title: "ChangedThrowawayIssuer",
  ...object({ ...STATE_MEMBERS, faults: list(SEEN) }, STATE_NAMES),
};
const STATE: Schema = {
  title: "ThrowawayIssuer",
  ...object({ ...STATE_MEMBERS, faults: list(SEEN), users: list(USER), clients: list(CLIENT) }, [
    ...STATE_NAMES,
    "users",
    "clients",
  ]),
};
const CREATED: Schema = {
  title: "CreatedThrowawayIssuer",
  ...object(
    {
      ...STATE_MEMBERS,
      key: { ...TEXT, description: "Goes into Authorization: Bearer KEY of all that changes it; told this once" },
      faults: list(USE),
      users: list(CREATED_USER),
      clients: list(CREATED_CLIENT),
    },
    [...STATE_NAMES, "key", "users", "clients"],
  ),
};
const WANTED: Schema = {
  title: "NewThrowawayIssuer",
  ...object({
    users: list(USER, "One called alice when not given"),
    clients: list(CLIENT, "One with a secret and one without when not given, with loopback redirect URIs"),
    faults: list({ type: ["string", "object"] }, "Names of faults, or objects that say when each is at work"),
    settings: { type: "object", description: "Settings that differ, as npx touchstone settings lists them" },
    clock: CLOCK,
    lifetime_seconds: { ...WHOLE, minimum: 5, description: "As long as it may when not given" },
    keys: list(TEXT, "Algorithms that it signs by, such as RS256 and ES256; the first is its default"),
  }),
};

const SEGMENTS = { id: { says: "The throwaway issuer" } } as const;
const GONE = { says: "There is no such issuer any more" } as const;

function operation(summary: string, said: Omit<Operation, "summary" | "tag" | "access" | "segments">): Operation {
  return { summary, tag: LAB_TAG, access: BY_KEY, segments: SEGMENTS, ...said };
}

const CHANGED_ANSWER = { 200: { says: "As it is now", schema: CHANGED } } as const;

/** What the list of throwaway issuers takes. */
export function describeIssuers(): Operations {
  return {
    POST: {
      summary: "Makes a throwaway issuer",
      says: "A right provider with people, clients and keys of its own, which can be made to lie; it goes away by itself",
      tag: LAB_TAG,
      json: WANTED,
      answers: { 201: { says: "The issuer, with all that is secret of it, told this once", schema: CREATED } },
    },
  };
}

/** What one throwaway issuer takes. */
export function describeIssuer(): Operations {
  return {
    GET: operation("Shows a throwaway issuer as it is now", {
      answers: { 200: { says: "The issuer", schema: STATE } },
    }),
    DELETE: operation("Deletes a throwaway issuer with all that it has", { answers: { 204: GONE } }),
  };
}

/** What becomes of its faults. */
export function describeFaultUses(): Operations {
  return {
    PUT: operation("Chooses the faults that are at work from now on", {
      json: { title: "FaultChoice", ...object({ faults: list({ type: ["string", "object"] }) }, ["faults"]) },
      answers: CHANGED_ANSWER,
    }),
    DELETE: operation("Makes it right again", { answers: CHANGED_ANSWER }),
  };
}

/** What becomes of its clock. */
export function describeClock(): Operations {
  return { PUT: operation("Moves its clock", { says: "One of the three", json: CLOCK, answers: CHANGED_ANSWER }) };
}

/** How it gets people. */
export function describeUsers(): Operations {
  return {
    POST: operation("Adds a person", {
      json: USER,
      answers: { 201: { says: "The person, with the password", schema: CREATED_USER } },
    }),
  };
}

/** How it gets clients. */
export function describeClients(): Operations {
  return {
    POST: operation("Adds a client", {
      says: "RFC 7591 2; the answer has its secret, this once",
      json: CLIENT,
      answers: { 201: { says: "The client, as it holds", schema: CREATED_CLIENT } },
    }),
  };
}

/** How it gets other keys. */
export function describeKeys(): Operations {
  const schema = object({ kids: list(TEXT) }, ["kids"]);
  return {
    POST: operation("Makes other keys, which sign from now on", {
      answers: { 201: { says: "The names of the new keys", schema } },
    }),
  };
}

/** How one reads what was asked of it. */
export function describeLedger(): Operations {
  const schema = object({ entries: list({ title: "JournalEntry", type: "object", additionalProperties: true }) }, [
    "entries",
  ]);
  return {
    GET: operation("Shows every request with its answer, without secrets", {
      query: {
        after: { says: "Only entries with a greater number", schema: WHOLE },
        format: { says: "har for the developer tools of browsers", schema: { ...TEXT, enum: ["json", "har"] } },
      },
      answers: { 200: { says: "The entries, oldest first", schema } },
    }),
  };
}

/** How it begins anew. */
export function describeReset(): Operations {
  return {
    POST: operation("Takes it back to its beginning: no faults, no tokens, no sessions, no requests, its clock right", {
      answers: CHANGED_ANSWER,
    }),
  };
}
