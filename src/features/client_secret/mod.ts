/**
 * How clients with a secret, and those with none, say who they are.
 *
 * @see RFC 6749 2.3.1, 3.2.1
 * @module
 */
import { networkOf } from "../../accounts/mod.ts";
import { type Presented, TooManyGuesses } from "../../clients/mod.ts";
import type { ClientAuthMethod, ClientClaim, Exchange, Feature } from "../../engine/mod.ts";
import type { Instant } from "../../platform/mod.ts";
import { lifetimeText } from "../../pages/mod.ts";
import { fail, parseBasicCredentials, printChallenge, type WireRequest } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";

/** When and from where a secret came; the network is worked out only for one that is guessed at. */
class Origin implements Presented {
  readonly now: Instant;
  readonly #request: WireRequest;

  constructor({ issuer, request }: Exchange) {
    this.now = issuer.clock.now();
    this.#request = request;
  }

  get from(): string {
    return networkOf(this.#request.address);
  }
}

function refuseGuess(error: unknown): never {
  if (!(error instanceof TooManyGuesses)) throw error;
  return fail(
    "invalid_client",
    `Cannot check the secret as there were too many wrong ones: wait ${lifetimeText(error.retryAfter)}`,
    {
      rule: "RFC6749-2.3.1-5",
      status: 429,
      headers: { "Retry-After": String(error.retryAfter) },
    },
  );
}

/** An id and the secret that belongs to it. @see RFC 6749 2.3.1 */
class SecretClaim implements ClientClaim {
  readonly clientId: string;
  readonly #secret: string;

  constructor(clientId: string, secret: string) {
    this.clientId = clientId;
    this.#secret = secret;
  }

  check(client: ClientRecord, exchange: Exchange): Promise<boolean> | boolean {
    const right = exchange.issuer.secrets.matches(client, this.#secret, new Origin(exchange));
    return right instanceof Promise ? right.catch(refuseGuess) : right;
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
      return new SecretClaim(credentials.clientId, credentials.clientSecret);
    },
  };
}

/** Id and secret in the body. */
const POST: ClientAuthMethod = {
  name: "client_secret_post",
  proves: true,
  fields: {
    client_id: { says: "The client, where no header says it" },
    client_secret: { says: "Its secret, where no header says it", schema: { type: "string", format: "password" } },
  },
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
    return new SecretClaim(clientId, clientSecret);
  },
};

/** The id alone: a public client. */
const NONE: ClientAuthMethod = {
  name: "none",
  proves: false,
  fields: { client_id: { says: "The client, where no header says it" } },
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
