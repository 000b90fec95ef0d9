import { type ClientConfig, FLOWS, SETUPS } from "../../src/lab/mod.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const OPTIONAL = [
  "client_secret",
  "token_endpoint_auth_signing_alg",
  "id_token_encrypted_response_alg",
  "private_jwk",
  "response_mode",
  "id_token_signed_response_alg",
  "userinfo_signed_response_alg",
  "prompt",
  "max_age",
  "post_logout_redirect_uri",
  "backchannel_logout_uri",
  "frontchannel_logout_uri",
  "initiate_login_uri",
  "request_uri",
  "webfinger_identifier",
  "webfinger_url",
  "request_object_signing_alg",
  "frame_message",
  "token",
  "request_token_url",
  "authorize_url",
  "access_token_url",
  "signature_method",
] as const;

function oneOf<const Name extends string>(names: readonly Name[], value: string): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw new TypeError(`Cannot do what '${value}' asks for`);
  return found;
}

/** The configuration that `touchstone check` gives a client in its environment. */
export function configOf(environment: Environment): ClientConfig {
  const said = (name: string): string | undefined => environment[`TOUCHSTONE_${name.toUpperCase()}`];
  const text = (name: string): string => said(name) ?? "";
  const optional = OPTIONAL.flatMap((name) => {
    const value = said(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    scenario: text("scenario"),
    setup: oneOf(SETUPS, text("setup")),
    flow: oneOf(FLOWS, text("flow")),
    control: text("control") === "true",
    issuer: text("issuer"),
    client_id: text("client_id"),
    token_endpoint_auth_method: text("token_endpoint_auth_method"),
    redirect_uri: text("redirect_uri"),
    response_type: text("response_type"),
    scope: text("scope"),
    resource: text("resource"),
    config_url: text("config_url"),
    statement_url: text("statement_url"),
    username: text("username"),
    password: text("password"),
    ...Object.fromEntries(optional),
  };
}
