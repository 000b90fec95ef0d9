import type { DescribedRoute, Operation } from "../engine/mod.ts";
import type { ReadWriteNames } from "../resource_server/mod.ts";
import type { ApiEndpoint } from "./endpoint.ts";
import { endpointsNamed } from "./endpoints_named.ts";

function describe({ summary, scope, anonymous, describe: own }: ApiEndpoint): Operation {
  const anybody = anonymous === true ? ([{ kind: "anybody" }] as const) : [];
  return { summary, tag: "Sample API", access: [{ kind: "token", scope, signed: true }, ...anybody], ...own };
}

/** The operations of the sample API one by one, for the OpenAPI document. */
export function describeApi(names: ReadWriteNames = {}): readonly DescribedRoute[] {
  return endpointsNamed(names).map((endpoint) => ({
    name: endpoint.name,
    path: `/api${endpoint.path}`,
    below: "issuer",
    operations: { [endpoint.method]: describe(endpoint) },
  }));
}
