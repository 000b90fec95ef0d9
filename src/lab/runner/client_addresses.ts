import type { ClientAddresses } from "../runs/run_messages.ts";

/** Stands in a redirect URI for the port that each attempt gets. */
const PORT_MARK = "{port}";

/** Where a client listens in one attempt. */
export interface AddressesOptions {
  readonly port: number;
  /** The redirect URI that the client has, with `{port}` where it takes any; a loopback address when not given. */
  readonly redirectUri?: string;
}

function isWeb(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

/** Every address that a client may be registered with: all on one port, so that it needs no more than one server. */
export function clientAddresses({
  port,
  redirectUri,
}: AddressesOptions): Required<Omit<ClientAddresses, "signature_method">> {
  const own = redirectUri?.replaceAll(PORT_MARK, String(port)) ?? `http://127.0.0.1:${port}/cb`;
  const origin = isWeb(own) && URL.canParse(own) ? new URL(own).origin : `http://127.0.0.1:${port}`;
  return {
    redirect_uri: own,
    post_logout_redirect_uri: `${origin}/signed_out`,
    backchannel_logout_uri: `${origin}/backchannel_logout`,
    frontchannel_logout_uri: `${origin}/frontchannel_logout`,
    initiate_login_uri: `${origin}/initiate_login`,
    request_uri: `${origin}/request_object`,
  };
}

/** Whether several attempts may run at once: not where all of them would listen at one address. */
export function mayRunAtOnce(redirectUri: string | undefined): boolean {
  return redirectUri === undefined || redirectUri.includes(PORT_MARK) || !isWeb(redirectUri);
}
