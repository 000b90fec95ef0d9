import { clientJson, clientRows } from "./client_view.ts";
import type { Io } from "./io.ts";
import { printAnswer, printRows } from "./output.ts";
import type { RegisteredClient } from "./register_application.ts";

/** What is shown of a client that was registered, and how. */
export interface PrintClientOptions extends RegisteredClient {
  readonly user: string | undefined;
  readonly asJson: boolean;
}

/** Shows a client that was registered, with its secret, which is nowhere else. */
export function printClient(io: Io, { client, clientSecret, user, asJson }: PrintClientOptions): void {
  const none = `(none: ${client.type === "public" ? "a public client" : "it signs with its own key"})`;
  const [[name, id] = ["client_id", client.clientId], ...about] = clientRows(client);
  const rows: readonly (readonly [string, string])[] = [[name, id], ["client_secret", clientSecret ?? none], ...about];
  const how = client.secrets[0]?.sealed === undefined ? "as a digest" : "as a digest and under seal";
  const once =
    clientSecret === undefined ? "" : `\nKeep the secret now: it is stored ${how} and cannot be shown again.`;
  printAnswer(io, {
    asJson,
    text: `Registered the application\n${printRows(rows, "  ")}${once}`,
    json: {
      ...clientJson(client),
      ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
      user: user ?? null,
    },
  });
}
