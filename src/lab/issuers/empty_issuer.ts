import type { Issuer } from "../../engine/mod.ts";
import { revokeFamilies } from "../../tokens/mod.ts";

/** Records that are read at once. */
const PAGE = 100;

/** Reads all of a list that is handed out in pages. */
export async function readAll<T extends { readonly id: number }>(
  page: (options: { readonly after?: number; readonly limit: number }) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (;;) {
    const last = all.at(-1);
    const next = await page({ limit: PAGE, ...(last === undefined ? {} : { after: last.id }) });
    all.push(...next);
    if (next.length < PAGE) return all;
  }
}

/** Ends what people and clients of an issuer did there: sessions, consents, and all that was issued. Nobody is told. */
export async function emptyIssuer(issuer: Issuer): Promise<void> {
  const { durable, settings } = issuer;
  const revoking = { ...issuer, longestAccessToken: settings.longestAccessToken };
  for (const { id } of await readAll((options) => durable.accounts.list(options))) {
    for (const { sid } of await durable.sessions.list(id)) await durable.sessions.end(sid);
    for (const { client } of await durable.consents.list(id)) await durable.consents.forget(id, client);
    await revokeFamilies({ accountId: id }, revoking);
  }
  for (const { id } of await readAll((options) => durable.clients.list(options)))
    await revokeFamilies({ client: id }, revoking);
}
