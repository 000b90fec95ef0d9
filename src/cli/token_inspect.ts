import type { Command } from "commander";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { withStores } from "./context.ts";
import { refuseInput } from "./failure.ts";
import type { Io } from "./io.ts";
import { type Answer, printAnswer, printRows } from "./output.ts";
import { printTime } from "./table.ts";
import { reportToken, type TokenReport } from "./token_report.ts";
import { tokenText } from "./token_text.ts";

/** Says what a token is. */
export function tokenInspectCommand(io: Io): Command {
  return newCommand("token inspect", {
    says: "Say what a token is, whether it works, for whom, and of which authorization it was born.",
    examples: [
      ["touchstone token inspect -", "asks for it, unseen"],
      ["touchstone token inspect - --json < token.txt", "for a program"],
    ],
    more: [
      "Knows access and refresh tokens, codes, client secrets, initial and registration access tokens, and ID tokens.",
      "A token on the command line can be seen by others on the machine, and stays in the history of the shell.",
    ].join("\n"),
  })
    .argument("<TOKEN>", "the token; - reads it from standard input")
    .action(async (word: string, options: CommonOptions) => {
      const text = await tokenText(io, word);
      const report = await withStores(io, { common: options, use: (context) => reportToken(text, context) });
      if (report === undefined) return refuseForeign("Cannot inspect the token");
      printAnswer(io, { ...printReport(report), asJson: options.json === true });
    });
}

/** Refuses a text that is none of our tokens. */
export function refuseForeign(refusal: string): never {
  return refuseInput(refusal, [
    { field: "TOKEN", says: "It is no token of this server: its form or its checksum is wrong (was it cut short?)" },
  ]);
}

function timeRow(name: string, at: number | undefined): readonly (readonly [string, string])[] {
  return at === undefined ? [] : [[name, printTime(at)]];
}

function rowIf(name: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[name, value]];
}

function rowsOf(report: TokenReport): readonly (readonly [string, string])[] {
  const { family, clientId, clientName, username, sub } = report;
  return [
    ["kind", report.kind],
    ["state", report.note === undefined ? report.state : `${report.state}: ${report.note}`],
    ...rowIf("client", clientId === undefined ? undefined : `${clientId} (${clientName})`),
    ...rowIf("person", username === undefined ? undefined : `${username} (${sub})`),
    ...rowIf("scope", report.scope?.join(" ")),
    ...timeRow("issued", report.issuedAt),
    ...timeRow("expires", report.expiresAt),
    ...rowIf("uses left", report.usesLeft?.toString()),
    ...rowIf("claims", report.claims === undefined ? undefined : JSON.stringify(report.claims)),
    ...rowIf("authorization", family === undefined ? undefined : `${family.tag} (${family.grantType})`),
    ...timeRow("  began", family?.createdAt),
    ...rowIf("  rotated", family === undefined ? undefined : `${family.rotations} times`),
    ...timeRow("  expires", family?.expiresAt),
    ...timeRow("  revoked", family?.revokedAt),
    ...rowIf("  session", family?.session),
  ];
}

/** What is known of a token, for a person and for a program. */
export function printReport(report: TokenReport): Answer {
  const { family } = report;
  return {
    text: printRows(rowsOf(report)),
    json: {
      kind: report.kind.replaceAll(" ", "_"),
      active: report.state === "active",
      state: report.state,
      note: report.note ?? null,
      client_id: report.clientId ?? null,
      username: report.username ?? null,
      sub: report.sub ?? null,
      scope: report.scope?.join(" ") ?? null,
      iat: report.issuedAt ?? null,
      exp: report.expiresAt ?? null,
      ...(report.usesLeft === undefined ? {} : { uses_left: report.usesLeft }),
      ...(report.claims === undefined ? {} : { claims: report.claims }),
      family:
        family === undefined
          ? null
          : {
              tag: family.tag,
              grant_type: family.grantType,
              created_at: family.createdAt,
              rotations: family.rotations,
              expires_at: family.expiresAt ?? null,
              revoked_at: family.revokedAt ?? null,
              session: family.session ?? null,
            },
    },
  };
}
