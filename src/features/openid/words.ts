import type { AuthorizationRequest, ResponseParameters, ResponseWord } from "../../engine/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";
import { issueIdToken } from "./id_token.ts";
import { bindingOf } from "./openid_binding.ts";
import type { OpenidOptions } from "./options.ts";

function valueOf(parameters: ResponseParameters, name: string): string | undefined {
  return parameters.find(([key]) => key === name)?.[1];
}

/** What the word needs beside the options of the feature. */
export interface IdTokenWordOptions extends OpenidOptions {
  /** The person of a request, where they were looked up when it was bound. */
  readonly knownPerson: (request: AuthorizationRequest) => AccountRecord | undefined;
}

/** `response_type=id_token`, alone or beside others. @see OpenID Connect Core 3.2, 3.3 */
export function idTokenWord(options: IdTokenWordOptions): ResponseWord {
  return {
    name: "id_token",
    grantType: "implicit",
    frontChannel: true,
    last: true,
    async produce({ request, subject, scope, bindings }, before) {
      const { exchange, client, target, responseWords } = request;
      const idToken = await issueIdToken(
        {
          exchange,
          client,
          subject,
          scope,
          bindings,
          account: options.knownPerson(request),
          nonce: bindingOf(bindings)?.nonce,
          accessToken: valueOf(before, "access_token"),
          code: valueOf(before, "code"),
          state: target.state,
          alone: responseWords.length === 1,
        },
        options,
      );
      await exchange.issuer.hooks.happened(
        { name: "token.issued", client: client.id, accountId: subject.accountId, detail: { grantType: "id_token" } },
        exchange,
      );
      return [["id_token", idToken]];
    },
  };
}

/**
 * `response_type=none`: the person agreed, and nothing is issued.
 *
 * *Decision*: a client is registered for `implicit` to use it. No code comes of it that could be redeemed, and an issuer
 * without authorization codes can answer it as well.
 *
 * @see OAuth 2.0 Multiple Response Types 4
 */
export const NONE_WORD: ResponseWord = {
  name: "none",
  grantType: "implicit",
  frontChannel: false,
  alone: true,
  produce: async () => [],
};
