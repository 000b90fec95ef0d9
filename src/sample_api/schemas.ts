import type { AnswerDescription, Fields, Schema } from "../engine/mod.ts";

type Properties = Readonly<Record<string, Schema>>;

/** What may be written of a person. */
const WRITABLE: Properties = {
  username: { type: "string" },
  email: { type: "string" },
  first_name: { type: "string" },
  last_name: { type: "string" },
};

/** A person as the API shows them. */
export const USER: Schema = {
  title: "User",
  type: "object",
  required: ["id", "username", "email", "first_name", "last_name"],
  properties: { id: { type: "integer" }, ...WRITABLE },
  additionalProperties: false,
};

/** What PUT takes: all of it. */
export const WHOLE_USER: Schema = {
  title: "WholeUser",
  type: "object",
  required: Object.keys(WRITABLE),
  properties: WRITABLE,
  examples: [{ username: "alice", email: "alice@example.com", first_name: "Alice", last_name: "Liddell" }],
};

/** What PATCH takes: any of it. */
export const USER_CHANGES: Schema = {
  title: "UserChanges",
  type: "object",
  properties: WRITABLE,
  examples: [{ first_name: "Alice" }],
};

/** What is wrong, field by field. */
export const COMPLAINTS: Schema = {
  title: "Complaints",
  type: "object",
  required: ["error"],
  properties: {
    error: { type: "string" },
    error_description: { type: "string" },
    fields: { type: "object", additionalProperties: { type: "array", items: { type: "string" } } },
  },
};

/** What a token is good for. */
export const TOKEN_INFO: Schema = {
  title: "TokenInfo",
  type: "object",
  required: ["scopes", "application", "client_id", "expires_at", "expired", "token_type", "user"],
  properties: {
    scopes: { type: "array", items: { type: "string" } },
    application: { type: ["string", "null"], description: "Name of the client" },
    client_id: { type: "string" },
    expires_at: {
      type: ["string", "null"],
      format: "date-time",
      description: "Null where it does not end by itself",
    },
    expired: { type: "boolean" },
    token_type: { type: "string", enum: ["Bearer", "OAuth"], description: "OAuth where the call is signed" },
    user: {
      type: ["object", "null"],
      description: "Whom it stands for; null where it is the client's own",
      required: ["id", "username", "email", "is_staff"],
      properties: {
        id: { type: "integer" },
        username: { type: "string" },
        email: { type: "string" },
        is_staff: { type: "boolean" },
      },
    },
  },
};

/** The plainest answer. */
export const MESSAGE: Schema = {
  title: "Message",
  type: "object",
  required: ["message"],
  properties: { message: { type: "string" } },
};

/** The one person that a path names. */
export const ID: Fields = { id: { says: "Number of the person", schema: { type: "integer", minimum: 1 } } };

/** What every operation answers that changes a person. */
export const CHANGED: Readonly<Record<number, AnswerDescription>> = {
  200: { says: "The person as they are now", schema: USER },
  400: { says: "Something is wrong with the fields", schema: COMPLAINTS },
  404: { says: "There is nobody with this id", schema: COMPLAINTS },
  409: { says: "Somebody else has this user name", schema: COMPLAINTS },
};
