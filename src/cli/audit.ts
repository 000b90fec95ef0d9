import type { AuditRecord } from "../stores/mod.ts";
import type { CommandContext } from "./context.ts";

/** Writes down what a command did, as the server writes down what it did: who asks later finds both in one place. */
export async function writeAudit(
  { durable }: Pick<CommandContext, "durable">,
  { detail = {}, ...entry }: Omit<AuditRecord, "at" | "detail"> & Partial<Pick<AuditRecord, "detail">>,
): Promise<void> {
  const { systemClock } = await import("../platform/mod.ts");
  await durable.audit.add({ ...entry, at: systemClock.now(), detail: { ...detail, by: "command line" } });
}
