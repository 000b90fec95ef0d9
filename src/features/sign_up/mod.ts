/**
 * Sign-up: who comes by `prompt=create` makes an account here instead of logging in.
 *
 * *Decision 2026-11-21*: an installation says whether it is open (SIGN_UP). A new person has shown an address of e-mail
 * to nobody, so the claim `email_verified` stays false.
 *
 * @see Initiating User Registration via OpenID Connect 1.0
 * @module
 */
import type { Feature } from "../../engine/mod.ts";
import { SIGN_UP_STEP } from "./sign_up_step.ts";

/** Accounts that people make by themselves. */
export function signUp(): Feature {
  return { name: "sign_up", spec: "Initiating User Registration via OpenID Connect 1.0", steps: [SIGN_UP_STEP] };
}
