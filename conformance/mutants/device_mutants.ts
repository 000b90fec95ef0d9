import type { Endpoint, Feature, Grant, Redeemable } from "../../src/engine/mod.ts";
import { type ErrorCode, fail, OAuthError } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { type ChangeFeatures, changeEndpoint, changeGrant, type Mutant, withBody } from "./mutant.ts";

const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";
const FILE = "device_test.ts";

/** A grant that says one error for another. */
function saying(instead: ErrorCode, of: ErrorCode): ChangeFeatures {
  return changeGrant(GRANT_TYPE, (grant) => ({
    ...grant,
    async load(context) {
      try {
        return await grant.load(context);
      } catch (error) {
        if (error instanceof OAuthError && error.code === of) return fail(instead, error.description);
        throw error;
      }
    },
  }));
}

function nobody(grant: Grant): Grant {
  return {
    ...grant,
    async load(context) {
      await grant.load(context);
      return fail("server_error", "Cannot issue a token on this day");
    },
  };
}

/** A grant that redeems a device code as often as it is asked. */
function reusable(grant: Grant): Grant {
  const found = new Map<string, Redeemable>();
  return {
    ...grant,
    async load(context) {
      const code = context.params.get("device_code") ?? "";
      const before = found.get(code);
      if (before !== undefined) return { ...before, claim: () => true };
      const redeemable = await grant.load(context);
      found.set(code, redeemable);
      return redeemable;
    },
  };
}

/** Redeems each device code in the name of the client that it was made for. */
function blind(standard: readonly Feature[]): readonly Feature[] {
  const owners = new Map<string, ClientRecord>();
  function noting(handle: Endpoint["handle"]): Endpoint["handle"] {
    return async (exchange) => {
      const owner = await exchange.issuer.clients.find(exchange.request.form.get("client_id") ?? "");
      return withBody(await handle(exchange), (body) => {
        if (owner !== undefined) owners.set(String(body["device_code"]), owner);
        return body;
      });
    };
  }
  const redeeming = changeGrant(GRANT_TYPE, (grant) => ({
    ...grant,
    load: (context) =>
      grant.load({ ...context, client: owners.get(context.params.get("device_code") ?? "") ?? context.client }),
  }));
  return redeeming(changeEndpoint("device_authorization", noting)(standard));
}

/** Answers other members to a device that begins. */
function telling(changed: Readonly<Record<string, unknown>>): ChangeFeatures {
  return changeEndpoint(
    "device_authorization",
    (handle) => async (exchange) => withBody(await handle(exchange), (body) => ({ ...body, ...changed })),
  );
}

const ANOTHER = "takes the code of another client for none";
const BEGINS = "begins with two codes and an address";
const DENIED = "says that the person has denied it";
const EXPIRED = "says that the device code has expired when its time has come";
const NOT_BY_ADDRESS = "allows nothing because an address that carries the code was opened";
const ONCE = "takes a device code once";
const PENDING = "says that the person has not decided, to whoever polls for the first time";
const SLOW = "slows down who polls again at once";
const TOKENS = "gives tokens once the person has allowed it";

/** Servers that are wrong about devices. */
export const DEVICE_MUTANTS: readonly Mutant[] = [
  {
    name: "tells devices a user code that anybody can guess",
    rule: "RFC8628-3.2-2",
    file: FILE,
    noticed: [BEGINS],
    features: telling({ user_code: "7" }),
  },
  {
    name: "gives devices no tokens",
    rule: "RFC8628-3.5-1",
    file: FILE,
    noticed: [TOKENS, ANOTHER, ONCE],
    features: changeGrant(GRANT_TYPE, nobody),
  },
  {
    name: "says something else to a device that was denied",
    rule: "RFC8628-3.5-6",
    file: FILE,
    noticed: [DENIED],
    features: saying("invalid_grant", "access_denied"),
  },
  {
    name: "says something else to a device that waits",
    rule: "RFC8628-3.5-2",
    file: FILE,
    noticed: [PENDING, NOT_BY_ADDRESS],
    features: saying("invalid_grant", "authorization_pending"),
  },
  {
    name: "lets devices poll as fast as they like",
    rule: "RFC8628-3.5-5",
    file: FILE,
    noticed: [SLOW],
    features: saying("authorization_pending", "slow_down"),
  },
  {
    name: "gives a client the tokens of the device of another",
    rule: "RFC8628-3.4-2",
    file: FILE,
    noticed: [ANOTHER],
    features: blind,
  },
  {
    name: "redeems device codes for ever",
    rule: "RFC6749-4.1.2-5",
    file: FILE,
    noticed: [ONCE],
    features: changeGrant(GRANT_TYPE, reusable),
  },
  {
    name: "lets device codes live longer than it says",
    rule: "RFC8628-3.5-7",
    file: FILE,
    noticed: [EXPIRED],
    features: telling({ expires_in: 20 }),
  },
];
