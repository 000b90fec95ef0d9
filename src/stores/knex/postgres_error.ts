import { DatabaseError } from "pg";

import { AlreadyTaken, RecordGone, StoreUnavailable } from "../store_error.ts";

/** Constraints whose breach means that a name is taken. */
const UNIQUE_MEMBERS: ReadonlyMap<string, string> = new Map([
  ["clients_client_id_key", "clientId"],
  ["accounts_username_key", "username"],
  ["accounts_sub_key", "sub"],
]);

/**
 * SQLSTATEs, or classes of them, that say something about the state of the server: connections (08), authentication
 * (28), a missing database (3D000), a read-only transaction (25006), rollbacks to be retried (40), resources (53),
 * a lock (55P03), intervention by an operator and timeouts (57), the system (58).
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SERVER_STATES: readonly string[] = ["08", "25006", "28", "3D000", "40", "53", "55P03", "57", "58"];

const UNIQUE_VIOLATION = "23505";
const FOREIGN_KEY_VIOLATION = "23503";
const SERIALIZATION_FAILURE = "40001";
const DEADLOCK_DETECTED = "40P01";
const UNSTORABLE_TEXT: ReadonlySet<string> = new Set(["22021", "22P05"]);

/** What a failed statement means to its caller; an error of the program comes back as it is. */
export function storeErrorOf(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return new StoreUnavailable("postgres", error);
  const code = error.code ?? "";
  if (SERVER_STATES.some((state) => code.startsWith(state))) return new StoreUnavailable("postgres", error);
  if (UNSTORABLE_TEXT.has(code))
    return new RangeError("Cannot store a text that holds NUL or a lone surrogate", { cause: error });
  if (code === FOREIGN_KEY_VIOLATION) return new RecordGone({ cause: error });
  const member = code === UNIQUE_VIOLATION ? UNIQUE_MEMBERS.get(error.constraint ?? "") : undefined;
  return member === undefined ? error : new AlreadyTaken(member, { cause: error });
}

/** Whether a statement met the uniqueness of something. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === UNIQUE_VIOLATION;
}

/** Whether the server rolled a statement back and asks for it again. */
export function mayBeRepeated(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK_DETECTED);
}

/** Whether the connection is of no use any more: it broke, it is mute, or the server is ending it. */
export function endsConnection(error: unknown): boolean {
  return !(error instanceof DatabaseError) || /^(?:08|57P)/.test(error.code ?? "");
}
