import type { ClientConfig } from "../../../src/lab/mod.ts";
import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { membersOf, patiently } from "./http.ts";
import { endpointOf } from "./metadata.ts";

type Members = Readonly<Record<string, unknown>>;

const METHODS: ReadonlySet<unknown> = new Set(["client_secret_basic", "client_secret_post", "none"]);

function checkReply(reply: Members, { checks, config }: Ready): void {
  const { client_id: id, client_secret: secret, redirect_uris: uris, client_secret_expires_at: until } = reply;
  const { token_endpoint_auth_method: method = "client_secret_basic" } = reply;
  checks.demand("registration_reply", () => typeof id === "string" && id !== "");
  checks.demand("registration_reply", () => method === "none" || (typeof secret === "string" && secret !== ""));
  checks.demand("registration_reply", () => METHODS.has(method));
  checks.demand(
    "registration_redirect",
    () => uris === undefined || (Array.isArray(uris) && uris.includes(config.redirect_uri)),
  );
  checks.demand(
    "registration_expiry",
    () => until === undefined || until === 0 || (typeof until === "number" && until > Date.now() / 1000),
  );
}

/** Makes itself known, with what it has to say besides, and answers as what it is known. @see RFC 7591 3 */
export async function register(client: Ready, more: Members = {}): Promise<ClientConfig> {
  const { checks, config, metadata } = client;
  const wished = {
    client_name: "A client that registers itself",
    redirect_uris: [config.redirect_uri],
    grant_types: ["authorization_code"],
    response_types: ["code"],
    token_endpoint_auth_method: "client_secret_basic",
    scope: config.scope,
    ...more,
  };
  const answer = await patiently(client, endpointOf(metadata, "registration_endpoint"), { json: wished });
  if (answer.status !== 201 && answer.status !== 200) throw new Refused(`not registered: ${answer.status}`);
  const reply = membersOf(answer, checks);
  checkReply(reply, client);
  const { client_id: id, client_secret: secret } = reply;
  const { token_endpoint_auth_method: method = "client_secret_basic", scope } = reply;
  return {
    ...config,
    client_id: String(id),
    ...(typeof secret === "string" ? { client_secret: secret } : {}),
    token_endpoint_auth_method: checks.on("registration_used") ? String(method) : "client_secret_basic",
    ...(checks.on("registration_used") && typeof scope === "string" ? { scope } : {}),
  };
}
