import { assert } from "chai";
import { type Program, startProgram } from "../operations/program.ts";
import { freePort } from "../support/free_port.ts";
import { freshDatabase, testRedis } from "../support/services.ts";

/** The program as an operator runs it, on a database of its own, and the commands that one types beside it. */
export interface Installation {
  readonly url: string;
  /** What every command of it is given. */
  readonly environment: Readonly<Record<string, string>>;
  /** Types a command that must work and answers what it says as JSON. */
  readonly typed: (...words: readonly string[]) => Promise<Readonly<Record<string, unknown>>>;
  readonly server: Program;
}

/** Types a command that must work and answers what it says as JSON. */
async function typed(
  words: readonly string[],
  environment: Installation["environment"],
): Promise<Readonly<Record<string, unknown>>> {
  const { code, out, err } = await startProgram([...words, "--json"], environment).ended;
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

/** Migrates an empty database and starts the server on it; `host` is how people call this machine. */
export async function openInstallation(host: "localhost" | "127.0.0.1"): Promise<Installation> {
  const [{ url: DATABASE_URL }, redis, port] = await Promise.all([freshDatabase(), testRedis(), freePort()]);
  const url = `http://${host}:${port}`;
  const environment = {
    DATABASE_URL,
    REDIS_URL: `${redis.url}?prefix=${redis.keyPrefix}`,
    SECRET_KEY: "a key of at least 32 characters for tests",
    ISSUER: url,
    PORT: String(port),
    HOST: "127.0.0.1",
  };
  await typed(["migrate"], environment);
  const server = startProgram(["serve", "--json"], environment);
  await server.announced;
  return { url, environment, server, typed: (...words) => typed(words, environment) };
}
