import { randomUUID } from "node:crypto";
import type { IssuerStores } from "../../src/server/mod.ts";
import { memoryBroadcast } from "../../src/stores/memory/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import type { GivenSettings } from "../support/config.ts";
import { type FaultyStores, faultyStores } from "../support/faulty_stores.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../support/issuer_under_test.ts";
import { realStores } from "../support/real_stores.ts";

/** An issuer on real stores that fail when they are told to. */
export interface FaultStage extends IssuerUnderTest {
  readonly real: IssuerStores;
  readonly faults: FaultyStores;
  /** A client that skips consent and may do everything, and another that asks. */
  readonly trusted: ClientRecord;
  readonly asking: ClientRecord;
  readonly owner: AccountRecord;
  close(): Promise<void>;
}

let stages = 0;

/** Sets a stage up. */
export async function faultStage(settings: GivenSettings = {}): Promise<FaultStage> {
  stages += 1;
  const stores = await realStores();
  const durable = await stores.database.forIssuer(`faults ${process.pid} ${stages}`);
  const real = { durable, ephemeral: stores.ephemeral, broadcast: memoryBroadcast() };
  const faults = faultyStores(real);
  const stage = await issuerUnderTest({ settings, stores: () => faults.stores });
  return {
    ...stage,
    real,
    faults,
    trusted: await client(stage.issuer, { skipAuthorization: true }),
    asking: await client(stage.issuer),
    // The seed of every issuer under test is the same, and subjects are unique in a database.
    owner: await person(stage.issuer, { sub: randomUUID() }),
    close: () => stores.close(),
  };
}
