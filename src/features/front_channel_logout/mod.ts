/**
 * Clients hear in the browser that a session has ended: the page after a logout loads a page of each in a frame.
 *
 * Whoever ends the session of this browser is shown that page: a client by RP-initiated logout, or the person. What ends
 * without the browser (its age, the list of sessions elsewhere) is for back-channel logout alone.
 *
 * *Choice*: `iss` and `sid` are told to clients that registered `frontchannel_logout_session_required`, and to them only.
 *
 * @see OpenID Connect Front-Channel Logout 1.0
 * @module
 */
import type { Feature, LogoutFramesContext } from "../../engine/mod.ts";
import { addQuery } from "../../protocol/mod.ts";
import { FRONT_CHANNEL_METADATA, frontChannelOf } from "./client_metadata.ts";

/** The address of each client that wants to be told. @see OpenID Connect Front-Channel Logout 2, 3 */
function framesFor({ exchange, session, clients }: LogoutFramesContext): readonly string[] {
  return clients.flatMap(({ metadata }) => {
    const told = frontChannelOf(metadata);
    if (told === undefined) return [];
    return told.sessionRequired ? addQuery(told.uri, { iss: exchange.issuer.url, sid: session.sid }) : told.uri;
  });
}

/** Front-channel logout. */
export function frontChannelLogout(): Feature {
  return {
    name: "front_channel_logout",
    spec: "OpenID Connect Front-Channel Logout 1.0",
    clientMetadata: FRONT_CHANNEL_METADATA,
    hooks: {
      logoutFrames: framesFor,
      metadata: () => ({ frontchannel_logout_supported: true, frontchannel_logout_session_supported: true }),
    },
  };
}
