import { type Lifetime, lifetimeOf, type ResponseWord } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { mintToken, newTag } from "../../protocol/mod.ts";
import { storeCode } from "./code_record.ts";

/** No code lives longer. @see RFC 6749 4.1.2 */
const LONGEST: Seconds = 600;

/** `response_type=code`. @see RFC 6749 4.1.2 */
export function codeWord(standard: Lifetime): ResponseWord {
  return {
    name: "code",
    grantType: "authorization_code",
    frontChannel: false,
    async produce({ request, subject, scope, bindings }) {
      const { exchange, target, client } = request;
      const { issuer } = exchange;
      const lifetime = lifetimeOf(standard, client, { of: "authorization code", longest: LONGEST });
      const tag = newTag(issuer.random);
      const text = mintToken("ac", { random: issuer.random, tag });
      const record = {
        client: client.id,
        subject,
        scope,
        ...(target.askedRedirectUri === undefined ? {} : { redirectUri: target.askedRedirectUri }),
        bindings,
        expiresAt: issuer.clock.now() + lifetime,
      };
      await storeCode({ text, tag, record }, { ephemeral: issuer.ephemeral, ttl: lifetime });
      await issuer.hooks.happened(
        { name: "code.issued", client: client.id, accountId: subject.accountId, family: tag },
        exchange,
      );
      return [["code", text]];
    },
  };
}
