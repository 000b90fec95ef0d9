import type { Knex } from "knex";

/**
 * Removing a person, in one commit.
 *
 * A function, since each statement of it sees what was committed before that statement: a family that was being
 * written when the person was locked is found by the next one. A single statement with several parts would see
 * nothing but its beginning, and the foreign key would remove that family without a trace.
 *
 * Families lose all that belongs to the person, and stay, so that their revocation can be replayed.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE FUNCTION remove_account(its_issuer integer, its_id integer, at timestamptz, OUT was_there boolean, OUT tags text[])
    LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM accounts WHERE issuer_id = its_issuer AND id = its_id FOR UPDATE;
      was_there := FOUND;
      WITH revoked AS (
        UPDATE families SET revoked_at = at
        WHERE issuer_id = its_issuer AND account_id = its_id AND revoked_at IS NULL
        RETURNING tag)
      SELECT coalesce(array_agg(tag), '{}') INTO tags FROM revoked;
      UPDATE families SET account_id = NULL, bindings = '{}' WHERE issuer_id = its_issuer AND account_id = its_id;
      DELETE FROM accounts WHERE issuer_id = its_issuer AND id = its_id;
    END $$`);
}

/** Takes the function back; families keep what they lost. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw("DROP FUNCTION remove_account(integer, integer, timestamptz)");
}
