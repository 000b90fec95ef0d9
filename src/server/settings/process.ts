import { issuerUrl, oneOf, postgresUrl, redisUrl, secretKey, text, wholeNumber, wordList } from "../setting_schemas.ts";
import { optional, setting } from "./definition.ts";

/** Settings of how and where a program runs. */
export const PROCESS_SETTINGS = {
  PORT: setting({
    schema: wholeNumber(0, 65_535),
    standard: 8_000,
    unit: "port",
    says: "Port to listen on; 0 takes a free one",
  }),
  HOST: optional({
    schema: text(),
    unit: "address",
    says: "Address to listen on; npm start listens on the loopback address, serve on all",
  }),
  ISSUER: optional({
    schema: issuerUrl(),
    unit: "URL",
    says: "The issuer identifier; npm start takes http://localhost:PORT when not given, serve must be given it",
    source: "RFC 8414 2",
  }),
  DATA_DIR: setting({
    schema: text(),
    standard: ".data",
    unit: "folder",
    says: "Where npm start keeps its private Postgres and Redis",
  }),
  DATABASE_URL: optional({
    schema: postgresUrl(),
    unit: "URL",
    says: "Postgres to use instead of a private one",
  }),
  REDIS_URL: optional({
    schema: redisUrl(),
    unit: "URL",
    says: "Redis to use: redis://, rediss://, redis+sentinel://host,host/master, redis+cluster://host,host",
  }),
  SECRET_KEY: optional({
    schema: secretKey(),
    unit: "text",
    says: "At least 32 characters that every process shares; forms and refresh successors are made under it",
  }),
  TRUSTED_PROXIES: setting({
    schema: wholeNumber(0, 10),
    standard: 0,
    unit: "count",
    says: "How many proxies in front are believed when they say who called (X-Forwarded-For)",
  }),
  LOG_LEVEL: setting({
    schema: oneOf("debug", "info", "warn", "error", "silent"),
    standard: "info",
    unit: "word",
    says: "debug, info, warn, error or silent",
  }),
  LOG_FORMAT: optional({
    schema: oneOf("json", "text"),
    unit: "word",
    says: "json or text; text at a terminal when not given",
  }),
  ALIAS_PREFIXES: setting({
    schema: wordList(),
    standard: ["/o", "/oauth", "/oauth2"],
    unit: "words",
    says: "Prefixes of older servers under which token, authorize, revoke_token and introspect answer as well; empty turns them off",
  }),
  WORKERS: setting({ schema: wholeNumber(1, 256), standard: 1, unit: "count", says: "Processes that serve" }),
};
