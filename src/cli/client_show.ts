import type { Command } from "commander";
import type { ClientRecord, SecretRecord } from "../stores/mod.ts";
import { clientJson, clientRows } from "./client_view.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, withStores } from "./context.ts";
import { findClient } from "./find_client.ts";
import type { Io } from "./io.ts";
import { type Answer, printAnswer, printRows } from "./output.ts";
import { printTime } from "./table.ts";

/** Shows one registered application. */
export function clientShowCommand(io: Io): Command {
  return newCommand("client show", {
    says: "Show all that is known of a registered application, but for its secrets, of which there are digests alone.",
    examples: [["touchstone client show demo-confidential --json", "for a program"]],
  })
    .argument("<CLIENT_ID>", "of the client")
    .action(async (clientId: string, options: CommonOptions) => {
      const answer = await withStores(io, {
        common: options,
        async use(context) {
          const client = await findClient(context, { clientId, refusal: "Cannot show the client" });
          return describeClient(client, { owner: await ownerOf(client, context) });
        },
      });
      printAnswer(io, { ...answer, asJson: options.json === true });
    });
}

async function ownerOf({ ownerId }: ClientRecord, { durable }: CommandContext): Promise<string | undefined> {
  return ownerId === undefined ? undefined : (await durable.accounts.find(ownerId))?.username;
}

function secretText({ kind, createdAt, expiresAt, sealed }: SecretRecord): string {
  const how = `${kind}${sealed === undefined ? "" : ", and sealed"}`;
  const until = expiresAt === undefined ? "" : `, works until ${printTime(expiresAt)}`;
  return `${how}, made ${printTime(createdAt)}${until}`;
}

function lifetime(seconds: number | undefined): string {
  return seconds === undefined ? "(as the settings say)" : `${seconds} seconds`;
}

/** All that is known of a client, without what its secrets could be tried against. */
export function describeClient(client: ClientRecord, { owner }: { readonly owner: string | undefined }): Answer {
  const { secrets, authMethod, accessTokenLifetime, refreshTokenLifetime, createdAt, updatedAt } = client;
  const isSelfRegistered = client.registrationDigest !== undefined;
  return {
    text: printRows([
      ...clientRows(client),
      ["authenticates by", authMethod ?? (client.type === "public" ? "none" : "any method with a secret")],
      ["access tokens", lifetime(accessTokenLifetime)],
      ["refresh tokens", lifetime(refreshTokenLifetime)],
      ["consent", client.skipAuthorization ? "is not asked for" : "is asked for"],
      ["secrets", secrets.map(secretText).join("; ") || "(none)"],
      ["owner", owner ?? "(nobody)"],
      ["registered", `${printTime(createdAt)}${isSelfRegistered ? ", by itself" : ""}`],
      ["vouched for", client.isUnverified === true ? "by nobody" : "yes"],
      ["changed", printTime(updatedAt)],
    ]),
    json: {
      ...clientJson(client),
      access_token_lifetime: accessTokenLifetime ?? null,
      refresh_token_lifetime: refreshTokenLifetime ?? null,
      secrets: secrets.map(({ kind, createdAt: made, expiresAt, sealed }) => ({
        kind,
        created_at: made,
        expires_at: expiresAt ?? null,
        is_sealed: sealed !== undefined,
      })),
      user: owner ?? null,
      is_self_registered: isSelfRegistered,
      is_unverified: client.isUnverified === true,
      updated_at: updatedAt,
    },
  };
}
