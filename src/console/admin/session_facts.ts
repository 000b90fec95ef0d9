import type { Fact } from "../../pages/mod.ts";
import type { SessionRecord } from "../../stores/mod.ts";
import { browserName } from "../browser_name.ts";
import { minute } from "../instant_text.ts";
import type { Names } from "./naming.ts";

/** What staff see of a session: nothing by which anybody could go on with it. */
export function sessionFacts(
  { agent, createdAt, authTime, expiresAt, clients }: SessionRecord,
  names: Pick<Names, "application">,
): readonly Fact[] {
  const applications = clients.map((client) => names.application(client).value);
  return [
    { name: "Browser", value: browserName(agent) },
    { name: "Since", value: minute(createdAt) },
    ...(authTime === createdAt ? [] : [{ name: "Signed in again", value: minute(authTime) }]),
    { name: "Ends", value: minute(expiresAt) },
    ...(applications.length === 0 ? [] : [{ name: "Applications", value: applications.join(", ") }]),
  ];
}

/** Whom and what sessions name. */
export function namedBySessions(sessions: readonly SessionRecord[]): readonly { readonly client: number }[] {
  return sessions.flatMap(({ clients }) => clients.map((client) => ({ client })));
}
