/**
 * Private servers for this program: finds the programs of Postgres and Redis on the machine (or brings them), starts them
 * on loopback ports with passwords of their own, and sees to it that they end when this program does, even by SIGKILL.
 *
 * `openLocalServices` is what a start without configuration uses: one data folder, one holder, data kept between runs.
 * `findRunningServices` lets a command beside it use the same servers. `openTemporaryServices` is for tests.
 *
 * Decision 2026-11-21: a small shell, the guard, is each server's parent and holds a pipe from us; it needs no root, no
 * daemon and no native code, and it outlives us by just as long as the server takes to stop. What is left when even the
 * guard is killed, the next start stops: it recognises its own servers by their folder, never by a process number alone.
 *
 * Decision 2026-11-21: where root starts in a folder that `nobody` cannot enter, the database lies in
 * `/var/lib/touchstone` and the data folder points to it, since Postgres refuses to run as root.
 *
 * @module
 */

export { cacheFolder, exists } from "./cache_folder.ts";
export { findRunningServices } from "./connection_file.ts";
export { DataFolderBusyError } from "./data_lock.ts";
export { findLibraryFolders, hasDebianTools, unpackDebianPackages } from "./debian_packages.ts";
export { findExecutables } from "./find_executable.ts";
export { findRedis } from "./find_redis.ts";
export { type LocalServices, openLocalServices } from "./open_local_services.ts";
export { openTemporaryServices, type TemporaryServices } from "./open_temporary_services.ts";
export { writePrivateFile } from "./private_file.ts";
export { identifyProcess } from "./process_identity.ts";
export { runCommand } from "./run_command.ts";
export { isRoot } from "./server_account.ts";
