import { changeEndpoint, changeHooks, type ChangeFeatures, type Mutant } from "./mutant.ts";

const FILE = "resource_indicators_test.ts";
const ALL = "bind the tokens of a code to all resources of the request";
const NARROWED = "narrow each token to what its request names, and leave the grant whole";
const BEYOND = "are refused beyond the grant";
const MALFORMED = ["no absolute URI", "a URI with a fragment"].map((what) => `are refused where one is ${what}`);
const OWN = "are taken for a client's own token";
const AWAY = "keep a token away from UserInfo, which is another resource";

const [SERVER, API] = ["resource_metadata", "api_resource_metadata"] as const;

function lies(path: string): string {
  return `lies at /.well-known/oauth-protected-resource${path}, and names the resource of that address`;
}

/** Answers at one address what another endpoint says. */
function saying(at: string, other: string): ChangeFeatures {
  return (standard) => {
    const endpoints = standard.flatMap((feature) => feature.endpoints ?? []);
    const instead = endpoints.find(({ name }) => name === other);
    return changeEndpoint(at, (handle) => instead?.handle ?? handle)(standard);
  };
}

/** Servers each of which is wrong about where a token may be used. */
export const RESOURCE_MUTANTS: readonly Mutant[] = [
  {
    name: "takes resources and forgets them",
    rule: "RFC8707-2-7",
    file: FILE,
    noticed: [ALL, NARROWED, BEYOND, ...MALFORMED, OWN, AWAY],
    features: changeHooks("resource_indicators", (hooks) => ({ ...hooks, accessToken: (record) => record })),
  },
  {
    name: "binds nothing to a code",
    rule: "RFC8707-2.1-1",
    file: FILE,
    noticed: [ALL, NARROWED, BEYOND, AWAY],
    features: changeHooks("resource_indicators", (hooks) => ({ ...hooks, bindToCode: () => ({}) })),
  },
  {
    name: "gives a token for any resource, whatever was granted",
    rule: "RFC8707-2.2-4",
    file: FILE,
    noticed: [BEYOND],
    features: changeHooks("resource_indicators", ({ accessToken, ...hooks }) => ({
      ...hooks,
      accessToken: (record, context) =>
        accessToken?.(record, context.params?.has("resource") === true ? { ...context, bindings: {} } : context) ??
        record,
    })),
  },
  {
    name: "does not tell a resource server where a token may be used",
    rule: "RFC8707-2-7",
    file: FILE,
    noticed: [ALL, NARROWED, OWN],
    features: changeHooks("resource_indicators", (hooks) => ({ ...hooks, introspection: (body) => body })),
  },
  {
    name: "lets a device begin with anything for a resource",
    rule: "RFC8707-2-6",
    file: FILE,
    noticed: ["are judged when a device begins"],
    features: changeHooks("resource_indicators", (hooks) => ({ ...hooks, deviceParams: (kept) => kept })),
  },
  {
    name: "says of the server what is true of its API",
    rule: "RFC9728-3.3-1",
    file: FILE,
    noticed: [lies("")],
    features: saying(SERVER, API),
  },
  {
    name: "says of the API what is true of the server",
    rule: "RFC9728-3.3-1",
    file: FILE,
    noticed: [lies("/api")],
    features: saying(API, SERVER),
  },
  {
    name: "names other resources than it has",
    rule: "RFC9728-4-1",
    file: FILE,
    noticed: ["agrees with what the server says of its resources"],
    issuer: (issuer) => ({ ...issuer, metadata: { ...issuer.metadata, protected_resources: ["https://other.test"] } }),
  },
];
