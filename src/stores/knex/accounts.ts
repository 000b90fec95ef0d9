import type { Instant } from "../../platform/mod.ts";
import type { AccountQuery, AccountStore, PageOptions } from "../durable.ts";
import type { AccountRecord } from "../records.ts";
import { searchTerms, searchWords } from "../search_words.ts";
import { isRecordId, isStorableText } from "../storable.ts";
import { LastOfStaff } from "../store_error.ts";
import { usernameKey } from "../username_key.ts";
import { type Columns, instant, json, plain, present, secondsOf, writtenColumns } from "./columns.ts";
import { type Condition, joinConditions } from "./conditions.ts";
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

/** By what a person is found, folded by the program. */
interface Found {
  readonly usernameKey: string;
  readonly usernameWords: readonly string[];
  readonly emailWords: readonly string[];
  readonly firstNameWords: readonly string[];
  readonly lastNameWords: readonly string[];
}

const COLUMNS: Columns<keyof Omit<AccountRecord, "id" | "sub"> | keyof Found> = {
  username: plain("username"),
  usernameKey: plain("username_key"),
  usernameWords: plain("username_words"),
  email: plain("email"),
  emailWords: plain("email_words"),
  firstName: plain("first_name"),
  firstNameWords: plain("first_name_words"),
  lastName: plain("last_name"),
  lastNameWords: plain("last_name_words"),
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

/** A function of the database, as it takes several statements in one commit. @see migrations/0002_removal.ts, 0006_people.ts */
const REMOVE: Statement = {
  name: "accounts_remove",
  text: "SELECT was_there, was_last, tags FROM remove_person($1, $2, to_timestamp($3))",
};

interface RemovedRow {
  readonly was_there: boolean;
  readonly was_last: boolean;
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

type Texts = { readonly [Member in "username" | "email" | "firstName" | "lastName"]?: string | undefined };

/** A record or changes of one, with that by which its texts are found. */
function withFound<T extends Texts>(account: T): T & Partial<Found> {
  const { username, email, firstName, lastName } = account;
  return {
    ...account,
    ...(username === undefined ? {} : { usernameKey: usernameKey(username), usernameWords: searchWords(username) }),
    ...(email === undefined ? {} : { emailWords: searchWords(email) }),
    ...(firstName === undefined ? {} : { firstNameWords: searchWords(firstName) }),
    ...(lastName === undefined ? {} : { lastNameWords: searchWords(lastName) }),
  };
}

/** What an index is made of. @see migrations/0006_people.ts */
const WORDS = "array_to_tsvector(username_words || email_words || first_name_words || last_name_words || sub)";

/** Terms as the database takes them: each the beginning of a word. */
function printTerms(text: string | undefined): string | undefined {
  const terms = searchTerms(text ?? "");
  if (terms.length === 0) return undefined;
  return terms.map((term) => `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}':*`).join(" & ");
}

/** The condition of those whom a text finds; columns of `accounts` alone have these names. */
export function accountText(text: string | undefined): Condition {
  return [`${WORDS} @@ ?::tsquery`, printTerms(text)];
}

function conditionsOf({ text, isStaff, isActive }: AccountQuery): readonly Condition[] {
  return [accountText(text), ["is_staff = ?", isStaff], ["is_active = ?", isActive]];
}

/** Whether a change may take somebody away who administers. */
function takesAway({ isStaff, isActive }: Parameters<AccountStore["change"]>[1]): boolean {
  return isStaff === false || isActive === false;
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
    const { names, parameters, values } = writtenColumns(withFound(account), {
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

  async search(options: Parameters<AccountStore["search"]>[0]): Promise<readonly AccountRecord[]> {
    const { order, limit, ...query } = options;
    const isByName = order.by === "username";
    const where = joinConditions([
      ["issuer_id = ?", this.#issuer],
      ...conditionsOf(query),
      isByName
        ? ['username_key COLLATE "C" > ?', order.after === undefined ? undefined : usernameKey(order.after)]
        : ["id < ?::bigint", order.after],
    ]);
    if (where === undefined) return [];
    const values = [...where.values, limit];
    const text = `SELECT ${SELECTED} FROM accounts WHERE ${where.text}
      ORDER BY ${isByName ? 'username_key COLLATE "C"' : "id DESC"} LIMIT $${values.length}`;
    return (await this.#statements.rows<AccountRow>({ text, reads: true }, values)).map(readAccount);
  }

  async count({ limit, ...query }: Parameters<AccountStore["count"]>[0]): Promise<number> {
    const where = joinConditions([["issuer_id = ?", this.#issuer], ...conditionsOf(query)]);
    if (where === undefined) return 0;
    const values = [...where.values, limit];
    const some = `SELECT 1 FROM accounts WHERE ${where.text} LIMIT $${values.length}`;
    const text = `SELECT count(*)::integer AS found FROM (${some}) AS matching`;
    return (await this.#statements.first<{ readonly found: number }>({ text, reads: true }, values))?.found ?? 0;
  }

  async change(
    id: number,
    changes: Parameters<AccountStore["change"]>[1],
    from?: Pick<AccountRecord, "passwordHash">,
  ): Promise<AccountRecord | undefined> {
    const { names, parameters, values } = writtenColumns(withFound(changes), { columns: COLUMNS, first: 3 });
    if (names.length === 0 || !isRecordId(id)) return this.find(id);
    const assignments = names.map((name, index) => `${name} = ${parameters[index]}`).join(", ");
    const guard = takesAway(changes) ? " AND leaves_staff($1, $2)" : "";
    const known = from === undefined ? [] : [from.passwordHash];
    const still = from === undefined ? "" : ` AND password_hash = $${values.length + 3}`;
    const text = `UPDATE accounts SET ${assignments} WHERE issuer_id = $1 AND id = $2${still}${guard} RETURNING ${SELECTED}`;
    const row = await this.#statements.first<AccountRow>({ text }, [this.#issuer, id, ...values, ...known]);
    if (row !== undefined) return readAccount(row);
    if (guard !== "" && from === undefined && (await this.find(id)) !== undefined) throw new LastOfStaff();
    return undefined;
  }

  async remove(id: number, at: Instant): Promise<readonly string[] | undefined> {
    if (!isRecordId(id)) return undefined;
    const row = await this.#statements.first<RemovedRow>(REMOVE, [this.#issuer, id, at]);
    if (row?.was_last === true) throw new LastOfStaff();
    return row?.was_there === true ? row.tags : undefined;
  }

  async #find(statement: Statement, value: string | number): Promise<AccountRecord | undefined> {
    const row = await this.#statements.first<AccountRow>(statement, [this.#issuer, value]);
    return row === undefined ? undefined : readAccount(row);
  }
}
