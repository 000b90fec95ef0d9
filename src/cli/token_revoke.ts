import type { Command } from "commander";
import type { Whose } from "../stores/mod.ts";
import { writeAudit } from "./audit.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, withStores } from "./context.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed, refuseInput } from "./failure.ts";
import { findClient } from "./find_client.ts";
import { findPerson } from "./find_person.ts";
import type { Io } from "./io.ts";
import { note, printAnswer } from "./output.ts";
import { revoking } from "./revoking.ts";
import { refuseForeign } from "./token_inspect.ts";
import { tokenText } from "./token_text.ts";

/** What is revoked: a token, or all of a person, of a client, or of a person with a client. */
interface TokenRevokeOptions extends CommonOptions {
  readonly user?: string;
  readonly client?: string;
}

const REFUSAL = "Cannot revoke the token";

/** Ends tokens. */
export function tokenRevokeCommand(io: Io): Command {
  return newCommand("token revoke", {
    says: "Revoke a token and all that was born of the same authorization, or all tokens of a person or a client.",
    examples: [
      ["touchstone token revoke -", "asks for it, unseen"],
      ["touchstone token revoke --user mara --client my-client", "what one person allowed one client"],
    ],
    more: [
      "A token that is unknown or has expired is no mistake: there is nothing left to revoke. Tokens that a client got for",
      "itself (client_credentials) belong to no authorization: they are revoked one by one, or with the client.",
    ].join("\n"),
  })
    .argument("[TOKEN]", "the token; - reads it from standard input")
    .option("--user <name>", "every token that speaks for a person, by user name or number")
    .option("--client <id>", "every authorization of a client")
    .action((word: string | undefined, options: TokenRevokeOptions) => tokenRevoke(io, { ...options, word }));
}

async function tokenRevoke(io: Io, options: TokenRevokeOptions & { readonly word: string | undefined }): Promise<void> {
  const { word, user, client } = options;
  const namesOwner = user !== undefined || client !== undefined;
  if ((word === undefined) !== namesOwner)
    throw new CommandFailed("Cannot tell what to revoke: give a token, or --user, --client or both", {
      exitCode: EXIT.usage,
    });
  const text = word === undefined ? undefined : await tokenText(io, word);
  const count = await withStores(io, {
    common: options,
    use(context) {
      if (!context.hasRedis)
        note(io, "No Redis is configured or runs here: servers that run elsewhere notice when they start again");
      return text === undefined ? revokeAllOf(options, context) : revokeOne(text, context);
    },
  });
  const what = text === undefined ? `Revoked ${count} authorizations` : "Revoked the token and its authorization";
  printAnswer(io, {
    asJson: options.json === true,
    text: count === 0 ? "There was nothing to revoke" : what,
    json: { revoked: count },
  });
}

/**
 * Ends the authorizations of a person, a client, or of one with the other; answers how many lived.
 *
 * @throws {CommandFailed} When there is no such person or client.
 */
export async function revokeAllOf(
  { user, client: clientId }: Pick<TokenRevokeOptions, "user" | "client">,
  context: CommandContext,
): Promise<number> {
  const { revokeFamilies } = await import("../tokens/mod.ts");
  const account = user === undefined ? undefined : await findPerson(user, context.durable);
  if (user !== undefined && account === undefined)
    refuseInput("Cannot revoke the tokens", [{ field: "--user", says: `There is no user '${user}'` }]);
  const client =
    clientId === undefined ? undefined : await findClient(context, { clientId, refusal: "Cannot revoke the tokens" });
  const whose: Whose = {
    ...(account === undefined ? {} : { accountId: account.id }),
    ...(client === undefined ? {} : { client: client.id }),
  };
  const revoked = await revokeFamilies(whose, await revoking(context));
  if (revoked > 0) await writeAudit(context, { event: "token.revoked", ...whose, detail: { authorizations: revoked } });
  return revoked;
}

/** What a live or dead token says of itself, for the audit log. */
interface Revoked {
  readonly family: string;
  readonly client: number;
  readonly accountId?: number;
}

/**
 * Ends the authorization of a token; answers 0 when there was nothing to end, else 1.
 *
 * @throws {CommandFailed} When it is no token of ours, or one that is not revoked like this.
 */
export async function revokeOne(text: string, context: CommandContext): Promise<number> {
  const { parseToken } = await import("../protocol/mod.ts");
  const token = parseToken(text);
  if (token === undefined) return refuseForeign(REFUSAL);
  const { kind } = token;
  if (kind !== "at" && kind !== "rt" && kind !== "ac" && kind !== "ot") return refuseInput(REFUSAL, [otherWay(kind)]);
  const revoked = await (kind === "at" ? revokeAccess(text, context) : revokeBorn(text, { kind, context }));
  if (revoked === undefined) return 0;
  await writeAudit(context, { event: "token.revoked", ...revoked });
  return 1;
}

function otherWay(kind: "cs" | "it" | "ra" | "dc" | "tc"): { readonly field: string; readonly says: string } {
  const says = {
    cs: "It is a client secret: use touchstone client rotate-secret CLIENT_ID --keep 0",
    it: "It is an initial access token: it ends by itself, after its uses or its time",
    ra: "It is a registration access token: it goes with its client (touchstone client delete)",
    dc: "It is a device code: it ends by itself within minutes",
    tc: "They are temporary credentials: they end by themselves within minutes",
  };
  return { field: "TOKEN", says: says[kind] };
}

async function revokeAccess(text: string, context: CommandContext): Promise<Revoked | undefined> {
  const { findIssuedAccessToken, revokeAccessToken } = await import("../tokens/mod.ts");
  const tools = await revoking(context);
  if (!context.hasRedis)
    throw new CommandFailed("Cannot look the access token up without the Redis that keeps it: give REDIS_URL", {
      exitCode: EXIT.failed,
    });
  const found = await findIssuedAccessToken(text, tools);
  if (found === undefined || found.isRevoked) return undefined;
  await revokeAccessToken(found, tools);
  const family = await context.durable.families.find(found.tag);
  const accountId = family?.accountId;
  return { family: found.tag, client: found.record.client, ...(accountId === undefined ? {} : { accountId }) };
}

/** A refresh token of whatever age, and a code that was redeemed: who has it must not have what came of it. */
async function revokeBorn(
  text: string,
  { kind, context }: { readonly kind: "rt" | "ac" | "ot"; readonly context: CommandContext },
): Promise<Revoked | undefined> {
  const { digest } = await import("../platform/mod.ts");
  const { parseToken } = await import("../protocol/mod.ts");
  const { findCredentialsFamily, revokeFamily } = await import("../tokens/mod.ts");
  const tag = parseToken(text)?.tag ?? "";
  const { durable } = context;
  const family = await (kind === "ot" ? findCredentialsFamily(text, durable) : durable.families.find(tag));
  if (family === undefined || family.revokedAt !== undefined) return undefined;
  if (kind === "ac" && family.codeDigest !== digest(text)) return undefined;
  await revokeFamily(tag, await revoking(context));
  const { client, accountId } = family;
  return { family: tag, client, ...(accountId === undefined ? {} : { accountId }) };
}
