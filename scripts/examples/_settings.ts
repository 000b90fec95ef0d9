import { allowInsecureRequests, type ClientAuth, type Configuration, discovery } from "openid-client";

/** Where the server is; the demonstration set-up of `npm start` unless the environment says otherwise. */
export const SERVER = process.env["ISSUER"] ?? "http://localhost:8000";

/** The clients of the demonstration set-up. */
export const CONFIDENTIAL = {
  id: process.env["CLIENT_ID"] ?? "demo-confidential",
  secret: process.env["CLIENT_SECRET"] ?? "demo-confidential-secret",
} as const;
export const MACHINE = {
  id: process.env["MACHINE_ID"] ?? "demo-machine",
  secret: process.env["MACHINE_SECRET"] ?? "demo-machine-secret",
} as const;
export const PUBLIC_ID = process.env["PUBLIC_ID"] ?? "demo-public";
export const OPENID_ID = process.env["OPENID_ID"] ?? "demo-openid";

/** A person of the demonstration set-up. */
export const PERSON = {
  username: process.env["EXAMPLE_USERNAME"] ?? "alice",
  password: process.env["EXAMPLE_PASSWORD"] ?? "wonderland-2026",
} as const;

/** Reads the server's metadata and says who we are. */
export function connect(clientId: string, secret: string | undefined, auth?: ClientAuth): Promise<Configuration> {
  return discovery(new URL(SERVER), clientId, secret, auth, { algorithm: "oauth2", execute: [allowInsecureRequests] });
}
