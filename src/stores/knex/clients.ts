import type { Digest, Instant, Seconds } from "../../platform/mod.ts";
import type { Changes, ClientQuery, ClientStore } from "../durable.ts";
import type { ClientRecord, ClientType, SecretRecord } from "../records.ts";
import { isRecordId, isStorableText } from "../storable.ts";
import { usernameKey } from "../username_key.ts";
import { type Columns, instant, json, plain, present, secondsOf, type Written, writtenColumns } from "./columns.ts";
import { joinConditions } from "./conditions.ts";
import type { Statement, Statements } from "./statements.ts";

interface ClientRow {
  readonly id: number;
  readonly client_id: string;
  readonly name: string;
  readonly type: ClientType;
  readonly secrets: readonly SecretRecord[];
  readonly grant_types: readonly string[];
  readonly redirect_uris: readonly string[];
  readonly scope: readonly string[] | null;
  readonly default_scope: readonly string[] | null;
  readonly auth_method: string | null;
  readonly skip_authorization: boolean;
  readonly access_token_lifetime: Seconds | null;
  readonly refresh_token_lifetime: Seconds | null;
  readonly owner_id: number | null;
  readonly registration_digest: Digest | null;
  readonly is_unverified: boolean | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly created_at: Instant;
  readonly updated_at: Instant;
}

const COLUMNS: Columns<keyof Omit<ClientRecord, "id"> | "nameKey"> = {
  clientId: plain("client_id"),
  name: plain("name"),
  nameKey: plain("name_key"),
  type: plain("type"),
  secrets: json("secrets"),
  grantTypes: plain("grant_types"),
  redirectUris: plain("redirect_uris"),
  scope: plain("scope"),
  defaultScope: plain("default_scope"),
  authMethod: plain("auth_method"),
  skipAuthorization: plain("skip_authorization"),
  accessTokenLifetime: plain("access_token_lifetime"),
  refreshTokenLifetime: plain("refresh_token_lifetime"),
  ownerId: plain("owner_id"),
  registrationDigest: plain("registration_digest"),
  isUnverified: plain("is_unverified"),
  metadata: json("metadata"),
  createdAt: instant("created_at"),
  updatedAt: instant("updated_at"),
};

const SELECTED = `id, client_id, name, type, secrets, grant_types, redirect_uris, scope, default_scope, auth_method,
  skip_authorization, access_token_lifetime, refresh_token_lifetime, owner_id, registration_digest, is_unverified, metadata,
  ${secondsOf("created_at")}, ${secondsOf("updated_at")}`;

const FIND: Statement = {
  name: "clients_find",
  reads: true,
  text: `SELECT ${SELECTED} FROM clients WHERE issuer_id = $1 AND client_id = $2`,
};

const FIND_BY_NUMBER: Statement = {
  name: "clients_find_by_number",
  reads: true,
  text: `SELECT ${SELECTED} FROM clients WHERE issuer_id = $1 AND id = $2`,
};

const LIST: Statement = {
  name: "clients_list",
  reads: true,
  text: `SELECT ${SELECTED} FROM clients
    WHERE issuer_id = $1 AND id > $2 AND ($4::integer IS NULL OR owner_id = $4) ORDER BY id LIMIT $3`,
};

const REMOVE: Statement = { name: "clients_remove", text: "DELETE FROM clients WHERE issuer_id = $1 AND id = $2" };

function readClient(row: ClientRow): ClientRecord {
  return {
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    type: row.type,
    secrets: row.secrets,
    grantTypes: row.grant_types,
    redirectUris: row.redirect_uris,
    skipAuthorization: row.skip_authorization,
    metadata: row.metadata,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...present({
      scope: row.scope,
      defaultScope: row.default_scope,
      authMethod: row.auth_method,
      accessTokenLifetime: row.access_token_lifetime,
      refreshTokenLifetime: row.refresh_token_lifetime,
      ownerId: row.owner_id,
      registrationDigest: row.registration_digest,
    }),
    ...(row.is_unverified === true ? { isUnverified: true } : {}),
  };
}

/** What it takes to write members of a client; its name is written as it is looked for as well. */
function writtenMembers(changes: Changes<Omit<ClientRecord, "id">>, first: number): Written {
  const { name } = changes;
  const members = name === undefined ? changes : { ...changes, nameKey: usernameKey(name) };
  return writtenColumns(members, { columns: COLUMNS, first });
}

/** Rows that an older program wrote have no key. */
const NAMED = "(strpos(coalesce(name_key, lower(name)), ?) > 0 OR strpos(lower(client_id), ?) > 0)";

function sourceCondition(source: ClientQuery["source"]): string {
  return `(registration_digest IS ${source === "dcr" ? "NOT NULL" : "NULL"}) = ?`;
}

/** Registered applications of one issuer in Postgres. */
export class KnexClients implements ClientStore {
  readonly #statements: Statements;
  readonly #issuer: number;

  constructor(issuer: number, statements: Statements) {
    this.#issuer = issuer;
    this.#statements = statements;
  }

  async add(client: Omit<ClientRecord, "id">): Promise<ClientRecord> {
    const { names, parameters, values } = writtenMembers(client, 2);
    const text = `INSERT INTO clients (issuer_id, ${names.join(", ")}) VALUES ($1, ${parameters.join(", ")}) RETURNING ${SELECTED}`;
    const [row] = await this.#statements.rows<ClientRow>({ text }, [this.#issuer, ...values]);
    if (row === undefined) throw new TypeError("Cannot read back the client that was written");
    return readClient(row);
  }

  async find(clientId: string): Promise<ClientRecord | undefined> {
    if (!isStorableText(clientId)) return undefined;
    const row = await this.#statements.first<ClientRow>(FIND, [this.#issuer, clientId]);
    return row === undefined ? undefined : readClient(row);
  }

  async findByNumber(id: number): Promise<ClientRecord | undefined> {
    if (!isRecordId(id)) return undefined;
    const row = await this.#statements.first<ClientRow>(FIND_BY_NUMBER, [this.#issuer, id]);
    return row === undefined ? undefined : readClient(row);
  }

  async list({ after, limit, ownerId }: Parameters<ClientStore["list"]>[0]): Promise<readonly ClientRecord[]> {
    const rows = await this.#statements.rows<ClientRow>(LIST, [this.#issuer, after ?? 0, limit, ownerId ?? null]);
    return rows.map(readClient);
  }

  async search(options: Parameters<ClientStore["search"]>[0]): Promise<readonly ClientRecord[]> {
    const { before, limit, text: part, type, grantType, source, ownerId } = options;
    const key = part === undefined || part === "" ? undefined : usernameKey(part);
    const where = joinConditions([
      ["issuer_id = ?", this.#issuer],
      ["id < ?::bigint", before],
      [NAMED, key, key],
      ["type = ?", type],
      ["grant_types @> ARRAY[?::text]", grantType],
      [sourceCondition(source), source === undefined ? undefined : true],
      ["owner_id = ?::bigint", ownerId],
    ]);
    if (where === undefined) return [];
    const values = [...where.values, limit];
    const text = `SELECT ${SELECTED} FROM clients WHERE ${where.text} ORDER BY id DESC LIMIT $${values.length}`;
    return (await this.#statements.rows<ClientRow>({ text, reads: true }, values)).map(readClient);
  }

  async change(id: number, changes: Parameters<ClientStore["change"]>[1]): Promise<ClientRecord | undefined> {
    const { names, parameters, values } = writtenMembers(changes, 3);
    if (names.length === 0 || !isRecordId(id)) return this.findByNumber(id);
    const assignments = names.map((name, index) => `${name} = ${parameters[index]}`).join(", ");
    const text = `UPDATE clients SET ${assignments} WHERE issuer_id = $1 AND id = $2 RETURNING ${SELECTED}`;
    const row = await this.#statements.first<ClientRow>({ text }, [this.#issuer, id, ...values]);
    return row === undefined ? undefined : readClient(row);
  }

  async changeRegistered(
    id: number,
    { registration, changes }: Parameters<ClientStore["changeRegistered"]>[1],
  ): Promise<ClientRecord | undefined> {
    const { names, parameters, values } = writtenMembers(changes, 4);
    if (names.length === 0 || !isRecordId(id)) return undefined;
    const assignments = names.map((name, index) => `${name} = ${parameters[index]}`).join(", ");
    const text = `UPDATE clients SET ${assignments} WHERE issuer_id = $1 AND id = $2 AND registration_digest = $3 RETURNING ${SELECTED}`;
    const row = await this.#statements.first<ClientRow>({ text }, [this.#issuer, id, registration, ...values]);
    return row === undefined ? undefined : readClient(row);
  }

  async remove(id: number): Promise<boolean> {
    return isRecordId(id) && (await this.#statements.written(REMOVE, [this.#issuer, id])) > 0;
  }
}
