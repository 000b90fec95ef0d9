/**
 * Sign-up: people make accounts by themselves, on a page of its own, by a program, or on their way to an application
 * that asks for it (`prompt=create`).
 *
 * *Decision 2026-11-21*: an installation says whether it is open (SIGN_UP). A new person has shown an address of e-mail
 * to nobody, so the claim `email_verified` stays false. Where it is off there is no such address: 404 for everybody.
 *
 * @see Initiating User Registration via OpenID Connect 1.0
 * @module
 */
import { type Exchange, type Feature, sendsJson, wantsPage } from "../../engine/mod.ts";
import type { Reply } from "../../protocol/mod.ts";
import { describeSignUp } from "./describe.ts";
import { listRegistered, registerPerson } from "./sign_up_json.ts";
import { answerSignUp, showSignUp } from "./sign_up_page.ts";
import { SIGN_UP_STEP } from "./sign_up_step.ts";

/** How people make accounts. */
export interface SignUpOptions {
  /** Scope of a token that may list people. */
  readonly readScope: string;
}

function handle(exchange: Exchange, { readScope }: SignUpOptions): Promise<Reply> | Reply {
  const { request } = exchange;
  if (request.method === "POST") return sendsJson(request) ? registerPerson(exchange) : answerSignUp(exchange);
  return wantsPage(request) ? showSignUp(exchange) : listRegistered(exchange, readScope);
}

/** Accounts that people make by themselves. */
export function signUp(options: SignUpOptions): Feature {
  return {
    name: "sign_up",
    spec: "Initiating User Registration via OpenID Connect 1.0",
    steps: [SIGN_UP_STEP],
    endpoints: [
      {
        name: "sign_up",
        path: "/sign_up",
        methods: ["GET", "POST"],
        takes: "either",
        speaks: "either",
        throttle: "sign_up",
        describe: () => describeSignUp(options.readScope),
        handle: (exchange) => handle(exchange, options),
      },
    ],
  };
}
