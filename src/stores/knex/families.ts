import type { Digest, Instant } from "../../platform/mod.ts";
import type { FamilyQuery, FamilyStore, Rotation, Whose } from "../durable.ts";
import type { FamilyEntry, FamilyRecord } from "../records.ts";
import { isRecordId, isStorableText, printStorable } from "../storable.ts";
import { RecordGone } from "../store_error.ts";
import { present, secondsOf } from "./columns.ts";
import { type Condition, joinConditions } from "./conditions.ts";
import { isUniqueViolation } from "./postgres_error.ts";
import type { Statement, Statements, Value } from "./statements.ts";

interface FamilyRow {
  readonly tag: string;
  readonly client_id: number;
  readonly account_id: number | null;
  readonly session: string | null;
  readonly grant_type: string;
  readonly scope: readonly string[];
  readonly code_digest: Digest | null;
  readonly refresh_digest: Digest | null;
  readonly previous_digest: Digest | null;
  readonly generation: number;
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly created_at: Instant;
  readonly rotated_at: Instant | null;
  readonly expires_at: Instant | null;
  readonly revoked_at: Instant | null;
}

interface EntryRow extends FamilyRow {
  /** A bigint comes as text. */
  readonly id: string;
}

const SELECTED = `tag, client_id, account_id, session, grant_type, scope, code_digest, refresh_digest, previous_digest, generation,
  bindings, ${["created_at", "rotated_at", "expires_at", "revoked_at"].map(secondsOf).join(", ")}`;

const INSERT = `INSERT INTO families AS known (issuer_id, tag, client_id, account_id, grant_type, scope, code_digest,
    refresh_digest, previous_digest, generation, bindings, created_at, rotated_at, expires_at, revoked_at, opened, session)`;
const ROW = `$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, to_timestamp($12), to_timestamp($13), to_timestamp($14),
    to_timestamp($15), $16, $17`;
const OR_UPDATE = "ON CONFLICT (issuer_id, tag) DO UPDATE SET";

/** Only for who may sign in at this moment. A stub of the same code is completed, and stays as dead as it is. */
const OPEN: Statement = {
  name: "families_open",
  text: `${INSERT}
    SELECT ${ROW} WHERE $4::integer IS NULL
      OR EXISTS (SELECT FROM accounts WHERE issuer_id = $1 AND id = $4 AND is_active)
    ${OR_UPDATE} client_id = excluded.client_id, account_id = excluded.account_id, grant_type = excluded.grant_type,
      scope = excluded.scope, refresh_digest = excluded.refresh_digest, previous_digest = excluded.previous_digest,
      generation = excluded.generation, bindings = excluded.bindings, created_at = excluded.created_at,
      rotated_at = excluded.rotated_at, expires_at = excluded.expires_at, session = excluded.session, opened = true
    WHERE NOT known.opened AND known.code_digest IS NOT DISTINCT FROM excluded.code_digest`,
};

const REVOKE_EARLY: Statement = {
  name: "families_revoke_early",
  text: `${INSERT} VALUES (${ROW}) ${OR_UPDATE} revoked_at = excluded.revoked_at WHERE known.revoked_at IS NULL`,
};

const FIND: Statement = {
  name: "families_find",
  reads: true,
  text: `SELECT ${SELECTED} FROM families WHERE issuer_id = $1 AND tag = $2`,
};

const ROTATE: Statement = {
  name: "families_rotate",
  text: `UPDATE families SET refresh_digest = $4, previous_digest = $3, generation = generation + 1,
      rotated_at = to_timestamp($5), expires_at = to_timestamp($6)
    WHERE issuer_id = $1 AND tag = $2 AND refresh_digest = $3 AND revoked_at IS NULL
      AND (expires_at IS NULL OR expires_at > to_timestamp($5))`,
};

const REVOKE: Statement = {
  name: "families_revoke",
  text: "UPDATE families SET revoked_at = to_timestamp($3) WHERE issuer_id = $1 AND tag = $2 AND revoked_at IS NULL",
};

const UNREVOKED_OF = `issuer_id = $1 AND ($2::integer IS NULL OR account_id = $2)
  AND ($3::integer IS NULL OR client_id = $3) AND ($4::text IS NULL OR session = $4) AND revoked_at IS NULL`;

const UNREVOKED_TAGS: Statement = {
  name: "families_unrevoked_tags",
  reads: true,
  text: `SELECT tag FROM families WHERE ${UNREVOKED_OF}`,
};

const REVOKE_ALL: Statement = {
  name: "families_revoke_all",
  text: `UPDATE families SET revoked_at = to_timestamp($5) WHERE ${UNREVOKED_OF} RETURNING tag`,
};

const REVOKED_SINCE: Statement = {
  name: "families_revoked_since",
  reads: true,
  text: "SELECT tag FROM families WHERE issuer_id = $1 AND revoked_at >= to_timestamp($2)",
};

const LIST_OF: Statement = {
  name: "families_list_of",
  reads: true,
  text: `SELECT ${SELECTED} FROM families
    WHERE issuer_id = $1 AND account_id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
    ORDER BY families.created_at DESC, id DESC`,
};

const ENDED = "issuer_id = $1 AND (expires_at < to_timestamp($2) OR revoked_at < to_timestamp($2))";

/**
 * Rows that somebody else is clearing or revoking at this moment are left for the next time. Materialized, since a
 * subquery in the condition may run more than once and each time lock, and so remove, other rows.
 */
const CLEAR: Statement = {
  name: "families_clear",
  text: `WITH ended AS MATERIALIZED (SELECT tag FROM families WHERE ${ENDED} LIMIT $3 FOR UPDATE SKIP LOCKED)
    DELETE FROM families USING ended WHERE families.issuer_id = $1 AND families.tag = ended.tag`,
};

const COUNT_CLEARED: Statement = {
  name: "families_count_cleared",
  reads: true,
  text: `SELECT count(*)::integer AS ended FROM families WHERE ${ENDED}`,
};

/** Of each state; the condition has the moment once. */
const STATES = {
  live: "revoked_at IS NULL AND coalesce(expires_at > to_timestamp(?), true)",
  expired: "revoked_at IS NULL AND expires_at <= to_timestamp(?)",
  revoked: "revoked_at IS NOT NULL AND to_timestamp(?) IS NOT NULL",
} as const;

function conditionsOf({ tag, accountId, client, session, grantType, state }: FamilyQuery): readonly Condition[] {
  return [
    ["tag = ?", tag],
    ["account_id = ?::bigint", accountId],
    ["client_id = ?::bigint", client],
    ["session = ?", session],
    ["grant_type = ?", grantType],
    [STATES[state?.is ?? "live"], state?.at],
  ];
}

function readFamily(row: FamilyRow): FamilyRecord {
  return {
    tag: row.tag,
    client: row.client_id,
    grantType: row.grant_type,
    scope: row.scope,
    generation: row.generation,
    bindings: row.bindings,
    createdAt: row.created_at,
    ...present({
      accountId: row.account_id,
      session: row.session,
      codeDigest: row.code_digest,
      refreshDigest: row.refresh_digest,
      previousDigest: row.previous_digest,
      rotatedAt: row.rotated_at,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
    }),
  };
}

function readEntry({ id, ...row }: EntryRow): FamilyEntry {
  return { ...readFamily(row), id: Number(id) };
}

/** The account, the client and the session that families are looked for by; null = any. */
function ownersOf({ accountId, client, session }: Whose): readonly [Value, Value, Value] {
  if (accountId === undefined && client === undefined && session === undefined)
    throw new RangeError("Cannot revoke the families of nobody");
  return [accountId ?? null, client ?? null, session ?? null];
}

/** Families of tokens of one issuer in Postgres. */
export class KnexFamilies implements FamilyStore {
  readonly #statements: Statements;
  readonly #issuer: number;

  constructor(issuer: number, statements: Statements) {
    this.#issuer = issuer;
    this.#statements = statements;
  }

  async open(family: FamilyRecord): Promise<boolean> {
    const values = this.#valuesOf(family, { opened: true });
    return (await this.#insert(OPEN, values)) ?? (await this.#insert(OPEN, values)) ?? false;
  }

  async find(tag: string): Promise<FamilyRecord | undefined> {
    if (!isStorableText(tag)) return undefined;
    const row = await this.#statements.first<FamilyRow>(FIND, [this.#issuer, tag]);
    return row === undefined ? undefined : readFamily(row);
  }

  async rotate({ tag, from, to, at, expiresAt }: Rotation): Promise<boolean> {
    return (await this.#statements.written(ROTATE, [this.#issuer, tag, from, to, at, expiresAt ?? null])) > 0;
  }

  async revoke(tag: string, at: Instant): Promise<boolean> {
    return isStorableText(tag) && (await this.#statements.written(REVOKE, [this.#issuer, tag, at])) > 0;
  }

  async revokeEarly(family: FamilyRecord, at: Instant): Promise<void> {
    const values = this.#valuesOf({ ...family, revokedAt: at }, { opened: false });
    if ((await this.#insert(REVOKE_EARLY, values)) === undefined) await this.#insert(REVOKE_EARLY, values);
  }

  async unrevokedTags(whose: Whose): Promise<readonly string[]> {
    return this.#tags(UNREVOKED_TAGS, [this.#issuer, ...ownersOf(whose)]);
  }

  async revokeAll(whose: Whose, at: Instant): Promise<readonly string[]> {
    return this.#tags(REVOKE_ALL, [this.#issuer, ...ownersOf(whose), at]);
  }

  async revokedSince(since: Instant): Promise<readonly string[]> {
    return this.#tags(REVOKED_SINCE, [this.#issuer, since]);
  }

  async listOf(accountId: number): Promise<readonly FamilyRecord[]> {
    if (!isRecordId(accountId)) return [];
    return (await this.#statements.rows<FamilyRow>(LIST_OF, [this.#issuer, accountId])).map(readFamily);
  }

  async search(options: Parameters<FamilyStore["search"]>[0]): Promise<readonly FamilyEntry[]> {
    const where = joinConditions([
      ["issuer_id = ?", this.#issuer],
      ["id < ?::bigint", options.before],
      ...conditionsOf(options),
    ]);
    if (where === undefined) return [];
    const values = [...where.values, options.limit];
    const text = `SELECT id, ${SELECTED} FROM families WHERE ${where.text} ORDER BY id DESC LIMIT $${values.length}`;
    return (await this.#statements.rows<EntryRow>({ text, reads: true }, values)).map(readEntry);
  }

  async count(query: FamilyQuery): Promise<number> {
    const where = joinConditions([["issuer_id = ?", this.#issuer], ...conditionsOf(query)]);
    if (where === undefined) return 0;
    const text = `SELECT count(*)::integer AS found FROM families WHERE ${where.text}`;
    const row = await this.#statements.first<{ readonly found: number }>({ text, reads: true }, where.values);
    return row?.found ?? 0;
  }

  async clear({ before, limit }: Parameters<FamilyStore["clear"]>[0]): Promise<number> {
    return this.#statements.written(CLEAR, [this.#issuer, before, limit]);
  }

  async countCleared(before: Instant): Promise<number> {
    const row = await this.#statements.first<{ readonly ended: number }>(COUNT_CLEARED, [this.#issuer, before]);
    return row?.ended ?? 0;
  }

  async #tags(statement: Statement, values: readonly Value[]): Promise<readonly string[]> {
    return (await this.#statements.rows<{ readonly tag: string }>(statement, values)).map(({ tag }) => tag);
  }

  /**
   * Whether a row was written; false when what it refers to is gone.
   *
   * Undefined when its code belongs to a row that was not seen by its tag: to another family, or to the same one that
   * was being written at this very moment. Asked again, the statement sees the latter by its tag.
   */
  async #insert(statement: Statement, values: readonly Value[]): Promise<boolean | undefined> {
    try {
      return (await this.#statements.written(statement, values)) > 0;
    } catch (error) {
      if (error instanceof RecordGone) return false;
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }

  #valuesOf(family: FamilyRecord, { opened }: { readonly opened: boolean }): readonly Value[] {
    return [
      this.#issuer,
      family.tag,
      family.client,
      family.accountId ?? null,
      family.grantType,
      family.scope,
      family.codeDigest ?? null,
      family.refreshDigest ?? null,
      family.previousDigest ?? null,
      family.generation,
      printStorable(family.bindings),
      family.createdAt,
      family.rotatedAt ?? null,
      family.expiresAt ?? null,
      family.revokedAt ?? null,
      opened,
      family.session ?? null,
    ];
  }
}
