import { type Reply, html, redirect, withCookies } from "../protocol/mod.ts";
import { GO_ON_SCRIPT_HASH, renderLoggedOut } from "../pages/mod.ts";
import type { ClientRecord, SessionRecord } from "../stores/mod.ts";
import { endSession, type EndSessionOptions } from "./end_session.ts";
import type { Exchange } from "./exchange.ts";
import { SESSION_COOKIE } from "./form_token.ts";

/** Where a browser goes when it is logged out. */
export interface LogoutTarget {
  readonly client: ClientRecord;
  readonly uri: string;
}

/** How a browser is logged out. */
export interface LogOutOptions extends EndSessionOptions {
  /** The client that asked for it. */
  readonly client?: ClientRecord | undefined;
  readonly next?: LogoutTarget | undefined;
}

/** Seconds that applications in frames have before the browser goes on. */
const FRAMES_STAY = 3;

/** Addresses to load in frames; whatever keeps us from knowing them, the person is logged out. */
async function framesOf(exchange: Exchange, session: SessionRecord | undefined): Promise<readonly string[]> {
  if (session === undefined) return [];
  const { issuer, log } = exchange;
  try {
    const clients = await Promise.all(session.clients.map(async (client) => issuer.clients.findByNumber(client)));
    const known = clients.filter((client) => client !== undefined);
    return await issuer.hooks.logoutFrames({ exchange, session, clients: known });
  } catch (cause) {
    log.error("Cannot tell applications in the browser that a session has ended", { cause });
    return [];
  }
}

/** What a browser gets that is logged out: where it goes next, and the frames that tell applications. */
export function answerLoggedOut(
  { issuer }: Exchange,
  { next, frames = [] }: Pick<LogOutOptions, "next"> & { readonly frames?: readonly string[] } = {},
): Reply {
  const cookies = [{ name: SESSION_COOKIE, value: "", clear: true }] as const;
  if (next !== undefined && frames.length === 0) return redirect(next.uri, { cookies });
  const link = next === undefined ? {} : { next: { href: next.uri, clientName: next.client.name } };
  const goOn =
    next === undefined ? {} : { scriptHash: GO_ON_SCRIPT_HASH, headers: { Refresh: `${FRAMES_STAY};url=${next.uri}` } };
  const page = renderLoggedOut({ base: issuer.base, frames, ...link });
  return withCookies(html(200, page, { frames, ...goOn }), cookies);
}

/**
 * Ends the session of this browser and answers it. Of several that do so at once, one tells what happened.
 *
 * @see OpenID Connect RP-Initiated Logout 2, Front-Channel Logout 2
 */
export async function logOut(
  exchange: Exchange,
  session: Pick<SessionRecord, "sid" | "accountId">,
  options: LogOutOptions = {},
): Promise<Reply> {
  const { client, next, tokensOf } = options;
  const ended = await endSession(exchange, session, tokensOf === undefined ? {} : { tokensOf });
  const { accountId } = session;
  if (ended !== undefined) {
    const who = client === undefined ? {} : { client: client.id };
    await exchange.issuer.hooks.happened({ name: "logout", accountId, ...who }, exchange);
  }
  return answerLoggedOut(exchange, { next, frames: await framesOf(exchange, ended) });
}
