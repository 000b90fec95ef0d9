import type { Knex } from "knex";
import { searchWords } from "../../search_words.ts";

/** Texts of a person by which they are found, and where the words of each are. */
const WORDS = [
  ["username", "username_words"],
  ["email", "email_words"],
  ["first_name", "first_name_words"],
  ["last_name", "last_name_words"],
] as const;

/** People whose words are written at a time. */
const AT_A_TIME = 500;

interface Found extends Readonly<Record<(typeof WORDS)[number][0], string>> {
  readonly issuer_id: number;
  readonly id: number;
}

/**
 * People are found by words, listed by name and by kind; sessions are listed newest first; nobody takes away the last of
 * those who may administer.
 *
 * Who may be taken away is answered by a function, since each statement of it sees what was committed while it waited for
 * the one before: two people who take each other away at once do it one after the other.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable("accounts", (table) => {
    for (const [text, words] of WORDS)
      table
        .specificType(words, "text[]")
        .notNullable()
        .defaultTo("{}")
        .comment(`Of ${text}, folded by the program; empty = written before there were any`);
  });
  await writeWords(knex);
  await knex.raw(`
    CREATE INDEX accounts_words_index ON accounts
      USING gin (array_to_tsvector(username_words || email_words || first_name_words || last_name_words || sub));
    CREATE INDEX accounts_order_index ON accounts (issuer_id, (username_key COLLATE "C"));
    CREATE INDEX accounts_staff_index ON accounts (issuer_id, id) WHERE is_staff;
    CREATE INDEX accounts_barred_index ON accounts (issuer_id, id) WHERE NOT is_active;
    CREATE INDEX sessions_order_index ON sessions (issuer_id, created_at, (sid COLLATE "C"));

    CREATE FUNCTION leaves_staff(its_issuer integer, its_id integer) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM accounts WHERE issuer_id = its_issuer AND is_staff AND is_active ORDER BY id FOR UPDATE;
      RETURN EXISTS (SELECT 1 FROM accounts WHERE issuer_id = its_issuer AND is_staff AND is_active AND id <> its_id)
        OR NOT EXISTS (SELECT 1 FROM accounts WHERE issuer_id = its_issuer AND is_staff AND is_active AND id = its_id);
    END $$;

    CREATE FUNCTION remove_person(its_issuer integer, its_id integer, at timestamptz,
      OUT was_there boolean, OUT was_last boolean, OUT tags text[])
    LANGUAGE plpgsql AS $$
    BEGIN
      was_last := NOT leaves_staff(its_issuer, its_id);
      IF was_last THEN
        was_there := true;
        tags := '{}';
      ELSE
        SELECT removed.was_there, removed.tags INTO was_there, tags
          FROM remove_account(its_issuer, its_id, at) AS removed;
      END IF;
    END $$`);
}

/** Takes them back. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP FUNCTION remove_person(integer, integer, timestamptz);
    DROP FUNCTION leaves_staff(integer, integer);
    DROP INDEX sessions_order_index`);
  await knex.raw(`
    DROP INDEX accounts_barred_index, accounts_staff_index, accounts_order_index, accounts_words_index`);
  await knex.schema.alterTable("accounts", (table) => {
    for (const [, words] of WORDS) table.dropColumn(words);
  });
}

async function writeWords(knex: Knex): Promise<void> {
  for (let after = 0; ;) {
    const people: readonly Found[] = await knex("accounts")
      .where("id", ">", after)
      .orderBy(["id", "issuer_id"])
      .limit(AT_A_TIME)
      .select("issuer_id", "id", ...WORDS.map(([text]) => text));
    const last = people.at(-1);
    if (last === undefined) return;
    const written = people.map((person) =>
      Object.fromEntries([
        ["issuer_id", person.issuer_id],
        ["id", person.id],
        ...WORDS.map(([text, words]) => [words, searchWords(person[text])]),
      ]),
    );
    const columns = WORDS.map(([, words]) => words);
    await knex.raw(
      `UPDATE accounts SET ${columns.map((words) => `${words} = written.${words}`).join(", ")}
        FROM jsonb_to_recordset(?::jsonb)
          AS written (issuer_id integer, id integer, ${columns.map((words) => `${words} text[]`).join(", ")})
        WHERE accounts.issuer_id = written.issuer_id AND accounts.id = written.id`,
      [JSON.stringify(written)],
    );
    after = last.id;
  }
}
