import type { DurableStore } from "../durable.ts";
import { KnexAccounts } from "./accounts.ts";
import { KnexAudit } from "./audit.ts";
import { KnexClients } from "./clients.ts";
import { KnexConsents } from "./consents.ts";
import { KnexFamilies } from "./families.ts";
import { KnexInitialTokens } from "./initial_tokens.ts";
import { findOrAddIssuer } from "./issuers.ts";
import { KnexKeys } from "./keys.ts";
import { KnexSessions } from "./sessions.ts";
import type { Statement, Statements } from "./statements.ts";

const PING: Statement = { reads: true, text: "SELECT 1" };

const CLAIM_ONCE: Statement = {
  text: "INSERT INTO claims_once (issuer_id, name) VALUES ($1, $2) ON CONFLICT (issuer_id, name) DO NOTHING",
};

const WAS_CLAIMED: Statement = {
  text: "SELECT 1 FROM claims_once WHERE issuer_id = $1 AND name = $2",
};

/** The records of an issuer, which is made when its name is new. */
export async function durableStoreFor(name: string, statements: Statements): Promise<DurableStore> {
  const issuer = await findOrAddIssuer(name, statements);
  return {
    clients: new KnexClients(issuer, statements),
    accounts: new KnexAccounts(issuer, statements),
    consents: new KnexConsents(issuer, statements),
    families: new KnexFamilies(issuer, statements),
    sessions: new KnexSessions(issuer, statements),
    keys: new KnexKeys(issuer, statements),
    initialTokens: new KnexInitialTokens(issuer, statements),
    audit: new KnexAudit(issuer, statements),
    claimOnce: async (what) => (await statements.written(CLAIM_ONCE, [issuer, what])) > 0,
    wasClaimed: async (what) => (await statements.rows(WAS_CLAIMED, [issuer, what])).length > 0,
    ready: async () => answers(statements),
  };
}

/** Whether the database answers now. */
export async function answers(statements: Statements): Promise<boolean> {
  try {
    await statements.rows(PING, []);
    return true;
  } catch {
    return false;
  }
}
