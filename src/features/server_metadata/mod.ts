/**
 * What the server is and can do, for programs.
 *
 * @see RFC 8414
 * @module
 */
import type { Feature } from "../../engine/mod.ts";
import { json } from "../../protocol/mod.ts";

/** Clients ask often and the answer seldom changes. */
const HEADERS = { "Cache-Control": "public, max-age=3600" };

/** Authorization server metadata. */
export function serverMetadata(): Feature {
  return {
    name: "server_metadata",
    spec: "RFC 8414",
    endpoints: [
      {
        name: "server_metadata",
        path: "/.well-known/oauth-authorization-server",
        wellKnown: true,
        methods: ["GET"],
        speaks: "json",
        publicToScripts: true,
        handle: ({ issuer }) => json(200, issuer.metadata, HEADERS),
      },
    ],
  };
}
