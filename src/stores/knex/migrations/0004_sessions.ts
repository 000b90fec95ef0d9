import type { Knex } from "knex";

/** Sessions outlive the store of short-lived records; families know the session in which they were allowed. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("sessions", (table) => {
    table.comment("People who are signed in with a browser");
    table.integer("issuer_id").notNullable().references("id").inTable("issuers").onDelete("CASCADE");
    table.text("sid").notNullable().comment("Names the session to clients; public");
    table.text("digest").notNullable().comment("Of the secret that the cookie holds");
    table.integer("account_id").notNullable();
    table.timestamp("auth_time").notNullable().comment("When the person last proved who they are");
    table.specificType("amr", "text[]").notNullable().comment("How");
    table.text("acr");
    table.specificType("client_ids", "integer[]").notNullable().comment("Clients that were told of it");
    table.text("agent").comment("What the browser says of itself");
    table.timestamp("created_at").notNullable();
    table.timestamp("expires_at").notNullable();
    table.primary(["issuer_id", "sid"]);
    table.unique(["issuer_id", "digest"], { indexName: "sessions_digest_key" });
    table.foreign(["issuer_id", "account_id"]).references(["issuer_id", "id"]).inTable("accounts").onDelete("CASCADE");
    table.index(["issuer_id", "account_id"], "sessions_account_index");
    table.index(["issuer_id", "expires_at"], "sessions_expires_index");
  });
  await knex.schema.alterTable("families", (table) => {
    table.text("session").comment("sessions.sid in which it was allowed; null = it outlives sessions, or has none");
    table.index(["issuer_id", "session"], "families_session_index", { predicate: knex.whereNotNull("session") });
  });
  await knex.schema.alterTable("accounts", (table) => {
    table.jsonb("claims").comment("Further claims by their name; null = none");
  });
}

/** Takes them back; everybody is signed out. */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable("accounts", (table) => table.dropColumn("claims"));
  await knex.schema.alterTable("families", (table) => table.dropColumn("session"));
  await knex.schema.dropTable("sessions");
}
