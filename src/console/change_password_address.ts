import type { Endpoint } from "../engine/mod.ts";
import { redirect } from "../protocol/mod.ts";

/**
 * Leads password managers to where a person changes their password.
 *
 * @see A Well-Known URL for Changing Passwords (W3C), 2
 */
export const CHANGE_PASSWORD_ADDRESS: Endpoint = {
  name: "change_password_address",
  path: "/.well-known/change-password",
  wellKnown: "host",
  methods: ["GET"],
  speaks: "page",
  handle: ({ issuer }) => redirect(`${issuer.base}/account/password`),
};
