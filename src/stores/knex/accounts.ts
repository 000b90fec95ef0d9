import type { Instant } from "../../platform/mod.ts";
import type { AccountStore, PageOptions } from "../durable.ts";
import type { AccountRecord } from "../records.ts";
import { isRecordId, isStorableText } from "../storable.ts";
import { usernameKey } from "../username_key.ts";
import { type Columns, instant, json, plain, present, secondsOf, writtenColumns } from "./columns.ts";
import type { Statement, Statements } from "./statements.ts";

interface AccountRow {
  readonly id: number;
  readonly sub: string;
  readonly username: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly claims: Readonly<Record<string, unknown>> | null;
  readonly password_hash: string;
  readonly is_staff: boolean;
  readonly is_active: boolean;
  readonly last_login: Instant | null;
  readonly created_at: Instant;
  readonly updated_at: Instant;
}

const COLUMNS: Columns<keyof Omit<AccountRecord, "id" | "sub"> | "usernameKey"> = {
  username: plain("username"),
  usernameKey: plain("username_key"),
  email: plain("email"),
  firstName: plain("first_name"),
  lastName: plain("last_name"),
  claims: json("claims"),
  passwordHash: plain("password_hash"),
  isStaff: plain("is_staff"),
  isActive: plain("is_active"),
  lastLogin: instant("last_login"),
  createdAt: instant("created_at"),
  updatedAt: instant("updated_at"),
};

/** The subject is written once and never changed. */
const ADDED_COLUMNS: Columns<string> = { ...COLUMNS, sub: plain("sub") };

const SELECTED = `id, sub, username, email, first_name, last_name, claims, password_hash, is_staff, is_active,
  ${secondsOf("last_login")}, ${secondsOf("created_at")}, ${secondsOf("updated_at")}`;

function findBy(column: string): Statement {
  return {
    name: `accounts_find_by_${column}`,
    reads: true,
    text: `SELECT ${SELECTED} FROM accounts WHERE issuer_id = $1 AND ${column} = $2`,
  };
}

const FIND = findBy("id");
const FIND_BY_SUB = findBy("sub");
const FIND_BY_USERNAME = findBy("username_key");

const LIST: Statement = {
  name: "accounts_list",
  reads: true,
  text: `SELECT ${SELECTED} FROM accounts WHERE issuer_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
};

/** A function of the database, as it takes several statements in one commit. @see migrations/0002_removal.ts */
const REMOVE: Statement = {
  name: "accounts_remove",
  text: "SELECT was_there, tags FROM remove_account($1, $2, to_timestamp($3))",
};

interface RemovedRow {
  readonly was_there: boolean;
  readonly tags: readonly string[];
}

function readAccount(row: AccountRow): AccountRecord {
  return {
    id: row.id,
    sub: row.sub,
    username: row.username,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    passwordHash: row.password_hash,
    isStaff: row.is_staff,
    isActive: row.is_active,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...present({ claims: row.claims, lastLogin: row.last_login }),
  };
}

/** A record or changes of one, with the key that its user name must not share. */
function withUsernameKey<T extends { readonly username?: string | undefined }>(
  account: T,
): T & { readonly usernameKey?: string } {
  return account.username === undefined ? account : { ...account, usernameKey: usernameKey(account.username) };
}

/** People of one issuer in Postgres. */
export class KnexAccounts implements AccountStore {
  readonly #statements: Statements;
  readonly #issuer: number;

  constructor(issuer: number, statements: Statements) {
    this.#issuer = issuer;
    this.#statements = statements;
  }

  async add(account: Omit<AccountRecord, "id">): Promise<AccountRecord> {
    const { names, parameters, values } = writtenColumns(withUsernameKey(account), {
      columns: ADDED_COLUMNS,
      first: 2,
    });
    const text = `INSERT INTO accounts (issuer_id, ${names.join(", ")}) VALUES ($1, ${parameters.join(", ")}) RETURNING ${SELECTED}`;
    const [row] = await this.#statements.rows<AccountRow>({ text }, [this.#issuer, ...values]);
    if (row === undefined) throw new TypeError("Cannot read back the account that was written");
    return readAccount(row);
  }

  async find(id: number): Promise<AccountRecord | undefined> {
    return isRecordId(id) ? this.#find(FIND, id) : undefined;
  }

  async findBySub(sub: string): Promise<AccountRecord | undefined> {
    return isStorableText(sub) ? this.#find(FIND_BY_SUB, sub) : undefined;
  }

  async findByUsername(username: string): Promise<AccountRecord | undefined> {
    return isStorableText(username) ? this.#find(FIND_BY_USERNAME, usernameKey(username)) : undefined;
  }

  async list({ after, limit }: PageOptions): Promise<readonly AccountRecord[]> {
    return (await this.#statements.rows<AccountRow>(LIST, [this.#issuer, after ?? 0, limit])).map(readAccount);
  }

  async change(id: number, changes: Parameters<AccountStore["change"]>[1]): Promise<AccountRecord | undefined> {
    const { names, parameters, values } = writtenColumns(withUsernameKey(changes), { columns: COLUMNS, first: 3 });
    if (names.length === 0 || !isRecordId(id)) return this.find(id);
    const assignments = names.map((name, index) => `${name} = ${parameters[index]}`).join(", ");
    const text = `UPDATE accounts SET ${assignments} WHERE issuer_id = $1 AND id = $2 RETURNING ${SELECTED}`;
    const row = await this.#statements.first<AccountRow>({ text }, [this.#issuer, id, ...values]);
    return row === undefined ? undefined : readAccount(row);
  }

  async remove(id: number, at: Instant): Promise<readonly string[] | undefined> {
    if (!isRecordId(id)) return undefined;
    const row = await this.#statements.first<RemovedRow>(REMOVE, [this.#issuer, id, at]);
    return row?.was_there === true ? row.tags : undefined;
  }

  async #find(statement: Statement, value: string | number): Promise<AccountRecord | undefined> {
    const row = await this.#statements.first<AccountRow>(statement, [this.#issuer, value]);
    return row === undefined ? undefined : readAccount(row);
  }
}
