import { REDACTED } from "../../platform/mod.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { redactText } from "../journal/redact.ts";
import { withoutUserCodes } from "../journal/user_codes.ts";
import type { Outcome } from "../judge/verdict.ts";
import type { ClientConfig } from "./client_config.ts";
import { privateTexts } from "./client_key.ts";

/** What was said of a client while it ran: by itself, or by the person before it. */
export interface Statement {
  readonly statement: "completed" | "refused";
  readonly statedBy: "call" | "person";
  readonly reason?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What only this client knows: its secret, also as the header has it, and what opens its configuration. */
function secretsOf(config: ClientConfig): readonly string[] {
  const { client_id, client_secret = "", password, token, statement_url, private_jwk } = config;
  const basic = client_secret === "" ? "" : Buffer.from(`${client_id}:${client_secret}`).toString("base64");
  const capability = statement_url.slice(statement_url.lastIndexOf("/") + 1);
  const key = privateTexts(private_jwk);
  return [client_secret, basic, password, token ?? "", capability, ...key].filter((secret) => secret !== "");
}

/** The words of a client without what it was told, and without tokens and whatever goes by a secret's name. */
function withoutSecrets(text: string, config: ClientConfig): string {
  const left = secretsOf(config).reduce((before, secret) => before.replaceAll(secret, REDACTED), text);
  return redactText(left, () => REDACTED);
}

/** What was said of a client, without its secrets. */
export function saidOf<Said extends Pick<Statement, "reason">>(said: Said, config: ClientConfig): Said {
  return said.reason === undefined ? said : { ...said, reason: withoutSecrets(said.reason, config) };
}

/** How a client ended: what it said by a call, or a person for it, wins over what its runner knows. */
export function outcomeOf(
  told: Outcome,
  { statement, config }: { readonly statement: Statement | undefined; readonly config: ClientConfig },
): Outcome {
  const { reason = told.reason } = statement ?? {};
  return {
    ...told,
    ...(statement === undefined ? {} : { statement: statement.statement, statedBy: statement.statedBy }),
    ...(reason === undefined ? {} : { reason: withoutSecrets(reason, config) }),
    ...(told.output === undefined ? {} : { output: told.output.map((line) => withoutSecrets(line, config)) }),
  };
}

/** The journal as it is kept once the attempt has ended, with what the client said of itself behind all of its requests. */
export function withStatement(
  journal: readonly JournalEntry[],
  { statement, config }: { readonly statement: Statement | undefined; readonly config: ClientConfig },
): readonly JournalEntry[] {
  const kept = withoutUserCodes(journal);
  if (statement === undefined) return kept;
  const { statement: outcome, reason, at } = statement;
  const form = [["outcome", outcome] as const, ...(reason === undefined ? [] : [["reason", reason] as const])];
  const entry: JournalEntry = {
    n: (journal.at(-1)?.n ?? 0) + 1,
    at,
    took: 0,
    place: "statement",
    method: "POST",
    // The address is a capability, so it is not told.
    url: new URL("/lab/statement", config.statement_url).href,
    query: [],
    form: form.map(([name, value]) => [name, withoutSecrets(value, config)]),
    headers: {},
    credentials: "none",
    status: 204,
    reply_headers: {},
    faults: [],
  };
  return [...kept, entry];
}
