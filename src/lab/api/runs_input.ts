import type { WireRequest } from "../../protocol/mod.ts";
import { fail } from "../../protocol/mod.ts";
import { sendsJson } from "../../engine/mod.ts";
import type { Outcome } from "../judge/verdict.ts";
import type { ClientAddresses, NewAttempt, NewRun } from "../runs/run_messages.ts";
import type { Said } from "../runs/runs.ts";
import type { Act } from "../scenarios/scenario.ts";
import { ADDRESSES } from "../scenarios/setups.ts";
import { type Json, type Reader, readerOf, readJson, refuseMember } from "./read_json.ts";

/** Names of plans, scenarios and setups, and what people call their clients. */
const LONGEST_NAME = 200;
const LONGEST_ADDRESS = 2_000;
const LONGEST_REASON = 1_000;
const LONGEST_LINE = 4_000;
const MOST_LINES = 400;
const MOST_NAMES = 1_000;

const CLIENT_MEMBERS = [...ADDRESSES, "signature_method"] as const;
const SIGNATURE_METHODS = [
  "HMAC-SHA1",
  "HMAC-SHA256",
  "HMAC-SHA512",
  "RSA-SHA1",
  "RSA-SHA256",
  "RSA-SHA512",
  "PLAINTEXT",
];
const ACTS: readonly Act[] = ["deny", "callback_twice", "foreign_callback", "no_visit", "end_session"];
const STATEMENTS = ["completed", "refused"] as const;
const STATED_BY = ["exit", "line", "call", "person"] as const;

/** Where a member is, for what is said of it. */
interface Place {
  readonly name: string;
  /** What stands before the name. */
  readonly in?: string;
}

function at({ name, in: where }: Place): string {
  return where === undefined ? name : `${where}.${name}`;
}

function shortText(reader: Reader, place: Place, longest: number): string | undefined {
  const text = reader.text(place.name);
  if (text !== undefined && (text === "" || text.length > longest))
    refuseMember(at(place), `give 1 to ${longest} characters`);
  return text;
}

function word<Word extends string>(reader: Reader, place: Place, words: readonly Word[]): Word | undefined {
  const text = reader.text(place.name);
  if (text === undefined) return undefined;
  return words.find((one) => one === text) ?? refuseMember(at(place), `say one of ${words.join(", ")}`);
}

function namesIn(reader: Reader, name: string): readonly string[] | undefined {
  const items = reader.list(name);
  if (items !== undefined && (items.length === 0 || items.length > MOST_NAMES))
    refuseMember(name, `give 1 to ${MOST_NAMES} names`);
  return items?.map((item, index) =>
    typeof item === "string" && item.length <= LONGEST_NAME ? item : refuseMember(`${name}[${index}]`, "give a name"),
  );
}

/** Members that are there alone. */
function given<T extends object>(members: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

function addressesIn(reader: Reader, where?: string): ClientAddresses {
  const place = (name: string): Place => (where === undefined ? { name } : { name, in: where });
  const addresses = ADDRESSES.map((name) => [name, shortText(reader, place(name), LONGEST_ADDRESS)] as const);
  const method = word(reader, place("signature_method"), SIGNATURE_METHODS);
  return given({ ...Object.fromEntries(addresses), signature_method: method });
}

/** Reads what a run shall be. Throws OAuthError for the first member that is wrong. */
export function readNewRun(request: Pick<WireRequest, "body">): NewRun {
  const reader = readerOf(readJson(request));
  reader.only("plan", "scenarios", "setups", "name", "client");
  const client = readerOf(reader.object("client") ?? {}, "client");
  client.only(...CLIENT_MEMBERS);
  return {
    plan: shortText(reader, { name: "plan" }, LONGEST_NAME) ?? refuseMember("plan", "name one: see GET /lab/api/plans"),
    scenarios: namesIn(reader, "scenarios"),
    setups: namesIn(reader, "setups"),
    name: shortText(reader, { name: "name" }, LONGEST_NAME),
    client: addressesIn(client, "client"),
  };
}

/** Reads which attempt shall begin. Throws OAuthError for the first member that is wrong. */
export function readNewAttempt(request: Pick<WireRequest, "body">): NewAttempt {
  const reader = readerOf(readJson(request));
  reader.only("name", ...CLIENT_MEMBERS);
  const name = shortText(reader, { name: "name" }, LONGEST_NAME);
  return { ...addressesIn(reader), name: name ?? refuseMember("name", "name an attempt of the run") };
}

function linesIn(reader: Reader): readonly string[] | undefined {
  const lines = reader.list("output");
  if (lines !== undefined && lines.length > MOST_LINES)
    refuseMember("outcome.output", `give at most ${MOST_LINES} lines`);
  return lines?.map((line, index) =>
    typeof line === "string" ? line.slice(0, LONGEST_LINE) : refuseMember(`outcome.output[${index}]`, "give a text"),
  );
}

function flagIn(document: Json, name: string): true | undefined {
  const value = document[name] ?? undefined;
  if (value !== undefined && typeof value !== "boolean") refuseMember(`outcome.${name}`, "say true or false");
  return value === true ? true : undefined;
}

/** Reads how a client ended; whoever knows nothing says nothing. Throws OAuthError for the first member that is wrong. */
export function readOutcome(request: Pick<WireRequest, "body">): Outcome {
  const body = readerOf(readJson(request));
  body.only("outcome");
  const document = body.object("outcome") ?? {};
  const reader = readerOf(document, "outcome");
  reader.only("statement", "statedBy", "reason", "exit", "signal", "timedOut", "output");
  const place = (name: string): Place => ({ name, in: "outcome" });
  return given({
    statement: word(reader, place("statement"), STATEMENTS),
    statedBy: word(reader, place("statedBy"), STATED_BY),
    reason: shortText(reader, place("reason"), LONGEST_REASON),
    exit: reader.whole("exit", { least: 0, most: 4_294_967_295 }),
    signal: shortText(reader, place("signal"), LONGEST_NAME),
    timedOut: flagIn(document, "timedOut"),
    output: linesIn(reader),
  });
}

/** Reads what is to be done. Throws OAuthError where it is nothing that is known. */
export function readAct(request: Pick<WireRequest, "body">): Act {
  const reader = readerOf(readJson(request));
  reader.only("act");
  return word(reader, { name: "act" }, ACTS) ?? refuseMember("act", `say one of ${ACTS.join(", ")}`);
}

/** Reads what a client says of itself, in a form or in JSON. Throws OAuthError where it says neither yes nor no. */
export function readStatement(request: Pick<WireRequest, "body" | "form" | "header">): Said {
  const json = sendsJson(request) ? readerOf(readJson(request)) : undefined;
  json?.only("outcome", "reason");
  const said = (name: string) => (json === undefined ? request.form.get(name) : json.text(name));
  const outcome = said("outcome");
  const statement =
    STATEMENTS.find((one) => one === outcome) ??
    fail("invalid_request", "Cannot take the statement: say outcome=completed, or outcome=refused with a reason");
  const reason = said("reason")?.slice(0, LONGEST_REASON);
  return { statement, statedBy: "call", ...(reason === undefined || reason === "" ? {} : { reason }) };
}
