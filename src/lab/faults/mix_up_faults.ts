import { endpointUrl, raw } from "../../protocol/mod.ts";
import type { Fault } from "./fault.ts";

/** The origin of an address; undefined for what is none. */
function originOf(address: unknown): string | undefined {
  return typeof address === "string" && URL.canParse(address) ? new URL(address).origin : undefined;
}

/**
 * What an attacker does whose issuer a client knows: the browser that comes is sent on to an honest one. To one of the
 * same installation alone, so that nobody is sent to where the lab does not reach.
 *
 * @see RFC 9700 4.4.1
 */
export const MIX_UP_FAULTS: readonly Fault[] = [
  {
    name: "authorization_sent_on",
    place: "authorize",
    says: "The authorization request is sent on to another issuer as it is, and answered there",
    options: { issuer: "Address of the other issuer, of the same installation" },
    reply(reply, { exchange: { issuer, request }, options }) {
      const { issuer: other } = options;
      const isNear = typeof other === "string" && originOf(other) === originOf(issuer.url);
      if (!isNear || request.method !== "GET") return reply;
      const there = endpointUrl(other, request.path.slice(issuer.base.length));
      return raw(302, "", { headers: { Location: `${there}?${request.search}`, "Cache-Control": "no-store" } });
    },
  },
];
