import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { membersOf, patiently } from "./http.ts";
import { endpointOf } from "./metadata.ts";
import { asClient } from "./token.ts";

type Params = Readonly<Record<string, string>>;

/** Whether the provider takes no authorization request but those that were pushed. @see RFC 9126 5 */
function mustPush({ metadata, checks }: Ready): boolean {
  return metadata["require_pushed_authorization_requests"] === true && checks.on("par_required");
}

async function pushed(client: Ready, params: Params): Promise<string> {
  const { checks, metadata } = client;
  const url = endpointOf(metadata, "pushed_authorization_request_endpoint");
  const answer = await patiently(client, url, asClient(client, params));
  checks.demand("par_status", () => answer.status === 200 || answer.status === 201);
  const { request_uri: uri } = membersOf(answer, checks);
  checks.demand("par_request_uri", () => typeof uri === "string" && uri !== "");
  return String(uri);
}

/** What the browser carries of an authorization request: all of it, or the name of what was pushed. @see RFC 9126 4 */
export async function carriedOf(client: Ready, params: Params): Promise<Params> {
  const { checks, config } = client;
  if (!mustPush(client)) return params;
  try {
    const name = { client_id: config.client_id, request_uri: await pushed(client, params) };
    return checks.on("par_alone") ? name : { ...params, ...name };
  } catch (thrown) {
    if (checks.on("par_final") || !(thrown instanceof Refused)) throw thrown;
    return params;
  }
}
