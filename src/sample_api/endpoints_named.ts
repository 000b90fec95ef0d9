import type { ReadWriteNames } from "../resource_server/mod.ts";
import type { ApiEndpoint } from "./endpoint.ts";
import { API_ENDPOINTS } from "./endpoints.ts";

/** Everything that the sample API does, with the words for reading and writing that a server has. */
export function endpointsNamed({ read = "read", write = "write" }: ReadWriteNames): readonly ApiEndpoint[] {
  const words = new Map([
    ["read", read],
    ["write", write],
  ]);

  function named(endpoint: ApiEndpoint): ApiEndpoint {
    return { ...endpoint, scope: endpoint.scope.map((word) => words.get(word) ?? word) };
  }

  return API_ENDPOINTS.map(named);
}
