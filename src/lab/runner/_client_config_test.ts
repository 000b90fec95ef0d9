import type { ClientConfig } from "../runs/client_config.ts";

/** What a client is told, where a test does not care. */
export function clientConfig(changes: Partial<ClientConfig> = {}): ClientConfig {
  const issuer = "http://127.0.0.1:8000/lab/i/abc";
  return {
    scenario: "control-code",
    setup: "code",
    flow: "code",
    control: false,
    issuer,
    client_id: "c1",
    token_endpoint_auth_method: "none",
    redirect_uri: "http://127.0.0.1:4242/cb",
    response_type: "code",
    scope: "read",
    resource: `${issuer}/resource`,
    config_url: "http://127.0.0.1:8000/lab/config/x",
    statement_url: "http://127.0.0.1:8000/lab/statement/x",
    username: "alice",
    password: "a password",
    ...changes,
  };
}
