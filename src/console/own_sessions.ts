import type { Session } from "../accounts/mod.ts";
import type { Exchange } from "../engine/mod.ts";
import type { OwnSession } from "../pages/mod.ts";
import { browserName } from "./browser_name.ts";
import { minute } from "./instant_text.ts";

async function namesOf(clients: readonly number[], { issuer }: Exchange): Promise<readonly string[]> {
  const found = await Promise.all(clients.map(async (client) => issuer.clients.findByNumber(client)));
  return found.flatMap((client) => client?.name ?? []);
}

/** The sessions of the person of a session: that one first, then the newest. */
export async function listSessions(session: Session, exchange: Exchange): Promise<readonly OwnSession[]> {
  const all = await exchange.issuer.sessions.list(session.accountId);
  const own = await Promise.all(
    all.map(async ({ sid, agent, createdAt, clients }) => ({
      sid,
      browser: browserName(agent),
      since: minute(createdAt),
      current: sid === session.sid,
      applications: await namesOf(clients, exchange),
    })),
  );
  return own.toSorted((one, other) => Number(other.current) - Number(one.current));
}
