import type { Context } from "koa";

/** An answer that says no. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Writes a refusal; nobody may keep it. */
export function writeRefusal(context: Context, { status, headers, body }: Refusal): void {
  context.status = status;
  context.body = JSON.stringify(body);
  context.set({
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...headers,
  });
}
