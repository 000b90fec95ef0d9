/**
 * Clients hear, server to server, that a session has ended, whoever ended it.
 *
 * Logout tokens are made and sent after the session is gone and outside of the request: a client that is slow or down
 * keeps nobody waiting. Each is tried a few times, later and later, and what came of it is written down.
 *
 * *Decision (2026-11-21).* The queue is in the process that ended the session. When that dies, its logout tokens die with
 * it, as the session's own end did not: a client that must not miss one asks again at its next refresh. A queue in Redis
 * would deliver some of them twice, and all of them later.
 *
 * @module
 */
import type { Exchange, Feature, Happening } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { BACK_CHANNEL_METADATA, backChannelUriOf } from "./client_metadata.ts";
import { deliver } from "./delivery.ts";
import { type Letter, openOutbox, type OutboxOptions, type Outbox } from "./outbox.ts";

/** Options of the feature. */
export interface BackChannelLogoutOptions extends Pick<OutboxOptions, "tries" | "pause"> {
  /** How long a client may take for its answer. */
  readonly timeout: Seconds;
}

/** Requests of a whole process at once, and to one host: ending sessions must not make it a weapon. */
const AT_ONCE = 8;
const PER_HOST = 2;
const MOST = 10_000;

/** Milliseconds that a shutdown waits for what is under way. */
const PATIENCE = 3_000;

/** What every logout token of one session's end is made of. */
interface Ended {
  readonly sid: string;
  readonly accountId: number | undefined;
  readonly sub: string | undefined;
}

function letterFor(
  client: ClientRecord,
  uri: string,
  { ended, exchange, timeout }: { readonly ended: Ended; readonly exchange: Exchange; readonly timeout: Seconds },
): Letter {
  const { issuer, log } = exchange;
  const { accountId } = ended;
  return {
    host: new URL(uri).host,
    deliver: () => deliver(ended, { client, uri, exchange, timeout }),
    async ended({ failure, tries }) {
      const who = { client: client.id, ...(accountId === undefined ? {} : { accountId }) };
      if (failure === undefined) {
        await issuer.hooks.happened({ name: "logout.delivered", ...who, detail: { tries } }, exchange);
        return;
      }
      log.warn("Cannot tell an application that a session has ended", { client: client.clientId, failure, tries });
      await issuer.hooks.happened({ name: "logout.failed", ...who, detail: { reason: failure, tries } }, exchange);
    },
  };
}

/** The person of a session; without the name of the person, the name of the session must do. */
async function subOf(accountId: number | undefined, { issuer, log }: Exchange): Promise<string | undefined> {
  if (accountId === undefined) return undefined;
  try {
    return (await issuer.durable.accounts.find(accountId))?.sub;
  } catch (cause) {
    log.warn("Cannot say in a logout token who it is about", { cause });
    return undefined;
  }
}

async function post(
  { accountId, session }: Happening,
  exchange: Exchange,
  { outbox, timeout }: { readonly outbox: Outbox; readonly timeout: Seconds },
): Promise<void> {
  if (session === undefined) return;
  const { issuer, log } = exchange;
  try {
    const found = await Promise.all(session.clients.map(async (client) => issuer.clients.findByNumber(client)));
    const told = found.flatMap((client) => {
      const uri = client === undefined ? undefined : backChannelUriOf(client.metadata);
      return client === undefined || uri === undefined ? [] : [{ client, uri }];
    });
    if (told.length === 0) return;
    const ended = { sid: session.sid, accountId, sub: await subOf(accountId, exchange) };
    for (const { client, uri } of told) outbox.post(letterFor(client, uri, { ended, exchange, timeout }));
  } catch (cause) {
    log.error("Cannot find out whom to tell that a session has ended", { cause });
  }
}

/** Back-channel logout. */
export function backChannelLogout({ timeout, ...rest }: BackChannelLogoutOptions): Feature {
  const outbox = openOutbox({ atOnce: AT_ONCE, perHost: PER_HOST, most: MOST, ...rest });
  return {
    name: "back_channel_logout",
    spec: "OpenID Connect Back-Channel Logout 1.0",
    clientMetadata: BACK_CHANNEL_METADATA,
    hooks: {
      metadata: () => ({ backchannel_logout_supported: true, backchannel_logout_session_supported: true }),
      // Nobody waits for it.
      happened(happening, exchange) {
        if (happening.name === "session.ended") outbox.prepare(post(happening, exchange, { outbox, timeout }));
      },
    },
    close: () => outbox.close(PATIENCE),
  };
}
