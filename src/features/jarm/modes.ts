import type { ResponseMode } from "../../engine/mod.ts";
import { FORM_POST_SCRIPT_HASH, renderFormPost } from "../../pages/mod.ts";
import { addFragment, addQuery, html, redirect, redirectOrigin } from "../../protocol/mod.ts";
import { sealResponse } from "./seal.ts";

/** What a query must not carry goes into the fragment instead. @see JWT Secured Authorization Response Mode 2.3.1 */
const TO_FRAGMENT = { mode: "fragment.jwt", rule: "JARM-2.3.1-2" } as const;

/** Signed responses in the query: no tokens, unless they are encrypted. */
const IN_QUERY: ResponseMode = {
  name: "query.jwt",
  seal: sealResponse,
  insteadForTokens: ({ metadata }) =>
    metadata["authorization_encrypted_response_alg"] === undefined ? TO_FRAGMENT : undefined,
  send: (redirectUri, parameters) => redirect(addQuery(redirectUri, parameters)),
};

const IN_FRAGMENT: ResponseMode = {
  name: "fragment.jwt",
  seal: sealResponse,
  send: (redirectUri, parameters) => redirect(addFragment(redirectUri, parameters)),
};

const IN_FORM: ResponseMode = {
  name: "form_post.jwt",
  seal: sealResponse,
  send: (redirectUri, parameters, { base }) =>
    html(200, renderFormPost({ action: redirectUri, parameters, base }), {
      formAction: [redirectOrigin(redirectUri)],
      scriptHash: FORM_POST_SCRIPT_HASH,
    }),
};

/** Whatever is usual for the response type: the query, and the fragment for tokens. */
const USUAL: ResponseMode = { ...IN_QUERY, name: "jwt", usual: true, insteadForTokens: () => TO_FRAGMENT };

/** The response modes that sign. @see JWT Secured Authorization Response Mode 2.3 */
export const JARM_MODES: readonly ResponseMode[] = [IN_QUERY, IN_FRAGMENT, IN_FORM, USUAL];
