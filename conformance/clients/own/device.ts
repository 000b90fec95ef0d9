import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { membersOf, patiently, pause, retryAfter, Unanswered } from "./http.ts";
import { endpointOf } from "./metadata.ts";
import { asClient, errorOf, tokenAddress, type Tokens, tokensIn } from "./token.ts";

/** Seconds. @see RFC 8628 3.5 */
const DEFAULT_INTERVAL = 5;

const MORE_SLOWLY = 5;

/** Seconds that a client waits which waits for nobody. */
const AT_ONCE = 0.1;

/** A client that never gives up is of no use. */
const MOST_POLLS = 40;

interface Begun {
  readonly deviceCode: string;
  readonly interval: number;
  readonly expiresAt: number;
}

function intervalOf(given: unknown, { checks }: Ready): number {
  if (given === undefined) return checks.on("interval_default") ? DEFAULT_INTERVAL : 0;
  const seconds = typeof given === "string" && /^\d+$/.test(given) ? Number(given) : given;
  if (typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0) return seconds;
  if (!checks.on("interval_odd")) throw new RangeError("Cannot wait so long");
  return DEFAULT_INTERVAL;
}

/** @see RFC 8628 3.1 and 3.2 */
async function begin(client: Ready): Promise<Begun> {
  const { around, checks, config, metadata } = client;
  const url = endpointOf(metadata, "device_authorization_endpoint");
  const answer = await patiently(client, url, asClient(client, { scope: config.scope }));
  if (answer.status !== 200) throw new Refused(`no device code: ${errorOf(answer) ?? answer.status}`);
  const members = membersOf(answer, checks);
  const { device_code: deviceCode, user_code: userCode, verification_uri: uri, expires_in: lifetime } = members;
  const { verification_uri_complete: complete } = members;
  checks.demand("device_reply", () => typeof deviceCode === "string" && deviceCode !== "");
  if (typeof uri !== "string" || typeof userCode !== "string") throw new Refused("there is no code for a person");
  around.print(typeof complete === "string" ? complete : `Open ${uri} and enter ${userCode}`);
  const seconds = typeof lifetime === "number" && lifetime > 0 ? lifetime : 300;
  return {
    deviceCode: String(deviceCode),
    interval: intervalOf(members["interval"], client),
    expiresAt: performance.now() + seconds * 1000,
  };
}

/** What one poll came to: tokens, or by how many seconds the next is later. */
type Polled = { readonly tokens: Tokens } | { readonly slower: number; readonly wait?: number };

function judge(answer: Awaited<ReturnType<Ready["http"]>>, client: Ready): Polled {
  const { checks } = client;
  const error = errorOf(answer);
  if (error === "authorization_pending" && checks.on("pending_not_fatal")) return { slower: 0 };
  if (error === "slow_down" && checks.on("slow_down_not_fatal"))
    return { slower: checks.on("slow_down_obeyed") ? MORE_SLOWLY : 0 };
  const wait = [429, 503].includes(answer.status) ? (retryAfter(answer.headers) ?? 0) : undefined;
  if (wait !== undefined) return { slower: 0, wait: checks.on("retry_after") ? wait : 0 };
  if (!checks.on("device_final") && error !== undefined) return { slower: 0 };
  return { tokens: tokensIn(answer, client) };
}

async function poll(client: Ready, { deviceCode }: Begun): Promise<Polled> {
  const params = { grant_type: "urn:ietf:params:oauth:grant-type:device_code", device_code: deviceCode };
  try {
    return judge(await client.http(tokenAddress(client), asClient(client, params)), client);
  } catch (thrown) {
    // RFC 8628 3.5: who gets no answer polls less often
    if (thrown instanceof Unanswered) return { slower: MORE_SLOWLY };
    throw thrown;
  }
}

/** Waits for the person, politely. @see RFC 8628 3.4 and 3.5 */
export async function byDevice(client: Ready): Promise<Tokens> {
  const { checks } = client;
  const begun = await begin(client);
  let { interval } = begun;
  const most = checks.on("interval_kept") ? MOST_POLLS : Infinity;
  for (let polls = 0; polls < most; polls += 1) {
    await pause((checks.on("interval_kept") ? interval : AT_ONCE) * 1000 + 20);
    if (checks.on("device_expiry") && performance.now() > begun.expiresAt)
      throw new Refused("the device code has expired");
    const polled = await poll(client, begun);
    if ("tokens" in polled) return polled.tokens;
    const { slower } = polled;
    interval = checks.on("slow_down_cumulative") ? interval + slower : Math.max(interval, begun.interval + slower);
    if (polled.wait !== undefined) await pause(Math.max(0, polled.wait - interval * 1000));
  }
  throw new Refused("nobody allowed it in time");
}
