import type { Knex } from "knex";

/** Applications register by themselves: with tokens that are handed out for it, and with one each to come back with. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("initial_tokens", (table) => {
    table.comment("Tokens that let applications be registered");
    table.integer("issuer_id").notNullable().references("id").inTable("issuers").onDelete("CASCADE");
    table.text("digest").notNullable();
    table.integer("uses_left").notNullable().comment("How many more applications it registers");
    table.timestamp("created_at").notNullable();
    table.timestamp("expires_at").comment("null = never");
    table.primary(["issuer_id", "digest"]);
    table.check("uses_left >= 0", undefined, "initial_tokens_uses_check");
  });
  await knex.schema.alterTable("clients", (table) => {
    table.text("registration_digest").comment("Of its registration access token; null = it did not register by itself");
    table.boolean("is_unverified").comment("True: nobody vouched for it; null = somebody did");
  });
}

/** Takes them back; applications that registered by themselves stay. */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable("clients", (table) => {
    table.dropColumn("registration_digest");
    table.dropColumn("is_unverified");
  });
  await knex.schema.dropTable("initial_tokens");
}
