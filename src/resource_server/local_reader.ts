import type { Issuer } from "../engine/mod.ts";
import type { AccountRecord, ClientRecord } from "../stores/mod.ts";
import { type AccessTokenRecord, audienceOf, confirmationOf, findAccessToken } from "../tokens/mod.ts";
import type { AccessToken, TokenReader } from "./access_token.ts";

/** A reader that knows accounts as their issuer does. */
export interface LocalReader extends TokenReader {
  /** Finds the person that a token stands for; undefined = there is none, or they may not sign in any more. */
  account(token: AccessToken): Promise<AccountRecord | undefined>;
}

/**
 * Reads tokens in the process of their issuer: one round trip to its ephemeral store, none to its database.
 *
 * The token of a client that was deleted is dead, and the person behind a token is nobody once they were deactivated.
 */
export function localReader(issuer: Pick<Issuer, "ephemeral" | "clock" | "clients" | "durable">): LocalReader {
  return {
    async read(text, { bound = false } = {}) {
      const found = await findAccessToken(text, issuer);
      if (found === undefined) return undefined;
      const { record } = found;
      const confirmation = record.extra === undefined ? undefined : confirmationOf(record);
      if (confirmation !== undefined && !(bound && typeof confirmation["jkt"] === "string")) return undefined;
      const client = await issuer.clients.findByNumber(record.client);
      if (client === undefined) return undefined;
      return describe(record, client);
    },
    async account({ subject }) {
      if (subject === undefined) return undefined;
      const account = await issuer.durable.accounts.findBySub(subject.sub);
      return account?.isActive === true ? account : undefined;
    },
  };
}

/** Without spreads, as this runs with every call of an API. */
function describe(record: AccessTokenRecord, client: ClientRecord): AccessToken {
  const token: { -readonly [M in keyof AccessToken]: AccessToken[M] } = {
    tokenType: "Bearer",
    scope: record.scope,
    clientId: client.clientId,
    clientName: client.name,
    issuedAt: record.issuedAt,
    expiresAt: record.expiresAt,
  };
  if (record.subject !== undefined) token.subject = record.subject;
  if (record.extra !== undefined) {
    token.extra = record.extra;
    const jkt = confirmationOf(record)?.["jkt"];
    if (typeof jkt === "string") {
      token.tokenType = "DPoP";
      token.jkt = jkt;
    }
    const audience = audienceOf(record);
    if (audience !== undefined) token.audience = audience;
  }
  return token;
}
