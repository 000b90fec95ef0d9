import type { Digest, Instant } from "../../platform/mod.ts";
import type { InitialTokenStore } from "../durable.ts";
import type { InitialTokenRecord } from "../records.ts";
import { present, secondsOf } from "./columns.ts";
import type { Statement, Statements } from "./statements.ts";

interface InitialTokenRow {
  readonly digest: Digest;
  readonly uses_left: number;
  readonly created_at: Instant;
  readonly expires_at: Instant | null;
}

const ADD: Statement = {
  text: `INSERT INTO initial_tokens (issuer_id, digest, uses_left, created_at, expires_at)
    VALUES ($1, $2, $3, to_timestamp($4), to_timestamp($5))`,
};

const FIND: Statement = {
  reads: true,
  text: `SELECT digest, uses_left, ${["created_at", "expires_at"].map(secondsOf).join(", ")}
    FROM initial_tokens WHERE issuer_id = $1 AND digest = $2`,
};

/** The row is locked while it is counted down, so that the condition is judged anew for each who waited. */
const SPEND: Statement = {
  text: `UPDATE initial_tokens SET uses_left = uses_left - 1
    WHERE issuer_id = $1 AND digest = $2 AND uses_left > 0 AND (expires_at IS NULL OR expires_at > to_timestamp($3))`,
};

const CLEAR: Statement = {
  text: "DELETE FROM initial_tokens WHERE issuer_id = $1 AND (uses_left = 0 OR expires_at <= to_timestamp($2))",
};

/** The initial access tokens of one issuer in Postgres. */
export class KnexInitialTokens implements InitialTokenStore {
  readonly #statements: Statements;
  readonly #issuer: number;

  constructor(issuer: number, statements: Statements) {
    this.#issuer = issuer;
    this.#statements = statements;
  }

  async add({ digest, usesLeft, createdAt, expiresAt }: InitialTokenRecord): Promise<void> {
    await this.#statements.written(ADD, [this.#issuer, digest, usesLeft, createdAt, expiresAt ?? null]);
  }

  async find(digest: Digest): Promise<InitialTokenRecord | undefined> {
    const row = await this.#statements.first<InitialTokenRow>(FIND, [this.#issuer, digest]);
    if (row === undefined) return undefined;
    const { uses_left: usesLeft, created_at: createdAt, expires_at: expiresAt } = row;
    return { digest: row.digest, usesLeft, createdAt, ...present({ expiresAt }) };
  }

  async spend(digest: Digest, at: Instant): Promise<boolean> {
    return (await this.#statements.written(SPEND, [this.#issuer, digest, at])) > 0;
  }

  async clear(at: Instant): Promise<number> {
    return this.#statements.written(CLEAR, [this.#issuer, at]);
  }
}
