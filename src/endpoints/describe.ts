import { askable, type Fields, type Issuer, type Operations, type Schema } from "../engine/mod.ts";

const ID_TOKEN: Schema = {
  type: "string",
  description: "Who the person is and how they signed in, where openid was granted",
};

/** @see RFC 6749 5.1 */
function tokenAnswer({ responseWords }: Issuer): Schema {
  return {
    title: "TokenAnswer",
    type: "object",
    required: ["access_token", "token_type", "expires_in"],
    properties: {
      access_token: { type: "string" },
      token_type: { type: "string", examples: ["Bearer"] },
      expires_in: { type: "integer", minimum: 0, description: "Seconds" },
      refresh_token: { type: "string", description: "For another access token; each use gives a new one" },
      scope: { type: "string", description: "What was granted, separated by spaces" },
      ...(responseWords.has("id_token") ? { id_token: ID_TOKEN } : {}),
    },
  };
}

/** Fields of several sources; what two of them read is said by both. */
function together(all: readonly Fields[]): Fields {
  const whole: Record<string, Fields[string]> = {};
  for (const [name, field] of all.flatMap((fields) => Object.entries(fields))) {
    const said = whole[name]?.says;
    const says = said === undefined || said === field.says ? field.says : `${said}; ${field.says}`;
    whole[name] = { ...whole[name], ...field, says };
  }
  return whole;
}

/** What a grant reads, each of it told to be the grant's own. */
function grantFields({ grants }: Issuer): readonly Fields[] {
  return Array.from(grants.values(), ({ type, fields = {} }) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, { says, schema }]) => [
        name,
        { says: name === "scope" ? says : `${says} (${type})`, ...(schema === undefined ? {} : { schema }) },
      ]),
    ),
  );
}

function added({ features }: Issuer, endpoint: string): readonly Fields[] {
  return features.flatMap(({ fields }) => {
    const own = fields?.[endpoint];
    return own === undefined ? [] : [own];
  });
}

/** What the token endpoint does. @see RFC 6749 3.2 */
export function describeToken(issuer: Issuer): Operations {
  const grantType: Fields[string] = {
    says: "What is redeemed",
    required: true,
    schema: { type: "string", enum: [...issuer.grants.keys()] },
  };
  return {
    POST: {
      summary: "Gives tokens for a code, a refresh token, or whatever else a grant redeems",
      says: "RFC 6749 3.2. A public client says who it is by client_id; others authenticate.",
      tag: "Tokens",
      access: [{ kind: "client" }],
      form: { grant_type: grantType, ...together([...grantFields(issuer), ...added(issuer, "token")]) },
      answers: { 200: { says: "Tokens", schema: tokenAnswer(issuer) } },
    },
  };
}

function authorizeFields(issuer: Issuer): Fields {
  const { metadata } = issuer;
  const types = metadata["response_types_supported"];
  return {
    client_id: { says: "The client", required: true },
    response_type: {
      says: `What is wanted: ${Array.isArray(types) ? types.join(", ") : "code"}`,
      required: true,
    },
    redirect_uri: { says: "Where the answer goes; may be left out where exactly one is registered" },
    scope: { says: "What is asked for, separated by spaces" },
    state: { says: "Comes back with the answer, so that the client knows its own requests" },
    response_mode: {
      says: "How the answer goes",
      schema: { type: "string", enum: askable(issuer.responseModes.values()).map(({ name }) => name) },
    },
    ...together(added(issuer, "authorize")),
  };
}

/** What the authorization endpoint does. @see RFC 6749 3.1 */
export function describeAuthorize(issuer: Issuer): Operations {
  const shared = {
    tag: "Authorization",
    answers: {
      200: { says: "A page: the answer as a form, or what could not be answered to the client", type: "text/html" },
      303: { says: "To the sign-in or consent page, or to the client with the answer", headers: { Location: "Where" } },
      400: { says: "A page that says why nothing can be sent to the client", type: "text/html" },
    },
  } as const;
  const fields = authorizeFields(issuer);
  return {
    GET: { summary: "Begins an authorization, in a person's browser", says: "RFC 6749 3.1", query: fields, ...shared },
    POST: { summary: "Begins an authorization by a form", says: "RFC 6749 3.1", form: fields, ...shared },
  };
}
