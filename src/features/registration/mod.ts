/**
 * Clients register by themselves, and read, replace and remove what is registered of them.
 *
 * *Decisions 2026-11-21*: off unless a setting says otherwise. With initial access tokens (`touchstone initialtoken`)
 * whoever made the token vouches for the client. Where anybody may register, a client gets the grants that a person
 * gives it and nothing else, and may not ask about tokens. Every update answers another registration access token, so
 * that one which leaked is noticed; a secret is told once.
 *
 * @see RFC 7591, RFC 7592, OpenID Connect Dynamic Client Registration 1.0
 * @module
 */
import type { Feature } from "../../engine/mod.ts";
import { handleConfiguration } from "./configuration.ts";
import { describeConfiguration, describeRegistration } from "./describe.ts";
import type { RegistrationOptions } from "./options.ts";
import { handleRegistration } from "./register.ts";

/** Dynamic registration of clients, and its management. */
export function registration(options: RegistrationOptions): Feature {
  return {
    name: "registration",
    spec: "RFC 7591",
    endpoints: [
      {
        name: "registration",
        path: "/register",
        aliases: ["register"],
        methods: ["POST"],
        takes: "json",
        speaks: "json",
        metadata: "registration_endpoint",
        throttle: "registration",
        describe: (issuer) => describeRegistration(issuer, options),
        handle: (exchange) => handleRegistration(exchange, options),
      },
      {
        name: "client_configuration",
        path: "/register/:client_id",
        aliases: ["register/:client_id"],
        methods: ["GET", "PUT", "DELETE"],
        takes: "json",
        speaks: "json",
        describe: describeConfiguration,
        handle: (exchange) => handleConfiguration(exchange, options),
      },
    ],
  };
}
