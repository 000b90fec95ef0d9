import type { Digest, Instant } from "../../platform/mod.ts";
import type { FoundSession, SessionRenewal, SessionStore } from "../durable.ts";
import type { SessionRecord } from "../records.ts";
import { isRecordId, isStorableText } from "../storable.ts";
import { accountText } from "./accounts.ts";
import { comparableInstant, present, secondsOf } from "./columns.ts";
import { joinConditions } from "./conditions.ts";
import type { Statement, Statements } from "./statements.ts";

interface SessionRow {
  readonly sid: string;
  readonly digest: Digest;
  readonly account_id: number;
  readonly auth_time: Instant;
  readonly amr: readonly string[];
  readonly acr: string | null;
  readonly client_ids: readonly number[];
  readonly agent: string | null;
  readonly created_at: Instant;
  readonly expires_at: Instant;
}

interface FoundRow extends SessionRow {
  readonly sub: string;
  readonly username: string;
  readonly is_staff: boolean;
  readonly is_active: boolean;
}

const SELECTED = `sid, digest, account_id, amr, acr, client_ids, agent, date_part('epoch', sessions.created_at) AS created_at,
  ${["auth_time", "expires_at"].map(secondsOf).join(", ")}`;

const ADD: Statement = {
  name: "sessions_add",
  text: `INSERT INTO sessions (issuer_id, sid, digest, account_id, auth_time, amr, acr, client_ids, agent, created_at, expires_at)
    VALUES ($1, $2, $3, $4, to_timestamp($5), $6, $7, '{}', $8, to_timestamp($9), to_timestamp($10))`,
};

const WITH_ACCOUNT = `SELECT ${SELECTED}, sub, username, is_staff, is_active
    FROM sessions JOIN accounts ON accounts.issuer_id = sessions.issuer_id AND accounts.id = account_id`;

const FIND: Statement = {
  name: "sessions_find",
  reads: true,
  text: `${WITH_ACCOUNT} WHERE sessions.issuer_id = $1 AND digest = $2`,
};

const FIND_BY_SID: Statement = {
  name: "sessions_find_by_sid",
  reads: true,
  text: `${WITH_ACCOUNT} WHERE sessions.issuer_id = $1 AND sid = $2`,
};

const COUNT: Statement = {
  name: "sessions_count",
  reads: true,
  text: `SELECT count(*)::integer AS found
    FROM (SELECT 1 FROM sessions WHERE issuer_id = $1 AND expires_at > to_timestamp($2) LIMIT $3) AS matching`,
};

const RENEW: Statement = {
  name: "sessions_renew",
  text: `UPDATE sessions SET digest = $4, auth_time = to_timestamp($5), amr = $6, acr = $7, expires_at = to_timestamp($8)
    WHERE issuer_id = $1 AND sid = $2 AND digest = $3`,
};

/** Written once for each client, however often it comes back. */
const JOIN: Statement = {
  name: "sessions_join",
  text: `UPDATE sessions SET client_ids = client_ids || $3::integer
    WHERE issuer_id = $1 AND sid = $2 AND NOT client_ids @> ARRAY[$3::integer]`,
};

const LIST: Statement = {
  name: "sessions_list",
  reads: true,
  text: `SELECT ${SELECTED} FROM sessions WHERE issuer_id = $1 AND account_id = $2 ORDER BY sessions.created_at DESC, sid`,
};

const END: Statement = {
  name: "sessions_end",
  text: `DELETE FROM sessions WHERE issuer_id = $1 AND sid = $2 RETURNING ${SELECTED}`,
};

const CLEAR: Statement = {
  name: "sessions_clear",
  text: `WITH ended AS MATERIALIZED (
      SELECT sid FROM sessions WHERE issuer_id = $1 AND expires_at < to_timestamp($2) LIMIT $3 FOR UPDATE SKIP LOCKED)
    DELETE FROM sessions USING ended WHERE sessions.issuer_id = $1 AND sessions.sid = ended.sid`,
};

const COUNT_CLEARED: Statement = {
  name: "sessions_count_cleared",
  reads: true,
  text: "SELECT count(*)::integer AS ended FROM sessions WHERE issuer_id = $1 AND expires_at < to_timestamp($2)",
};

function readSession(row: SessionRow): SessionRecord {
  return {
    sid: row.sid,
    digest: row.digest,
    accountId: row.account_id,
    authTime: row.auth_time,
    amr: row.amr,
    clients: row.client_ids,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...present({ acr: row.acr, agent: row.agent }),
  };
}

function readFound(row: FoundRow): FoundSession {
  const { account_id: id, sub, username, is_staff: isStaff, is_active: isActive } = row;
  return { session: readSession(row), account: { id, sub, username, isStaff, isActive } };
}

/** Sessions of the people of one issuer in Postgres. */
export class KnexSessions implements SessionStore {
  readonly #statements: Statements;
  readonly #issuer: number;

  constructor(issuer: number, statements: Statements) {
    this.#issuer = issuer;
    this.#statements = statements;
  }

  async add({ sid, digest, accountId, authTime, amr, acr, agent, createdAt, expiresAt }: SessionRecord): Promise<void> {
    const values = [sid, digest, accountId, authTime, [...amr], acr ?? null, agent ?? null, createdAt, expiresAt];
    await this.#statements.written(ADD, [this.#issuer, ...values]);
  }

  async find(digest: Digest): Promise<FoundSession | undefined> {
    const row = await this.#statements.first<FoundRow>(FIND, [this.#issuer, digest]);
    return row === undefined ? undefined : readFound(row);
  }

  async renew({ sid, from, to, authTime, amr, acr, expiresAt }: SessionRenewal): Promise<boolean> {
    const values = [this.#issuer, sid, from, to, authTime, [...amr], acr ?? null, expiresAt];
    return (await this.#statements.written(RENEW, values)) > 0;
  }

  async join(sid: string, client: number): Promise<boolean> {
    return (await this.#statements.written(JOIN, [this.#issuer, sid, client])) > 0;
  }

  async list(accountId: number): Promise<readonly SessionRecord[]> {
    if (!isRecordId(accountId)) return [];
    return (await this.#statements.rows<SessionRow>(LIST, [this.#issuer, accountId])).map(readSession);
  }

  async findBySid(sid: string): Promise<FoundSession | undefined> {
    if (!isStorableText(sid)) return undefined;
    const row = await this.#statements.first<FoundRow>(FIND_BY_SID, [this.#issuer, sid]);
    return row === undefined ? undefined : readFound(row);
  }

  async search(options: Parameters<SessionStore["search"]>[0]): Promise<readonly FoundSession[]> {
    const { text, accountId, at, before, limit } = options;
    const where = joinConditions([
      ["sessions.issuer_id = ?", this.#issuer],
      ["expires_at > to_timestamp(?)", at],
      ["account_id = ?::bigint", accountId],
      accountText(text),
      [
        '(sessions.created_at, sid COLLATE "C") < (to_timestamp(?), ?)',
        comparableInstant(before?.createdAt),
        before?.sid,
      ],
    ]);
    if (where === undefined) return [];
    const values = [...where.values, limit];
    const asked = `${WITH_ACCOUNT} WHERE ${where.text}
      ORDER BY sessions.created_at DESC, sid COLLATE "C" DESC LIMIT $${values.length}`;
    return (await this.#statements.rows<FoundRow>({ text: asked, reads: true }, values)).map(readFound);
  }

  async count({ at, limit }: Parameters<SessionStore["count"]>[0]): Promise<number> {
    const row = await this.#statements.first<{ readonly found: number }>(COUNT, [this.#issuer, at, limit]);
    return row?.found ?? 0;
  }

  async end(sid: string): Promise<SessionRecord | undefined> {
    if (!isStorableText(sid)) return undefined;
    const row = await this.#statements.first<SessionRow>(END, [this.#issuer, sid]);
    return row === undefined ? undefined : readSession(row);
  }

  async clear({ before, limit }: Parameters<SessionStore["clear"]>[0]): Promise<number> {
    return this.#statements.written(CLEAR, [this.#issuer, before, limit]);
  }

  async countCleared(before: Instant): Promise<number> {
    const row = await this.#statements.first<{ readonly ended: number }>(COUNT_CLEARED, [this.#issuer, before]);
    return row?.ended ?? 0;
  }
}
