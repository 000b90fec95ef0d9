import { endpointUrl, printChallenge, type Reply, resourceMetadataUrl } from "../../protocol/mod.ts";
import { asError, asJson, textOf, withMembers, withoutMember } from "./_reply.ts";
import type { Fault, FaultContext } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;

interface Wrong<T> {
  readonly says: string;
  readonly change: (given: T, context: FaultContext) => T;
}

/** An address below the issuer at which there is no issuer: whoever asks there is seen. */
function strangerOf({ exchange }: FaultContext): string {
  return endpointUrl(exchange.issuer.url, "/elsewhere");
}

function serversOf({ authorization_servers: servers }: Members): readonly unknown[] {
  return Array.isArray(servers) ? servers : [];
}

/** By their names behind `resource_metadata_`. */
const DOCUMENTS: Readonly<Record<string, Wrong<Members>>> = {
  other_resource: {
    says: "The description is of another resource",
    change: (members) => ({ ...members, resource: `${String(members["resource"])}/other` }),
  },
  no_servers: {
    says: "The description names no authorization server",
    change: (members) => withoutMember(members, "authorization_servers"),
  },
  empty_servers: {
    says: "The description has an empty list of authorization servers",
    change: (members) => ({ ...members, authorization_servers: [] }),
  },
  stranger_first: {
    says: "The description names another authorization server before the one at which the client is registered",
    change: (members, context) => ({
      ...members,
      authorization_servers: [strangerOf(context), ...serversOf(members)],
    }),
  },
  moved: {
    says: "The description names another authorization server in the place of the one at which the client is registered",
    change: (members, context) => ({ ...members, authorization_servers: [strangerOf(context)] }),
  },
  server_slash: {
    says: "The authorization server that the description names has a slash at its end, which its own metadata lack",
    change: (members) => ({
      ...members,
      authorization_servers: serversOf(members).map((server) => `${String(server)}/`),
    }),
  },
  no_scopes: {
    says: "The description lists no scopes",
    change: (members) => withoutMember(members, "scopes_supported"),
  },
};

const REPLIES: Readonly<Record<string, Wrong<Reply>>> = {
  "404": { says: "There is no description", change: () => asError(404, { error: "not_found" }) },
  broken_json: {
    says: "The description ends in the middle of its JSON",
    change: (reply) => asJson(200, textOf(reply).slice(0, -10)),
  },
};

/** The parameters of a challenge, by their names behind `resource_challenge_`; undefined leaves one out. */
const CHALLENGES: Readonly<
  Record<string, { readonly says: string; readonly params: (resource: string, issuer: string) => Challenge }>
> = {
  no_metadata: {
    says: "The challenge does not say where the resource is described",
    params: () => ({ scope: "read" }),
  },
  no_scope: {
    says: "The challenge names no scope",
    params: (resource) => ({ resource_metadata: resourceMetadataUrl(resource) }),
  },
  other_host: {
    says: "The challenge says that the resource is described at another host",
    params: () => ({ scope: "read", resource_metadata: "https://elsewhere.example/resource.json" }),
  },
  other_document: {
    says: "The challenge names the description of another resource of that host",
    params: (_resource, issuer) => ({ scope: "read", resource_metadata: resourceMetadataUrl(issuer) }),
  },
};

type Challenge = Readonly<Record<string, string>>;

function showsToken({ exchange }: FaultContext): boolean {
  return exchange.request.header("authorization") !== undefined;
}

function challenged(status: number, params: Challenge): Reply {
  return asError(
    status,
    { error: params["error"] ?? "invalid_token" },
    { "WWW-Authenticate": printChallenge("Bearer", params) },
  );
}

/** What can be wrong of the way from a resource to its authorization server. @see RFC 9728 */
export const RESOURCE_METADATA_FAULTS: readonly Fault[] = [
  ...Object.entries(DOCUMENTS).map(([name, { says, change }]): Fault => ({
    name: `resource_metadata_${name}`,
    place: "resource_metadata",
    says,
    reply: (reply, context) => withMembers(reply, (members) => change(members, context)),
  })),
  ...Object.entries(REPLIES).map(([name, { says, change }]): Fault => ({
    name: `resource_metadata_${name}`,
    place: "resource_metadata",
    says,
    reply: (reply, context) => (reply.status === 200 ? change(reply, context) : reply),
  })),
  ...Object.entries(CHALLENGES).map(([name, { says, params }]): Fault => ({
    name: `resource_challenge_${name}`,
    place: "resource",
    says,
    reply(reply, context) {
      if (reply.status !== 401 || showsToken(context)) return reply;
      const { url } = context.exchange.issuer;
      return challenged(401, params(endpointUrl(url, "/resource"), url));
    },
  })),
  {
    name: "resource_challenge_always",
    place: "resource",
    says: "The resource demands the scope 'write' of each access token, whatever it has",
    reply(reply, context) {
      if (!showsToken(context)) return reply;
      const resource_metadata = resourceMetadataUrl(endpointUrl(context.exchange.issuer.url, "/resource"));
      return challenged(403, { error: "insufficient_scope", scope: "read write", resource_metadata });
    },
  },
];
