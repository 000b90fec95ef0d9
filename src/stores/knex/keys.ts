import type { Instant } from "../../platform/mod.ts";
import type { KeyStore } from "../durable.ts";
import type { KeyRecord } from "../records.ts";
import { isStorableText, printStorable } from "../storable.ts";
import { secondsOf } from "./columns.ts";
import type { Statement, Statements } from "./statements.ts";

interface KeyRow {
  readonly kid: string;
  readonly alg: string;
  readonly use: "sig" | "enc";
  readonly generation: number;
  readonly public_jwk: Readonly<Record<string, string>>;
  readonly sealed_private: string;
  readonly created_at: Instant;
  readonly active_from: Instant;
}

const LIST: Statement = {
  name: "signing_keys_list",
  reads: true,
  text: `SELECT kid, alg, use, generation, public_jwk, sealed_private, ${["created_at", "active_from"].map(secondsOf).join(", ")}
    FROM signing_keys WHERE issuer_id = $1 ORDER BY alg COLLATE "C", generation`,
};

/** The constraint on generations decides between processes. */
const ADD: Statement = {
  name: "signing_keys_add",
  text: `INSERT INTO signing_keys (issuer_id, kid, alg, use, generation, public_jwk, sealed_private, created_at, active_from)
    VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8), to_timestamp($9)) ON CONFLICT DO NOTHING`,
};

const REMOVE: Statement = {
  name: "signing_keys_remove",
  text: "DELETE FROM signing_keys WHERE issuer_id = $1 AND kid = $2",
};

function readKey(row: KeyRow): KeyRecord {
  return {
    kid: row.kid,
    alg: row.alg,
    use: row.use,
    generation: row.generation,
    publicJwk: row.public_jwk,
    sealedPrivate: row.sealed_private,
    createdAt: row.created_at,
    activeFrom: row.active_from,
  };
}

/** The keys of one issuer in Postgres. */
export class KnexKeys implements KeyStore {
  readonly #statements: Statements;
  readonly #issuer: number;

  constructor(issuer: number, statements: Statements) {
    this.#issuer = issuer;
    this.#statements = statements;
  }

  async list(): Promise<readonly KeyRecord[]> {
    return (await this.#statements.rows<KeyRow>(LIST, [this.#issuer])).map(readKey);
  }

  async add(key: KeyRecord): Promise<boolean> {
    const { kid, alg, use, generation, publicJwk, sealedPrivate, createdAt, activeFrom } = key;
    const jwk = printStorable(publicJwk);
    const values = [this.#issuer, kid, alg, use, generation, jwk, sealedPrivate, createdAt, activeFrom];
    return (await this.#statements.written(ADD, values)) > 0;
  }

  async remove(kid: string): Promise<boolean> {
    return isStorableText(kid) && (await this.#statements.written(REMOVE, [this.#issuer, kid])) > 0;
  }
}
