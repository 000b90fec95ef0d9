/**
 * A person may begin at this server: a client that says where its login begins is shown on the account page with a link
 * that leads there.
 *
 * *Choice*: neither `login_hint` nor `target_link_uri` is sent. The client learns who the person is by the login that it
 * begins then, at which the person can refuse; and where it wants to end it knows itself. The address is the registered
 * one and no request can change it, so that the link leads nowhere else.
 *
 * @see OpenID Connect Core 4
 * @module
 */
import { type Feature, LOGIN_ADDRESS, parseWebUri, refuseMetadata } from "../../engine/mod.ts";

/** Third-party initiated login, of which this server is the third party. */
export function initiateLogin(): Feature {
  return {
    name: "initiate_login",
    spec: "OpenID Connect Core 4",
    clientMetadata: [
      {
        name: LOGIN_ADDRESS,
        says: "Where a login begins that a person wants and not the client: https, with the issuer added to its query",
        shape: "text",
        parse(value) {
          if (typeof value === "string" && value.includes("#"))
            return refuseMetadata(`${LOGIN_ADDRESS} has a fragment`, "OIDC-4-1");
          return parseWebUri(value, LOGIN_ADDRESS);
        },
      },
    ],
  };
}
