/**
 * passport-oauth2 as a program of its own: it throws where nobody can catch it when a token response is `null`.
 *
 * @module
 */
import { asProcess } from "../program.ts";
import { passportOauth2Client } from "./passport_oauth2.ts";

await asProcess(passportOauth2Client);
