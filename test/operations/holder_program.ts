/**
 * A program that opens the services of a folder (or temporary ones, without an argument), says so, and goes on until it is killed.
 *
 * @module
 */
import { openLocalServices, openTemporaryServices } from "../../src/provision/mod.ts";

const [dataDir] = process.argv.slice(2);
const wanted = { wantPostgres: true, wantRedis: true, log: () => {} };
const services = await (dataDir === undefined
  ? openTemporaryServices(wanted)
  : openLocalServices({ ...wanted, dataDir }));
process.stdin.resume();
process.on("SIGINT", () => {}); // as a server does while it ends the requests in flight
process.on("SIGTERM", () => void services.stop().then(() => process.exit(0)));
// said last: whoever reads it may send a signal at once
console.log(JSON.stringify({ databaseUrl: services.databaseUrl, redisUrl: services.redisUrl }));
