import { networkOf, type Session } from "../../accounts/mod.ts";
import { type AgreedRequest, type Exchange, formToken, lifetimeFor, refreshLifetimeFor } from "../../engine/mod.ts";
import { lifetimeText, renderDeviceConfirm, renderMessage } from "../../pages/mod.ts";
import { html, Params, type Reply, type Scope } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { type Decision, findByUserCode, type FoundDevice } from "./device_record.ts";
import { printUserCode, userCodeKey } from "./user_code.ts";

/** What the form of a decision is for: the page of one code cannot decide another. */
export function decisionForm(code: string): string {
  return `device decision ${code}`;
}

/** What a person is asked about. */
export interface Question {
  readonly code: string;
  readonly session: Session;
  readonly device: FoundDevice;
  readonly client: ClientRecord;
}

/** Finds what a code is about; undefined when it is unknown or expired. */
export async function findQuestion(
  code: string,
  session: Session,
  { issuer }: Exchange,
): Promise<Question | undefined> {
  const { ephemeral, clock, formKey, clients } = issuer;
  const device = await findByUserCode(userCodeKey(code, formKey), { ephemeral, now: clock.now() });
  const client = device === undefined ? undefined : await clients.findByNumber(device.request.client);
  return device === undefined || client === undefined ? undefined : { code, session, device, client };
}

/** How long ago and from where the device asked, in words by which a person can tell whose it is. @see RFC 8628 5.4 */
function originOf({ request: { askedAt, from } }: FoundDevice, { issuer, request }: Exchange) {
  return {
    begun: `${lifetimeText(Math.max(1, issuer.clock.now() - askedAt))} ago`,
    address: from,
    sameNetwork: networkOf(from) === networkOf(request.address),
  };
}

/** What a device asked for, as features see a request that a person agrees to. */
export function agreedRequest(
  { device, client }: Pick<Question, "device" | "client">,
  exchange: Exchange,
): AgreedRequest {
  return { exchange, client, params: Params.parse(device.request.params ?? ""), responseWords: [] };
}

/** What the person is asked for: the scope, and what else features ask. */
export function permissionsOf(question: Pick<Question, "device" | "client">, exchange: Exchange): Scope {
  return exchange.issuer.hooks.permissions(question.device.request.scope, agreedRequest(question, exchange));
}

/** Asks whether a device may be connected. @see RFC 8628 3.3, 5.4 */
export async function showQuestion(
  { code, session, device, client }: Question,
  exchange: Exchange,
  said: { readonly ticked?: Scope; readonly problem?: string; readonly status?: number } = {},
): Promise<Reply> {
  const { issuer } = exchange;
  const { lifetime } = refreshLifetimeFor(client, issuer.settings);
  const owner = client.ownerId === undefined ? undefined : await issuer.durable.accounts.find(client.ownerId);
  const markup = renderDeviceConfirm({
    base: issuer.base,
    action: `${issuer.base}/device/decision`,
    csrf: formToken(exchange, decisionForm(code)),
    userCode: printUserCode(code),
    clientName: client.name,
    clientId: client.clientId,
    ...(owner === undefined ? {} : { ownerName: owner.username }),
    isUnverified: client.isUnverified === true,
    username: session.username,
    ...originOf(device, exchange),
    scopes: permissionsOf({ device, client }, exchange).map((name) => ({
      name,
      sentence: issuer.hooks.permissionSentence(issuer.settings.scopes.get(name) ?? name, { name, exchange }),
      checked: said.ticked === undefined || said.ticked.includes(name),
      known: false,
    })),
    accessLifetime: lifetimeText(lifetimeFor(client, issuer.settings)),
    ...(client.grantTypes.includes("refresh_token")
      ? { refreshLifetime: lifetime === undefined ? "as long as you do not revoke it" : lifetimeText(lifetime) }
      : {}),
    ...(said.problem === undefined ? {} : { problem: said.problem }),
  });
  return html(said.status ?? 200, markup, { formAction: ["'self'"] });
}

/** Says what was decided, and sends the person back to the device. @see RFC 8628 3.3 */
export function showDone({ allowed }: Decision, { issuer: { base } }: Exchange): Reply {
  const [title, text] = allowed
    ? ["Your device is connected", "You can close this page and go on with your device. It knows within a few seconds."]
    : ["You did not allow it", "The device gets nothing. You can close this page and go back to your device."];
  return html(200, renderMessage({ base, title, text }));
}

/** What was decided, to whoever decided it: pages are reloaded, and buttons pressed twice. */
export function ownDecision({ device: { decision }, session }: Question): Decision | undefined {
  return decision?.subject.accountId === session.accountId ? decision : undefined;
}
