import type { Exchange } from "../../engine/mod.ts";
import { checkResource, coversResource, endpointUrl, fail, type Params } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import type { KnownResources } from "./known_resource.ts";

/** Options of the feature. */
export interface ResourceIndicatorsOptions {
  /** For which tokens are issued, beside the issuer itself and its API; none = for any. */
  readonly resources: KnownResources;
  /** The name of the API of this server, where that is not its address. */
  readonly api?: string;
}

/** Where resources are asked for, and by whom. */
export interface AskContext {
  readonly exchange: Exchange;
  readonly client: ClientRecord;
}

/** Name of the parameter, and of what is bound. */
export const RESOURCE = "resource";
/** Name of the member of client metadata. */
export const ALLOWED_RESOURCES = "allowed_resources";
/** Each is kept with every token. */
const MOST = 10;

function isSame(one: string, other: string): boolean {
  return coversResource(one, other) && coversResource(other, one);
}

/** Refuses a resource. @see RFC 8707 2 */
export function refuseResource(why: string, rule: string): never {
  return fail("invalid_target", `Cannot issue a token for this resource as ${why}`, { rule });
}

/** The name of a resource as it is known here, whatever its spelling; undefined when it is not known. */
function nameOf(text: string, { resources, api }: ResourceIndicatorsOptions, { url }: Exchange["issuer"]) {
  if (resources.size === 0) return text;
  const known = [...resources.keys(), url, api ?? endpointUrl(url, "/api")];
  return known.find((uri) => isSame(uri, text));
}

function checkClient(name: string, { metadata }: ClientRecord): void {
  const { [ALLOWED_RESOURCES]: allowed } = metadata;
  if (!Array.isArray(allowed) || allowed.some((one) => typeof one === "string" && coversResource(one, name))) return;
  refuseResource("the client may not have one for it", "RFC8707-2-6");
}

/**
 * The resources that a request names, each once and as it is known here; none where it names none.
 *
 * @see RFC 8707 2
 * @throws {OAuthError} invalid_target for one that is malformed, unknown or not for this client, and for too many.
 */
export function askedResources(
  params: Params,
  { exchange, client }: AskContext,
  options: ResourceIndicatorsOptions,
): readonly string[] {
  if (!params.has(RESOURCE)) return [];
  const asked = new Set<string>();
  for (const text of params.all(RESOURCE)) {
    checkResource(text);
    const name = nameOf(text, options, exchange.issuer) ?? refuseResource("it is not known here", "RFC8707-2-6");
    checkClient(name, client);
    asked.add(name);
  }
  if (asked.size > MOST) refuseResource(`there are more than ${MOST} in the request`, "RFC8707-2-6");
  return [...asked];
}
