import type { Access, AnswerDescription, Field, Issuer } from "../../engine/mod.ts";
import type { ApiAnswer, ApiField, ApiGroup, ApiLogin, ApiOperationModel } from "../../pages/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { takesSignatures } from "./components.ts";
import { curlOf } from "./curl.ts";
import type { Documented } from "./documented.ts";
import { printExample, printShape } from "./shape.ts";

const PAGES = "Pages for people";

function inWords(access: Access, issuer: Issuer): string {
  switch (access.kind) {
    case "anybody":
      return "anybody";
    case "client":
      return access.proven === true ? "a client that proves who it is" : "a client";
    case "consumer":
      return "a consumer that signs by OAuth 1.0a";
    case "registration":
      return "whoever has a token that registers clients";
    case "key":
      return "whoever has the key that was told when it was made";
    case "token":
      return whoeverHasToken(access) + (access.signed === true && takesSignatures(issuer) ? ", or signs by one" : "");
    default:
      return assertNever(access);
  }
}

function whoeverHasToken({ scope }: Extract<Access, { readonly kind: "token" }>): string {
  return `whoever has an access token${scope.length === 0 ? "" : ` with the scope ${scope.join(" ")}`}`;
}

function assertNever(access: never): never {
  throw new TypeError(`Cannot say who has the access ${JSON.stringify(access)}`);
}

function kindOf({ schema }: Field): ApiField["kind"] {
  if (schema?.enum !== undefined) return "choice";
  if (schema?.format === "password") return "secret";
  return schema?.type === "integer" ? "number" : "text";
}

function fieldOf(field: Field, { name, place }: Pick<ApiField, "name" | "place">): ApiField {
  const { says, required, schema } = field;
  return {
    name,
    place,
    says,
    required: required === true || place === "path",
    kind: kindOf(field),
    ...(schema?.enum === undefined ? {} : { choices: schema.enum.map(String) }),
  };
}

/** What a form of the page has a control for. */
function fieldsOf({
  operation: { access = [], segments = {}, query = {}, form = {}, json },
}: Documented): readonly ApiField[] {
  const all = (fields: Readonly<Record<string, Field>>, place: ApiField["place"]) =>
    Object.entries(fields).map(([name, field]) => fieldOf(field, { name, place }));
  const bearer: Field = { says: "Goes into the Authorization header" };
  return [
    ...(access.some(({ kind }) => kind === "registration")
      ? [{ ...fieldOf(bearer, { name: "registration token", place: "bearer" }), kind: "secret" } as const]
      : []),
    ...(access.some(({ kind }) => kind === "key")
      ? [{ ...fieldOf(bearer, { name: "key", place: "bearer" }), kind: "secret" } as const]
      : []),
    ...all(segments, "path"),
    ...all(query, "query"),
    ...all(form, "form"),
    ...(json === undefined
      ? []
      : [
          {
            name: "body",
            place: "json",
            says: "An object of JSON",
            required: true,
            kind: "long",
            value: printExample(json),
          } as const,
        ]),
  ];
}

function answerOf(status: string, { says, schema }: AnswerDescription): ApiAnswer {
  return schema === undefined ? { status, says } : { status, says, shape: printShape(schema) };
}

function operationOf(documented: Documented, issuer: Issuer): ApiOperationModel {
  const { id, method, below, operation, speaks, alsoAt } = documented;
  const { access = [], summary, says } = operation;
  const path = below === "host" ? documented.path : issuer.base + documented.path;
  return {
    id,
    method,
    path,
    summary,
    ...(says === undefined ? {} : { says }),
    access: `For ${(access.length === 0 ? ["anybody"] : access.map((one) => inWords(one, issuer))).join(", or ")}.`,
    sendsToken: access.some(({ kind }) => kind === "token"),
    canTry: speaks !== "page",
    alsoAt: alsoAt.map((one) => issuer.base + one),
    fields: fieldsOf(documented),
    answers: Object.entries(operation.answers).map(([status, answer]) => answerOf(status, answer)),
    curl: curlOf(documented, new URL(issuer.url).origin + path),
  };
}

/** Operations group by group, as the page shows them. */
export function groupsOf(all: readonly Documented[], issuer: Issuer): readonly ApiGroup[] {
  const names = [...new Set(all.map(({ operation }) => operation.tag))];
  return names.map((name) => ({
    name,
    brief: name === PAGES,
    operations: all.filter(({ operation }) => operation.tag === name).map((one) => operationOf(one, issuer)),
  }));
}

function addressIn({ metadata }: Issuer, member: string): string | undefined {
  const address = metadata[member];
  return typeof address === "string" ? address : undefined;
}

/** By what the page logs people in; undefined where the issuer has no code flow. */
export function loginOf(client: ClientRecord | undefined, issuer: Issuer): ApiLogin | undefined {
  const [authorize, token, revoke] = ["authorization_endpoint", "token_endpoint", "revocation_endpoint"].map((member) =>
    addressIn(issuer, member),
  );
  const [docs] = client?.redirectUris ?? [];
  if (client === undefined || docs === undefined || authorize === undefined || token === undefined) return undefined;
  if (!issuer.grants.has("authorization_code")) return undefined;
  const { scopes, defaultScope } = issuer.settings;
  return {
    clientId: client.clientId,
    authorize,
    token,
    ...(revoke === undefined ? {} : { revoke }),
    docs,
    // The page keeps no refresh token.
    scopes: [...scopes]
      .filter(([name]) => name !== "offline_access")
      .map(([name, sentence]) => ({ name, sentence, checked: defaultScope.includes(name) })),
  };
}
