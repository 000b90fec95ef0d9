import type { Instant } from "../../platform/mod.ts";
import type { AuditStore } from "../durable.ts";
import type { AuditEntry, AuditRecord } from "../records.ts";
import { isStorableText, printStorable } from "../storable.ts";
import { comparableInstant, present, secondsOf } from "./columns.ts";
import { joinConditions } from "./conditions.ts";
import type { Statement, Statements } from "./statements.ts";

interface AuditRow {
  /** A bigint comes as text. */
  readonly id: string;
  readonly happened_at: Instant;
  readonly event: string;
  readonly client_id: number | null;
  readonly account_id: number | null;
  readonly family: string | null;
  readonly trace: string | null;
  readonly detail: AuditRecord["detail"];
}

const SELECTED = `id, ${secondsOf("happened_at")}, event, client_id, account_id, family, trace, detail`;

const ADD: Statement = {
  name: "audit_add",
  text: `INSERT INTO audit_events (issuer_id, happened_at, event, client_id, account_id, family, trace, detail)
    VALUES ($1, to_timestamp($2), $3, $4, $5, $6, $7, $8)`,
};

const LIST: Statement = {
  name: "audit_list",
  reads: true,
  text: `SELECT ${SELECTED} FROM audit_events
    WHERE issuer_id = $1 AND id > $2 AND ($4::text IS NULL OR event = $4) ORDER BY id LIMIT $3`,
};

function readEntry(row: AuditRow): AuditEntry {
  return {
    id: Number(row.id),
    at: row.happened_at,
    event: row.event,
    detail: row.detail,
    ...present({ client: row.client_id, accountId: row.account_id, family: row.family, trace: row.trace }),
  };
}

/** The audit log of one issuer in Postgres. */
export class KnexAudit implements AuditStore {
  readonly #statements: Statements;
  readonly #issuer: number;

  constructor(issuer: number, statements: Statements) {
    this.#issuer = issuer;
    this.#statements = statements;
  }

  async add({ at, event, client, accountId, family, trace, detail }: AuditRecord): Promise<void> {
    const values = [event, client ?? null, accountId ?? null, family ?? null, trace ?? null];
    await this.#statements.written(ADD, [this.#issuer, at, ...values, printStorable(detail)]);
  }

  async list({ after, limit, event }: Parameters<AuditStore["list"]>[0]): Promise<readonly AuditEntry[]> {
    if (event !== undefined && !isStorableText(event)) return [];
    const rows = await this.#statements.rows<AuditRow>(LIST, [this.#issuer, after ?? 0, limit, event ?? null]);
    return rows.map(readEntry);
  }

  async search(options: Parameters<AuditStore["search"]>[0]): Promise<readonly AuditEntry[]> {
    const { before, limit, event, client, accountId, family, trace, from, until } = options;
    const where = joinConditions([
      ["issuer_id = ?", this.#issuer],
      ["event = ?", event],
      ["client_id = ?::bigint", client],
      ["account_id = ?::bigint", accountId],
      ["family = ?", family],
      ["trace = ?", trace],
      ["happened_at >= to_timestamp(?)", comparableInstant(from)],
      ["happened_at < to_timestamp(?)", comparableInstant(until)],
      ["(happened_at, id) < (to_timestamp(?), ?::bigint)", comparableInstant(before?.at), before?.id],
    ]);
    if (where === undefined) return [];
    const values = [...where.values, limit];
    const text = `SELECT ${SELECTED} FROM audit_events WHERE ${where.text}
      ORDER BY audit_events.happened_at DESC, id DESC LIMIT $${values.length}`;
    return (await this.#statements.rows<AuditRow>({ text, reads: true }, values)).map(readEntry);
  }
}
