import type { SetupName } from "../../../src/lab/mod.ts";
import type { Program } from "../program.ts";
import { badgatewayClient } from "./badgateway.ts";
import { oauth4webapiClient } from "./oauth4webapi.ts";
import { simpleOauth2Client } from "./simple_oauth2.ts";

/** A library that somebody else wrote, in what it is for. */
export interface Make {
  /** Name of its package. */
  readonly name: string;
  readonly setups: readonly SetupName[];
  readonly program: Program;
}

/** Those that need no browser. */
export const MAKES: readonly Make[] = [
  { name: "oauth4webapi", setups: ["oidc-code"], program: oauth4webapiClient },
  { name: "@badgateway/oauth2-client", setups: ["code", "client-credentials"], program: badgatewayClient },
  { name: "simple-oauth2", setups: ["code", "client-credentials"], program: simpleOauth2Client },
];

/** The one that runs in a page. */
export const IN_BROWSER: Omit<Make, "program"> = { name: "oidc-client-ts", setups: ["oidc-code"] };

/** The one that is started as a program; it sends its secret in the form, so that it is a client without one. */
export const AS_PROGRAM: Omit<Make, "program"> = { name: "passport-oauth2", setups: ["native"] };
