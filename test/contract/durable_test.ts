import { openDatabase } from "../../src/stores/knex/mod.ts";
import { memoryDatabase } from "../../src/stores/memory/mod.ts";
import { freshDatabase } from "../support/services.ts";
import { itAnswersAlike } from "./durable_histories.ts";
import { itFindsAlike } from "./durable_search.ts";
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

describe("Database histories", () => {
  let postgres: DurableSubject;
  before(async () => {
    postgres = await openPostgres();
  });
  after(async () => postgres.close());

  itAnswersAlike("Postgres", () => ({ model: memoryDatabase(), real: postgres.database }));
  itFindsAlike("Postgres", () => ({ model: memoryDatabase(), real: postgres.database }));
});
