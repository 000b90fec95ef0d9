import { openDatabase } from "../../src/stores/knex/mod.ts";
import { memoryDatabase } from "../../src/stores/memory/mod.ts";
import { freshDatabase } from "../support/services.ts";
import { describeDatabase, type DurableSubject } from "./durable_suite.ts";

async function openMemory(): Promise<DurableSubject> {
  const database = memoryDatabase();
  return { database, close: async () => database.close() };
}

async function openPostgres(): Promise<DurableSubject> {
  const { url } = await freshDatabase();
  const database = openDatabase(url);
  await database.migrate();
  return { database, close: async () => database.close() };
}

describeDatabase("memory", openMemory);
describeDatabase("Postgres", openPostgres);
