import type { Knex } from "knex";

/** The keys of an issuer, whose private halves are sealed by the program. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("signing_keys", (table) => {
    table.comment("Keys of the issuer; next, active and retired follow from generation and time");
    table.integer("issuer_id").notNullable().references("id").inTable("issuers").onDelete("CASCADE");
    table.text("kid").notNullable();
    table.text("alg").notNullable().comment("What the key was made for");
    table.text("use").notNullable().comment("sig or enc");
    table
      .integer("generation")
      .notNullable()
      .comment("Counts the keys of an algorithm: two processes cannot both make the next");
    table.jsonb("public_jwk").notNullable();
    table.text("sealed_private").notNullable().comment("PKCS#8, AES-256-GCM under a key made of SECRET_KEY");
    table.timestamp("created_at").notNullable();
    table.timestamp("active_from").notNullable().comment("Since when it signs; it is published before");
    table.primary(["issuer_id", "kid"]);
    table.unique(["issuer_id", "alg", "generation"], { indexName: "signing_keys_generation_key" });
  });
}

/** Takes them back: nothing that they signed can be verified any more. */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("signing_keys");
}
