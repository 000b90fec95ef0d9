/**
 * The answer travels in the body of a form that the browser posts to the client.
 *
 * @see OAuth 2.0 Form Post Response Mode
 * @module
 */
import type { Feature } from "../../engine/mod.ts";
import { FORM_POST_SCRIPT_HASH, renderFormPost } from "../../pages/mod.ts";
import { html, redirectOrigin } from "../../protocol/mod.ts";

/** The response mode `form_post`. */
export function formPost(): Feature {
  return {
    name: "form_post",
    spec: "OAuth 2.0 Form Post Response Mode",
    responseModes: [
      {
        name: "form_post",
        send: (redirectUri, parameters, { base }) =>
          html(200, renderFormPost({ action: redirectUri, parameters, base }), {
            formAction: [redirectOrigin(redirectUri)],
            scriptHash: FORM_POST_SCRIPT_HASH,
          }),
      },
    ],
  };
}
