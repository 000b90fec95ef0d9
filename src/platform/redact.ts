/** What stands in a log where a secret would have stood. */
export const REDACTED = "[redacted]";

// Compared in lower case and without `-` and `_`, so that clientSecret, client_secret and Client-Secret are one name.
const SECRET_NAMES: ReadonlySet<string> = new Set([
  "accesstoken",
  "assertion",
  "authorization",
  "clientassertion",
  "clientsecret",
  "code",
  "codeverifier",
  "cookie",
  "cookies",
  "csrf",
  "csrftoken",
  "devicecode",
  "dpop",
  "idtoken",
  "idtokenhint",
  "newpassword",
  "oldpassword",
  "password",
  "privatekey",
  "proxyauthorization",
  "refreshtoken",
  "registrationaccesstoken",
  "requestobject",
  "secret",
  "secrets",
  "setcookie",
  "subjecttoken",
  "token",
  "usercode",
]);

const DEEPEST = 6;
const LONGEST_LIST = 100;

/**
 * A copy of log fields without the values whose names hold secrets, at any depth.
 *
 * Errors keep their kind, message, stack, code and cause, and nothing else: drivers hang whole commands on theirs.
 */
export function redact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactMembers(fields, 1);
}

function redactMembers(fields: object, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === "__proto__") continue;
    copy[name] = holdsSecret(name, value) ? REDACTED : redactValue(value, depth);
  }
  return copy;
}

function holdsSecret(name: string, value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== "boolean" && isSecretName(name);
}

/** Whether what goes by a name is a secret, however the name is written: `clientSecret`, `client_secret`. */
export function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name.toLowerCase().replaceAll("_", "").replaceAll("-", ""));
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) return "[deep]";
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[no date]" : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return redactMembers(Object.fromEntries(value), depth + 1);
  if (value instanceof Set) return redactList([...value], depth);
  return Array.isArray(value) ? redactList(value, depth) : redactMembers(value, depth + 1);
}

function redactList(values: readonly unknown[], depth: number): readonly unknown[] {
  return values.slice(0, LONGEST_LIST).map((value) => redactValue(value, depth + 1));
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = { type: error.name, message: error.message, stack: error.stack };
  // here `code` is a driver's word such as ECONNREFUSED or 23505
  if ("code" in error && typeof error.code === "string") copy["code"] = error.code;
  if (error.cause !== undefined) copy["cause"] = redactValue(error.cause, depth + 1);
  if (error instanceof AggregateError) copy["errors"] = redactList(error.errors, depth);
  return copy;
}
