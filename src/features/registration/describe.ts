import type { Access, Issuer, MemberShape, Operations, Schema } from "../../engine/mod.ts";
import type { RegistrationOptions } from "./options.ts";
import { fieldsOf } from "./policy.ts";

type Properties = Readonly<Record<string, Schema>>;

const TEXTS: Schema = { type: "array", items: { type: "string" } };

/** Members that every client has. @see RFC 7591 2 */
const OWN: Properties = {
  redirect_uris: {
    ...TEXTS,
    description: "Where people may be sent back, compared character by character",
    examples: [["https://app.example/cb"]],
  },
  client_name: { type: "string", description: "What people read on the consent page", examples: ["My App"] },
  grant_types: {
    ...TEXTS,
    description: "What it redeems at the token endpoint",
    examples: [["authorization_code", "refresh_token"]],
  },
  token_endpoint_auth_method: {
    type: "string",
    description: "How it authenticates; none for a public client",
    examples: ["client_secret_basic"],
  },
  scope: { type: "string", description: "What it may ask for, separated by spaces", examples: ["read"] },
};

const SHAPES: Readonly<Record<MemberShape, Schema>> = {
  text: { type: "string" },
  number: { type: "integer" },
  flag: { type: "boolean" },
  list: TEXTS,
  object: { type: "object" },
};

/** Those that features read, as they say themselves. */
function membersOf(issuer: Issuer): Properties {
  const theirs = Array.from(fieldsOf(issuer).values(), ({ name, says, shape }): [string, Schema] => [
    name,
    { ...SHAPES[shape], description: says },
  ]);
  // The order is that of the plainest first; what is said here wins.
  return { ...OWN, ...Object.fromEntries(theirs), ...OWN };
}

function answerOf(issuer: Issuer): Schema {
  return {
    title: "ClientInformation",
    type: "object",
    required: ["client_id", "registration_client_uri", "registration_access_token"],
    properties: {
      client_id: { type: "string" },
      client_secret: { type: "string", description: "Told when it is made, and never again" },
      client_id_issued_at: { type: "integer", description: "Seconds since 1970" },
      client_secret_expires_at: { type: "integer", description: "Seconds since 1970; 0 = never" },
      registration_client_uri: {
        type: "string",
        format: "uri",
        description: "Where the client reads and changes this",
      },
      registration_access_token: { type: "string", description: "By which it does; each change gives another" },
      ...membersOf(issuer),
    },
  };
}

/** What the registration endpoint does. @see RFC 7591 3 */
export function describeRegistration(issuer: Issuer, { mode }: Pick<RegistrationOptions, "mode">): Operations {
  const access: readonly Access[] = mode === "open" ? [{ kind: "anybody" }] : [{ kind: "registration" }];
  return {
    POST: {
      summary: "Registers a client",
      says: "RFC 7591 3, OpenID Connect Dynamic Client Registration 3",
      tag: "Registration",
      access,
      json: { title: "ClientMetadata", type: "object", properties: membersOf(issuer) },
      answers: { 201: { says: "All that is registered", schema: answerOf(issuer) } },
    },
  };
}

/** What the address of one registered client does. @see RFC 7592 2 */
export function describeConfiguration(issuer: Issuer): Operations {
  const shared = {
    tag: "Registration",
    access: [{ kind: "registration" }],
    segments: { client_id: { says: "The client" } },
  } as const;
  const answers = { 200: { says: "All that is registered", schema: answerOf(issuer) } };
  const json: Schema = {
    title: "ClientUpdate",
    type: "object",
    required: ["client_id"],
    properties: { client_id: { type: "string" }, client_secret: { type: "string" }, ...membersOf(issuer) },
  };
  return {
    GET: { summary: "Reads what is registered of a client", says: "RFC 7592 2.1", ...shared, answers },
    PUT: { summary: "Replaces what is registered of a client", says: "RFC 7592 2.2", ...shared, json, answers },
    DELETE: {
      summary: "Removes a client and ends all its tokens",
      says: "RFC 7592 2.3",
      ...shared,
      answers: { 204: { says: "The client is gone" } },
    },
  };
}
