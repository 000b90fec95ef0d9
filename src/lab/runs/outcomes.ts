import type { JournalEntry } from "../journal/entry.ts";
import type { Outcome } from "../judge/verdict.ts";
import { REDACTED } from "../../platform/mod.ts";
import type { ClientConfig } from "./client_config.ts";

/** What was said of a client while it ran: by itself, or by the person before it. */
export interface Statement {
  readonly statement: "completed" | "refused";
  readonly statedBy: "call" | "person";
  readonly reason?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A text without what only this client knows. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, REDACTED), text);
}

function secretsOf({ client_secret, password, token }: ClientConfig): readonly string[] {
  return [client_secret, password, token].flatMap((secret) => (secret === undefined || secret === "" ? [] : [secret]));
}

/** How a client ended: what it said by a call, or a person for it, wins over what its runner knows. */
export function outcomeOf(
  told: Outcome,
  { statement, config }: { readonly statement: Statement | undefined; readonly config: ClientConfig },
): Outcome {
  const secrets = secretsOf(config);
  const { reason = told.reason } = statement ?? {};
  return {
    ...told,
    ...(statement === undefined ? {} : { statement: statement.statement, statedBy: statement.statedBy }),
    ...(reason === undefined ? {} : { reason: withoutSecrets(reason, secrets) }),
    ...(told.output === undefined ? {} : { output: told.output.map((line) => withoutSecrets(line, secrets)) }),
  };
}

/** The journal with what the client said of itself behind all of its requests. */
export function withStatement(
  journal: readonly JournalEntry[],
  { statement, config }: { readonly statement: Statement | undefined; readonly config: ClientConfig },
): readonly JournalEntry[] {
  if (statement === undefined) return journal;
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
    form: form.map(([name, value]) => [name, withoutSecrets(value, secretsOf(config))]),
    headers: {},
    credentials: "none",
    status: 204,
    reply_headers: {},
    faults: [],
  };
  return [...journal, entry];
}
