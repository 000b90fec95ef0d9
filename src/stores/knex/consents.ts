import type { Instant } from "../../platform/mod.ts";
import type { ConsentStore } from "../durable.ts";
import type { ConsentRecord } from "../records.ts";
import { isRecordId } from "../storable.ts";
import { secondsOf } from "./columns.ts";
import type { Statement, Statements } from "./statements.ts";

interface ConsentRow {
  readonly account_id: number;
  readonly client_id: number;
  readonly scope: readonly string[];
  readonly granted_at: Instant;
}

const SELECTED = `account_id, client_id, scope, ${secondsOf("granted_at")}`;

const FIND: Statement = {
  name: "consents_find",
  reads: true,
  text: `SELECT ${SELECTED} FROM consents WHERE issuer_id = $1 AND account_id = $2 AND client_id = $3`,
};

/** What was allowed before keeps its place; what is new comes after it. */
const REMEMBER: Statement = {
  name: "consents_remember",
  text: `INSERT INTO consents AS known (issuer_id, account_id, client_id, scope, granted_at)
    VALUES ($1, $2, $3, $4, to_timestamp($5))
    ON CONFLICT (issuer_id, account_id, client_id) DO UPDATE SET
      granted_at = excluded.granted_at,
      scope = known.scope || ARRAY(
        SELECT word FROM unnest(excluded.scope) WITH ORDINALITY AS added (word, place)
        WHERE word <> ALL (known.scope) ORDER BY place)
    RETURNING account_id, client_id, scope, date_part('epoch', granted_at) AS granted_at`,
};

const LIST: Statement = {
  name: "consents_list",
  reads: true,
  text: `SELECT ${SELECTED} FROM consents WHERE issuer_id = $1 AND account_id = $2 ORDER BY client_id`,
};

const FORGET: Statement = {
  name: "consents_forget",
  text: "DELETE FROM consents WHERE issuer_id = $1 AND account_id = $2 AND client_id = $3",
};

function readConsent(row: ConsentRow): ConsentRecord {
  return { accountId: row.account_id, client: row.client_id, scope: row.scope, grantedAt: row.granted_at };
}

/** What people allowed, of one issuer, in Postgres. */
export class KnexConsents implements ConsentStore {
  readonly #statements: Statements;
  readonly #issuer: number;

  constructor(issuer: number, statements: Statements) {
    this.#issuer = issuer;
    this.#statements = statements;
  }

  async find(accountId: number, client: number): Promise<ConsentRecord | undefined> {
    if (!isRecordId(accountId) || !isRecordId(client)) return undefined;
    const row = await this.#statements.first<ConsentRow>(FIND, [this.#issuer, accountId, client]);
    return row === undefined ? undefined : readConsent(row);
  }

  async remember({ accountId, client, scope, grantedAt }: ConsentRecord): Promise<ConsentRecord> {
    const values = [this.#issuer, accountId, client, [...new Set(scope)], grantedAt];
    const row = await this.#statements.first<ConsentRow>(REMEMBER, values);
    if (row === undefined) throw new TypeError("Cannot read back the consent that was written");
    return readConsent(row);
  }

  async list(accountId: number): Promise<readonly ConsentRecord[]> {
    if (!isRecordId(accountId)) return [];
    return (await this.#statements.rows<ConsentRow>(LIST, [this.#issuer, accountId])).map(readConsent);
  }

  async forget(accountId: number, client: number): Promise<boolean> {
    if (!isRecordId(accountId) || !isRecordId(client)) return false;
    return (await this.#statements.written(FORGET, [this.#issuer, accountId, client])) > 0;
  }
}
