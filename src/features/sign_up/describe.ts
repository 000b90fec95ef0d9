import type { Operations, Schema } from "../../engine/mod.ts";

const TEXT: Schema = { type: "string" };

/** What is said of a person, beside the password. */
const SAID = { username: TEXT, email: { ...TEXT, format: "email" }, first_name: TEXT, last_name: TEXT } as const;

const NEWCOMER: Schema = {
  title: "Newcomer",
  type: "object",
  required: ["username", "password"],
  properties: { ...SAID, password: { ...TEXT, format: "password", description: "At least 8 bytes" } },
};

const NEW_PERSON: Schema = { title: "NewPerson", type: "object", required: ["username"], properties: SAID };

const PROBLEMS: Schema = {
  title: "SignUpProblems",
  type: "object",
  required: ["error", "error_description"],
  properties: { error: TEXT, error_description: TEXT, error_uri: { ...TEXT, format: "uri" } },
  additionalProperties: { type: "array", items: TEXT },
};

const PERSON: Schema = {
  title: "Person",
  type: "object",
  required: ["id", "username", "email", "first_name", "last_name"],
  properties: { id: { type: "integer" }, ...SAID },
};

/** What the address does at which people make accounts. */
export function describeSignUp(scope: string): Operations {
  return {
    GET: {
      summary: "Lists people; shows browsers the page on which one makes an account",
      tag: "People",
      access: [{ kind: "token", scope: [scope] }],
      query: {
        after: { says: "The last id of the page before", schema: { type: "integer", minimum: 0 } },
        limit: { says: "How many at most", schema: { type: "integer", minimum: 1, maximum: 100, default: 100 } },
      },
      answers: {
        200: {
          says: "People in the order of their ids",
          schema: { title: "People", type: "array", items: PERSON },
          also: { "text/html": TEXT },
          headers: { Link: "The next page, where there is one (RFC 8288)" },
        },
      },
    },
    POST: {
      summary: "Makes an account",
      says: "Without authentication. A browser sends the form of the page instead.",
      tag: "People",
      access: [{ kind: "anybody" }],
      json: NEWCOMER,
      answers: {
        201: { says: "The new person, who can sign in now", schema: NEW_PERSON },
        303: { says: "A browser goes on, signed in", headers: { Location: "Where" } },
        400: { says: "What is wrong, by member", schema: PROBLEMS, also: { "text/html": TEXT } },
      },
    },
  };
}
