import type { Fault } from "../faults/fault.ts";
import type { Instant } from "../../platform/mod.ts";
import { MOST_MEMBERS } from "../issuers/members.ts";
import type { NewThrowaway, WantedUser } from "../issuers/throwaways.ts";
import { readClock } from "./clock_input.ts";
import { readFaultUses } from "./fault_uses.ts";
import { type Json, objectsIn, type Reader, readerOf, refuseMember } from "./read_json.ts";

/** Any number that a life can be compared with. */
const LONGEST = 1_000_000_000;

/** What a body is judged by. */
export interface InputGround {
  readonly faults: ReadonlyMap<string, Fault>;
  /** Of the machine. */
  readonly now: Instant;
}

/** Reads a person. */
export function readUser(document: Json, place: string): WantedUser {
  const reader = readerOf(document, place);
  reader.only("username", "password", "email", "first_name", "last_name", "sub", "claims");
  const username = reader.text("username") ?? refuseMember(place === "" ? "username" : `${place}.username`, "give one");
  const given = {
    password: reader.text("password"),
    email: reader.text("email"),
    first_name: reader.text("first_name"),
    last_name: reader.text("last_name"),
    sub: reader.text("sub"),
    claims: reader.object("claims"),
  };
  return { username, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

function objectsOf(reader: Reader, name: string) {
  const items = reader.list(name);
  if (items !== undefined && items.length > MOST_MEMBERS) refuseMember(name, `give at most ${MOST_MEMBERS}`);
  return items === undefined ? undefined : objectsIn(items, name);
}

/** Settings as texts, as the environment has them: what is no text is written as JSON. */
function settingsOf(reader: Reader): Readonly<Record<string, string>> {
  const given = Object.entries(reader.object("settings") ?? {});
  const settings = given.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
  const algs = reader.list("keys");
  if (algs === undefined) return Object.fromEntries(settings);
  const names = algs.map((alg, index) =>
    typeof alg === "string" ? alg : refuseMember(`keys[${index}]`, "give a text"),
  );
  if (names.length === 0) refuseMember("keys", "give at least one algorithm, such as ES256");
  return { ...Object.fromEntries(settings), SIGNING_ALGS: names.join(" ") };
}

/**
 * Reads what an issuer shall be.
 *
 * @throws {OAuthError} For the first member that is wrong, by its place. Clients and settings are judged when it is made.
 */
export function readNewIssuer(document: Json, { faults, now }: InputGround): NewThrowaway {
  const reader = readerOf(document);
  reader.only("users", "clients", "faults", "settings", "clock", "lifetime_seconds", "keys");
  const [users, clients] = [objectsOf(reader, "users"), objectsOf(reader, "clients")];
  const [uses, clock] = [reader.list("faults"), reader.object("clock")];
  const lifetime = reader.whole("lifetime_seconds", { least: 1, most: LONGEST });
  const change = clock === undefined ? undefined : readClock(clock, { now, place: "clock" });
  return {
    ...(users === undefined ? {} : { users: users.map((one) => readUser(one.document, one.place)) }),
    ...(clients === undefined ? {} : { clients: clients.map((one) => one.document) }),
    ...(uses === undefined ? {} : { faults: readFaultUses(uses, faults) }),
    settings: settingsOf(reader),
    // A clock that is new is right, so that to move it on is to set it.
    ...(change === undefined ? {} : { clockOffset: "advance" in change ? change.advance : change.clockOffset }),
    ...(lifetime === undefined ? {} : { lifetime }),
  };
}
