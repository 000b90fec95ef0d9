import type { Knex } from "knex";

/** What is looked for in the administration is found by an index: applications by name, families and events newest first. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable("clients", (table) => {
    table.text("name_key").comment("The name, folded by the program (NFKC, lower case); null = an older one wrote it");
  });
  await knex.raw("CREATE INDEX families_order_index ON families (issuer_id, id)");
  await replaceIndex(knex, "families_client_index", "families (issuer_id, client_id, id)");
  await replaceIndex(knex, "audit_events_event_index", "audit_events (issuer_id, event, happened_at, id)");
  await knex.raw("CREATE INDEX audit_events_time_index ON audit_events (issuer_id, happened_at, id)");
  for (const column of ["client_id", "account_id"]) {
    const columns = `(issuer_id, ${column}, happened_at, id)`;
    const name = `audit_events_${column.replace("_id", "")}_index`;
    await knex.raw(`CREATE INDEX ${name} ON audit_events ${columns} WHERE ${column} IS NOT NULL`);
  }
  for (const column of ["family", "trace"]) {
    const name = `audit_events_${column}_index`;
    await knex.raw(`CREATE INDEX ${name} ON audit_events (issuer_id, ${column}) WHERE ${column} IS NOT NULL`);
  }
}

/** Takes them back. */
export async function down(knex: Knex): Promise<void> {
  for (const name of ["trace", "family", "account", "client", "time"])
    await knex.raw(`DROP INDEX audit_events_${name}_index`);
  await replaceIndex(knex, "audit_events_event_index", "audit_events (issuer_id, event, id)");
  await replaceIndex(knex, "families_client_index", "families (issuer_id, client_id)");
  await knex.raw("DROP INDEX families_order_index");
  await knex.schema.alterTable("clients", (table) => table.dropColumn("name_key"));
}

async function replaceIndex(knex: Knex, name: string, columns: string): Promise<void> {
  await knex.raw(`DROP INDEX ${name}`);
  await knex.raw(`CREATE INDEX ${name} ON ${columns}`);
}
