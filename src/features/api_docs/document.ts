import type { AnswerDescription, Field, Fields, Issuer } from "../../engine/mod.ts";
import { BEARER_ERROR, ERROR, PROBLEM, securityOf, securitySchemesOf } from "./components.ts";
import { type Documented, documentedOf } from "./documented.ts";
import { collectComponents, type Components } from "./hoist.ts";
import type { ApiDocsOptions } from "./options.ts";

type Members = Readonly<Record<string, unknown>>;

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";
const TEXT = { type: "string" } as const;

function parametersOf(where: "path" | "query", fields: Fields = {}, { refer }: Components): readonly Members[] {
  return Object.entries(fields).map(([name, { says, required, schema }]) => ({
    name,
    in: where,
    description: says,
    required: required === true || where === "path",
    schema: refer(schema ?? TEXT),
  }));
}

function formSchema(form: Fields, { refer }: Components): Members {
  const entries = Object.entries(form);
  const required = entries.filter(([, field]) => field.required === true).map(([name]) => name);
  const property = ({ says, schema }: Field) => ({ ...refer(schema ?? TEXT), description: says });
  return {
    type: "object",
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(entries.map(([name, field]) => [name, property(field)])),
  };
}

function bodyOf({ operation: { form, json } }: Documented, components: Components): Members {
  if (json !== undefined)
    return { requestBody: { required: true, content: { [JSON_TYPE]: { schema: components.refer(json) } } } };
  if (form === undefined) return {};
  const required = Object.values(form).some((field) => field.required === true);
  return { requestBody: { required, content: { [FORM_TYPE]: { schema: formSchema(form, components) } } } };
}

function printAnswer(
  { says, schema, type, also = {}, headers = {} }: AnswerDescription,
  { refer }: Components,
): Members {
  const names = Object.entries(headers);
  const media = type ?? (schema === undefined ? undefined : JSON_TYPE);
  const content = Object.entries({ ...(media === undefined ? {} : { [media]: schema ?? TEXT }), ...also });
  return {
    description: says,
    ...(names.length === 0
      ? {}
      : { headers: Object.fromEntries(names.map(([name, description]) => [name, { description, schema: TEXT }])) }),
    ...(content.length === 0
      ? {}
      : { content: Object.fromEntries(content.map(([name, one]) => [name, { schema: refer(one) }])) }),
  };
}

/** How an endpoint refuses that does not speak to people alone. */
function refusalBody(speaks: Documented["speaks"]): Pick<AnswerDescription, "schema" | "type" | "also"> {
  if (speaks === "oauth1") return { schema: PROBLEM, type: FORM_TYPE };
  if (speaks === "bearer") return { schema: BEARER_ERROR };
  // Browsers are shown a page.
  return speaks === "either" ? { schema: ERROR, also: { "text/html": TEXT } } : { schema: ERROR };
}

/** Answers that follow from how an endpoint refuses and who may ask it. */
function refusalsOf({ operation: { access = [] }, speaks }: Documented): Readonly<Record<string, AnswerDescription>> {
  if (speaks === "page") {
    return {
      "4XX": { says: "A page that says what is wrong", type: "text/html" },
      "5XX": { says: "A page that says when to come back", type: "text/html" },
    };
  }
  const kinds = new Set(access.map(({ kind }) => kind));
  const { also, ...body } = refusalBody(speaks);
  const others = also === undefined ? {} : { also };
  const trace = { "Trace-Id": "By which the log knows the rest" };
  return {
    ...(kinds.size === 0 || kinds.has("anybody")
      ? {}
      : { 401: { says: "Who asks is not known", ...body, headers: { "WWW-Authenticate": "How to do better" } } }),
    ...(kinds.has("token")
      ? {
          403: {
            says: "The token lacks a scope, or the person the authority",
            schema: BEARER_ERROR,
            headers: { "WWW-Authenticate": "Which scope is needed" },
          },
        }
      : {}),
    "4XX": { says: "The request is refused", ...body, ...others, headers: trace },
    "5XX": {
      says: "The server cannot answer now",
      ...body,
      ...others,
      headers: { ...trace, "Retry-After": "Seconds after which to try again (503)" },
    },
  };
}

function printOperation(documented: Documented, tools: { readonly components: Components; readonly schemes: Members }) {
  const { id, operation, alsoAt } = documented;
  const { components, schemes } = tools;
  const { tag, summary, says, segments, query, access, answers } = operation;
  const parameters = [...parametersOf("path", segments, components), ...parametersOf("query", query, components)];
  const responses: Readonly<Record<string, AnswerDescription>> = { ...refusalsOf(documented), ...answers };
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(says === undefined ? {} : { description: says }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...bodyOf(documented, components),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, answer]) => [status, printAnswer(answer, components)]),
    ),
    security: securityOf(access, schemes),
    ...(alsoAt.length === 0 ? {} : { "x-also-at": alsoAt }),
  };
}

/**
 * The OpenAPI document of an issuer, made of the very tables by which requests are served.
 *
 * @see OpenAPI 3.1 4.8.1
 */
export function openApiDocument(issuer: Issuer, options: ApiDocsOptions): Members {
  const all = documentedOf(issuer, options);
  const components = collectComponents();
  const schemes = securitySchemesOf(issuer);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of all) {
    const item = (paths[one.path] ??= one.below === "host" ? { servers: [{ url: new URL(issuer.url).origin }] } : {});
    item[one.method.toLowerCase()] = printOperation(one, { components, schemes });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Touchstone",
      version: "1",
      summary: "A provider for OAuth and OpenID Connect, and a sample API that it protects",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: issuer.url.replace(/\/$/, "") }],
    tags: [...new Set(all.map(({ operation }) => operation.tag))].map((name) => ({ name })),
    paths,
    components: { schemas: components.schemas, securitySchemes: schemes },
  };
}
