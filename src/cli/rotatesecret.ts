import type { Command } from "commander";
import type { ClientRecord } from "../stores/mod.ts";
import { writeAudit } from "./audit.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, withStores } from "./context.ts";
import { refuseInput } from "./failure.ts";
import { findClient } from "./find_client.ts";
import type { Io } from "./io.ts";
import { printAnswer, printRows } from "./output.ts";
import { findSecretKey } from "./secret_key.ts";
import { tellServers } from "./tell_servers.ts";

interface RotateSecretOptions extends CommonOptions {
  readonly keep: string;
}

/** Seconds that the old secret works on, unless said otherwise: a day to change it everywhere. */
const A_DAY = "86400";
const REFUSAL = "Cannot rotate the secret";

/** Gives a client a new secret; the old one works on for a while, so that nothing stands still. */
export function rotateSecretCommand(io: Io, name: "rotatesecret" | "client rotate-secret" = "rotatesecret"): Command {
  return newCommand(name, {
    says: "Give a client a new secret, shown this once; the old one works on for a while.",
    examples: [
      [`touchstone ${name} my-client`, "the old secret works for another day"],
      [`touchstone ${name} my-client --keep 0`, "the old secret leaked: it stops at once"],
    ],
    more: "At most two secrets of a client work at once: the newest and the one before it.",
  })
    .argument("<CLIENT_ID>", "of a confidential client")
    .option("--keep <seconds>", "how long the old secret works on", A_DAY)
    .action((clientId: string, options: RotateSecretOptions) => rotateSecret(io, { ...options, clientId }));
}

function secondsOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) refuseInput(REFUSAL, [{ field: "--keep", says: "Give whole seconds, 0 or more" }]);
  return Number(text);
}

async function rotateSecret(io: Io, options: RotateSecretOptions & { readonly clientId: string }): Promise<void> {
  const keep = secondsOf(options.keep);
  const { client, text } = await withStores(io, {
    common: options,
    use: (context) => giveNewSecret(context, { clientId: options.clientId, keep }),
  });
  const [newest, before] = client.secrets;
  const until = before?.expiresAt;
  const how = newest?.sealed === undefined ? "as a digest" : "as a digest and under seal";
  const rows: (readonly [string, string])[] = [
    ["client_id", client.clientId],
    ["client_secret", text],
    ["old secret", until === undefined ? "works no more" : `works until ${new Date(until * 1_000).toISOString()}`],
  ];
  printAnswer(io, {
    asJson: options.json === true,
    text: `Gave the client a new secret\n${printRows(rows, "  ")}\nKeep it now: it is stored ${how} and cannot be shown again.`,
    json: { client_id: client.clientId, client_secret: text, old_secret_expires_at: until ?? null },
  });
}

/** A client that is signed for by its secret must be so by the new one as well: the server has to read it again. */
async function sealKeyFor(client: ClientRecord, { config }: CommandContext): Promise<Uint8Array | undefined> {
  const { needsSecretItself } = await import("../clients/mod.ts");
  if (!needsSecretItself(client)) return undefined;
  const { DEFAULT_ISSUER, recordSealingKey } = await import("../server/mod.ts");
  return recordSealingKey(await findSecretKey(config), DEFAULT_ISSUER);
}

/**
 * Gives a client a new secret and keeps the old one for so many seconds.
 *
 * @throws {CommandFailed} When there is no such client, or it is public.
 */
export async function giveNewSecret(
  context: CommandContext,
  { clientId, keep }: { readonly clientId: string; readonly keep: number },
): Promise<{ readonly client: ClientRecord; readonly text: string }> {
  const { renewSecret } = await import("../clients/mod.ts");
  const { systemClock, systemRandom } = await import("../platform/mod.ts");
  const { clients } = context.durable;
  const before = await findClient(context, { clientId, refusal: REFUSAL });
  if (before.type === "public")
    return refuseInput(REFUSAL, [{ field: "CLIENT_ID", says: `'${clientId}' is a public client: it has no secret` }]);
  const now = systemClock.now();
  const sealKey = await sealKeyFor(before, context);
  const { text, secrets } = renewSecret(before, { random: systemRandom, now, sealKey, keep });
  const client = await clients.change(before.id, { secrets, updatedAt: now });
  if (client === undefined)
    return refuseInput(REFUSAL, [{ field: "CLIENT_ID", says: `There is no client '${clientId}' any more` }]);
  await writeAudit(context, { event: "client.changed", client: client.id, detail: { what: "secret", kept: keep } });
  await tellServers(client, context);
  return { client, text };
}
