/**
 * How clients with a secret, and those with none, say who they are.
 *
 * @see RFC 6749 2.3.1, 3.2.1
 * @module
 */
import { networkOf } from "../../accounts/mod.ts";
import { TooManyGuesses } from "../../clients/mod.ts";
import type { ClientAuthMethod, Exchange, Feature } from "../../engine/mod.ts";
import { fail, parseBasicCredentials, printChallenge } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";

/** @see RFC 6749 2.3.1 */
async function checkSecret(client: ClientRecord, secret: string, { issuer, request }: Exchange): Promise<boolean> {
  try {
    return await issuer.secrets.matches(client, secret, { now: issuer.clock.now(), from: networkOf(request.address) });
  } catch (error) {
    if (!(error instanceof TooManyGuesses)) throw error;
    return fail(
      "invalid_client",
      `Cannot check the secret as there were too many wrong ones: wait ${error.retryAfter} seconds`,
      {
        rule: "RFC6749-2.3.1-5",
        status: 429,
        headers: { "Retry-After": String(error.retryAfter) },
      },
    );
  }
}

/** Id and secret in the Authorization header. */
function basic(realm: string): ClientAuthMethod {
  const challenge = printChallenge("Basic", { realm, charset: "UTF-8" });
  return {
    name: "client_secret_basic",
    proves: true,
    challenge,
    fits: () => true,
    read({ request }) {
      const header = request.header("authorization");
      const credentials = header === undefined ? undefined : parseBasicCredentials(header);
      if (credentials === undefined) return undefined;
      const { clientId, clientSecret } = credentials;
      return {
        clientId,
        check: (client, exchange) => checkSecret(client, clientSecret, exchange),
      };
    },
  };
}

/** Id and secret in the body. */
const POST: ClientAuthMethod = {
  name: "client_secret_post",
  proves: true,
  fits: () => true,
  read(_exchange, form) {
    const clientSecret = form.get("client_secret");
    if (clientSecret === undefined) return undefined;
    // A secret without an id is a mistake, also beside another way to authenticate.
    const clientId = form.get("client_id");
    if (clientId === undefined) {
      return fail(
        "invalid_client",
        "Cannot authenticate the client by a client_secret that comes without a client_id",
        {
          rule: "RFC6749-3.2.1-1",
        },
      );
    }
    return {
      clientId,
      check: (client, exchange) => checkSecret(client, clientSecret, exchange),
    };
  },
};

/** The id alone: a public client. */
const NONE: ClientAuthMethod = {
  name: "none",
  proves: false,
  fits: ({ type }) => type === "public",
  read(_exchange, form) {
    const clientId = form.get("client_id");
    return clientId === undefined ? undefined : { clientId, check: () => false };
  },
};

/** Client authentication by a secret. */
export function clientSecret({ realm }: { readonly realm: string }): Feature {
  return { name: "client_secret", spec: "RFC 6749 2.3.1", clientAuth: [basic(realm), POST, NONE] };
}
