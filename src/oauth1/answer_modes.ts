import type { ResponseMode, ResponseParameters } from "../engine/mod.ts";
import { renderMessage, renderOauth1Pin } from "../pages/mod.ts";
import { addQuery, html, redirect } from "../protocol/mod.ts";
import { OUT_OF_BAND } from "./verifier.ts";

function valueOf(parameters: ResponseParameters, name: string): string {
  return parameters.find(([each]) => each === name)?.[1] ?? "";
}

/** Errors of OAuth 2.0 in the words of the convention. @see OAuth Problem Reporting (2008) */
function problemOf(error: string): string {
  if (error === "access_denied") return "user_refused";
  return error === "unauthorized_client" ? "consumer_key_refused" : "permission_denied";
}

/**
 * To the callback, which gets the two parameters of the specification and no others; a refusal is told as a problem.
 *
 * @see RFC 5849 2.2, OAuth Problem Reporting (2008)
 */
const TO_CALLBACK: ResponseMode = {
  name: "oauth1",
  inner: true,
  send(callback, parameters) {
    const verifier = valueOf(parameters, "oauth_verifier");
    const token = ["oauth_token", valueOf(parameters, "state")] as const;
    const answer =
      verifier === ""
        ? [["oauth_problem", problemOf(valueOf(parameters, "error"))] as const, token]
        : [token, ["oauth_verifier", verifier] as const];
    return redirect(addQuery(callback, answer));
  },
};

/** On a page, for a person to carry over. @see RFC 5849 2.2 */
const ON_PAGE: ResponseMode = {
  name: "oauth1_page",
  inner: true,
  here: true,
  send(_callback, parameters, { base }) {
    const pin = valueOf(parameters, "oauth_verifier");
    if (pin !== "") return html(200, renderOauth1Pin({ base, pin, clientName: valueOf(parameters, "client_name") }));
    const [title, text] =
      valueOf(parameters, "error") === "access_denied"
        ? ["You did not allow it", "The application gets nothing. You can close this page."]
        : ["This request cannot go on", "The application may not have what it asks for. Tell the people who run it."];
    return html(200, renderMessage({ base, title, text }));
  },
};

/** How temporary credentials are answered. */
export const OAUTH1_MODES: readonly ResponseMode[] = [TO_CALLBACK, ON_PAGE];

/** How temporary credentials of a callback are answered. */
export function modeFor(callback: string): ResponseMode {
  return callback === OUT_OF_BAND ? ON_PAGE : TO_CALLBACK;
}
