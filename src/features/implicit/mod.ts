/**
 * The implicit grant: an access token in the fragment, for those who have yet to move away from it.
 *
 * @see RFC 6749 4.2, RFC 9700 2.1.2 (which advises against it: clients must be registered for it one by one)
 * @module
 */
import { type Feature, issueTokens, lifetimeFor, openFamily, type ResponseWord } from "../../engine/mod.ts";
import { fail, printScope } from "../../protocol/mod.ts";
import { type Entitlement, familyOf } from "../../tokens/mod.ts";

const WORD: ResponseWord = {
  name: "token",
  grantType: "implicit",
  frontChannel: true,
  async produce({ request, subject, scope, bindings }) {
    const { exchange, client } = request;
    const { issuer } = exchange;
    const entitlement: Entitlement = {
      client,
      subject,
      scope,
      accessLifetime: lifetimeFor(client, issuer.settings),
      refresh: { kind: "none" },
      bindings,
    };
    const draft = await issueTokens(entitlement, {
      exchange,
      claim: (paper) => openFamily(familyOf(paper, entitlement, { grantType: "implicit", scope }), exchange),
    });
    if (draft === undefined) return fail("server_error", "Cannot issue the token");
    await issuer.hooks.happened(
      {
        name: "token.issued",
        client: client.id,
        accountId: subject.accountId,
        family: draft.tag,
        detail: { grantType: "implicit" },
      },
      exchange,
    );
    return [
      ["access_token", draft.accessToken],
      ["token_type", "Bearer"],
      ["expires_in", String(draft.record.expiresAt - draft.record.issuedAt)],
      ["scope", printScope(draft.record.scope)],
    ];
  },
};

/** The implicit grant. */
export function implicit(): Feature {
  return { name: "implicit", spec: "RFC 6749 4.2", responseWords: [WORD] };
}
