/**
 * Tokens for the resources that a client names, which are worth nothing elsewhere.
 *
 * A grant is bound to the resources of the authorization request (or, with the password grant, of the token request), its
 * refresh token with it; each access token to those of them that the token request names, else to all. What it is bound
 * to stands in the record of the token, so that introspection says `aud` and the bearer check costs no more.
 *
 * *Decisions*: a client that names no resource gets a token that is bound to none, as ever; an API that does not want such
 * tokens says `requireAudience`. A grant that is bound to none may be narrowed to any resource. A person is asked for each
 * resource, may leave one out, and what is remembered holds for the resource alone. The endpoints of this server (UserInfo,
 * introspection, registration by a token) are the resource that the issuer identifier names: a token that is bound to
 * another is refused there, since the server of that other may have passed it on.
 *
 * @see RFC 8707
 * @module
 */
import {
  type AccessTokenContext,
  type AgreedRequest,
  type Agreement,
  type Feature,
  type Field,
  parseMetadataList,
  refuseMetadata,
} from "../../engine/mod.ts";
import { fail, type Param, Params, resourceProblem } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { type AccessTokenRecord, AUDIENCE, audienceOf, type Bindings } from "../../tokens/mod.ts";
import {
  ALLOWED_RESOURCES,
  askedResources,
  type AskContext,
  RESOURCE,
  type ResourceIndicatorsOptions,
} from "./asked_resources.ts";
import { resourcesOfToken, scopeAt } from "./bound_resources.ts";
import { permissionFor, rememberedAt, resourceOfPermission, sentenceFor } from "./permission.ts";

export type { ResourceIndicatorsOptions } from "./asked_resources.ts";
export { type KnownResource, type KnownResources, parseKnownResources, ResourcesRefused } from "./known_resource.ts";

const FIELD: Field = {
  says: "Where the access token will be used; several are possible. The token is worth nothing elsewhere",
  schema: { type: "array", items: { type: "string", format: "uri" } },
};

type Members = Readonly<Record<string, unknown>>;

/** What is bound to a grant; nothing where no resource was named. */
function bindingOf(resources: readonly string[]): Bindings {
  return resources.length === 0 ? {} : { [RESOURCE]: resources };
}

/** The resources that the person allowed. @throws {OAuthError} access_denied when they allowed none of them. */
function allowedResources({ request, allowed }: Agreement, options: ResourceIndicatorsOptions): readonly string[] {
  const asked = askedResources(request.params, request, options);
  const given = asked.filter((uri) => allowed.includes(permissionFor(uri)));
  // An access token without a resource would be worth more than what was asked for, not less.
  if (given.length === 0 && asked.length > 0)
    fail("access_denied", "Cannot go on as the person allowed none of the resources", { rule: "RFC6749-4.1.2.1-2" });
  return given;
}

/** Binds an access token to its resources. A token that is bound to none comes back as it was. */
function bindToken(
  record: AccessTokenRecord,
  context: AccessTokenContext,
  options: ResourceIndicatorsOptions,
): AccessTokenRecord {
  const resources = resourcesOfToken(context, options);
  if (resources === undefined) return record;
  const scope = scopeAt(resources, record.scope, options.resources);
  return { ...record, scope, extra: { ...record.extra, [AUDIENCE]: resources } };
}

/** Whether a resource server may be told of a token that is bound to resources. @see RFC 7662 4 */
function mayAsk(
  client: ClientRecord | undefined,
  audience: readonly string[],
  { resources }: ResourceIndicatorsOptions,
): boolean {
  return audience.some((uri) => {
    const servers = resources.get(uri)?.servers;
    return servers === undefined || (client !== undefined && servers.includes(client.clientId));
  });
}

/** Says to what a token is bound, to whom it may be used at. @see RFC 7662 2.2, 4 */
function introspect(
  body: Members,
  { record, client }: { readonly record?: AccessTokenRecord; readonly client?: ClientRecord },
  options: ResourceIndicatorsOptions,
): Members {
  const audience = record === undefined ? undefined : audienceOf(record);
  if (audience === undefined || body["active"] !== true) return body;
  if (!mayAsk(client, audience, options)) return { active: false };
  return { ...body, aud: audience.length === 1 ? audience[0] : audience };
}

function parseAllowed(value: unknown): readonly string[] {
  const list = parseMetadataList(value, ALLOWED_RESOURCES);
  for (const uri of list) {
    const problem = resourceProblem(uri);
    if (problem !== undefined) refuseMetadata(`${ALLOWED_RESOURCES} holds something that is no resource: ${problem}`);
  }
  return list;
}

/** Resource indicators. */
export function resourceIndicators(options: ResourceIndicatorsOptions): Feature {
  const asked = ({ params, ...context }: AskContext & { readonly params: Params }) =>
    askedResources(params, context, options);
  const { resources: known } = options;
  return {
    name: "resource_indicators",
    spec: "RFC 8707",
    fields: {
      authorize: { [RESOURCE]: FIELD },
      token: { [RESOURCE]: FIELD },
      device_authorization: { [RESOURCE]: FIELD },
    },
    clientMetadata: [
      {
        name: ALLOWED_RESOURCES,
        says: "The resources for which alone it may ask for tokens",
        shape: "list",
        parse: parseAllowed,
      },
    ],
    hooks: {
      permissions: (scope, request: AgreedRequest) =>
        request.params.has(RESOURCE) ? [...scope, ...asked(request).map(permissionFor)] : scope,
      permissionSentence(sentence, { name }) {
        const uri = resourceOfPermission(name);
        return uri === undefined ? sentence : sentenceFor(uri, known);
      },
      remembered: (permissions, request) =>
        request.params.has(RESOURCE) ? rememberedAt(permissions, asked(request)) : permissions,
      checkAuthorize: (request) => void scopeAt(asked(request), request.scope, known),
      deviceParams(kept, { exchange, client, scope }) {
        const { form } = exchange.request;
        if (!form.has(RESOURCE)) return kept;
        const resources = asked({ params: form, exchange, client });
        scopeAt(resources, scope, known);
        return Params.of([...kept.entries(), ...resources.map((uri): Param => [RESOURCE, uri])]);
      },
      bindToCode: (agreement) => bindingOf(allowedResources(agreement, options)),
      bindToToken: (context) => bindingOf(asked(context)),
      accessToken: (record, context) => bindToken(record, context, options),
      introspection: (body, context) => introspect(body, context, options),
    },
  };
}
