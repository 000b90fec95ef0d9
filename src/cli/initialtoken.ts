import type { Command } from "commander";
import type { Instant } from "../platform/mod.ts";
import { writeAudit } from "./audit.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, withStores } from "./context.ts";
import { refuseInput } from "./failure.ts";
import type { Io } from "./io.ts";
import { note, printAnswer, printRows } from "./output.ts";

interface InitialTokenOptions extends CommonOptions {
  readonly expires: string;
  readonly uses: string;
}

const REFUSAL = "Cannot make the initial access token";
/** Seconds: a day. */
const A_DAY = "86400";

/** Makes a token with which applications register by themselves. */
export function initialTokenCommand(io: Io): Command {
  return newCommand("initialtoken", {
    says: "Make an initial access token, shown this once: who has it may register applications.",
    examples: [
      ["touchstone initialtoken", "for one application, within a day"],
      ["touchstone initialtoken --uses 50 --expires 3600", "for a class of fifty, within an hour"],
    ],
    more: "The server takes them where CLIENT_REGISTRATION is token or open.",
  })
    .option("--expires <seconds>", "how long it can be used; never says that it does not end", A_DAY)
    .option("--uses <count>", "how many applications it registers", "1")
    .action((options: InitialTokenOptions) => initialToken(io, options));
}

function wholeNumber(text: string, field: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) refuseInput(REFUSAL, [{ field, says: "Give a whole number from 1 to 999999999" }]);
  return Number(text);
}

async function initialToken(io: Io, options: InitialTokenOptions): Promise<void> {
  const uses = wholeNumber(options.uses, "--uses");
  const lifetime = options.expires === "never" ? undefined : wholeNumber(options.expires, "--expires");
  const { token, expiresAt } = await withStores(io, {
    common: options,
    use(context) {
      if (context.config.CLIENT_REGISTRATION === "off")
        note(io, "CLIENT_REGISTRATION is off: no server takes the token with these settings");
      return addInitialToken(context, { uses, ...(lifetime === undefined ? {} : { lifetime }) });
    },
  });
  const until = expiresAt === undefined ? "never" : new Date(expiresAt * 1_000).toISOString();
  const rows: (readonly [string, string])[] = [
    ["token", token],
    ["uses", String(uses)],
    ["expires", until],
  ];
  printAnswer(io, {
    asJson: options.json === true,
    text: `Made an initial access token\n${printRows(rows, "  ")}\nKeep it now: it is stored as a digest and cannot be shown again.`,
    json: { initial_access_token: token, uses, expires_at: expiresAt ?? null },
  });
}

/** A token that was made, in the clear, and when it ends. */
export interface MadeInitialToken {
  readonly token: string;
  readonly expiresAt?: Instant;
}

/** Makes a token, of which its digest is kept, and removes those that are dead. Seconds; without them it does not end. */
export async function addInitialToken(
  { durable }: Pick<CommandContext, "durable">,
  { uses, lifetime }: { readonly uses: number; readonly lifetime?: number },
): Promise<MadeInitialToken> {
  const { digest, systemClock, systemRandom } = await import("../platform/mod.ts");
  const { mintToken } = await import("../protocol/mod.ts");
  const now = systemClock.now();
  const token = mintToken("it", { random: systemRandom });
  const end = lifetime === undefined ? {} : { expiresAt: now + lifetime };
  await durable.initialTokens.clear(now);
  await durable.initialTokens.add({ digest: digest(token), usesLeft: uses, createdAt: now, ...end });
  await writeAudit({ durable }, { event: "initial_token.made", detail: { uses } });
  return { token, ...end };
}
