import type { Schema } from "../../engine/mod.ts";
import { FLOWS } from "../scenarios/setup.ts";
import { ADDRESSES } from "../scenarios/setups.ts";
import { ADDRESS, MILLISECONDS, NAMES, SETUP, TEXT } from "./schema_words.ts";

/** What is told of a client when an attempt of it begins. */
export const ADDRESS_PROPERTIES: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(ADDRESSES.map((name) => [name, { ...ADDRESS, description: "Where the client listens" }])),
  redirect_uri: { ...TEXT, description: "Where the client listens; a scheme of its own is fine" },
  signature_method: { ...TEXT, description: "How it signs by OAuth 1.0a; HMAC-SHA1 when not given" },
};

/** What a client is told. */
export const CONFIG: Schema = {
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
    token_endpoint_auth_signing_alg: { ...TEXT, description: "By what the client signs its assertions, where it does" },
    id_token_encrypted_response_alg: { ...TEXT, description: "By what ID tokens are encrypted, where they are" },
    private_jwk: { ...TEXT, description: "The client's key for that: a private JWK, as JSON in a text" },
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
    frame_message: { ...TEXT, description: "What the frame that watches a session says, where there is one" },
    token: { ...TEXT, description: "What a resource server has to judge" },
    request_token_url: ADDRESS,
    authorize_url: ADDRESS,
    access_token_url: ADDRESS,
    signature_method: TEXT,
  },
};

/** What whoever begins an attempt is told. */
export const BEGUN: Schema = {
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

/** How far an attempt is. */
export const STATE: Schema = {
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
