import type { Session } from "../../accounts/mod.ts";
import {
  type AuthorizationRequest,
  type Journey,
  lifetimeFor,
  type RedirectTarget,
  refreshLifetimeFor,
  type Step,
  type StepForm,
} from "../../engine/mod.ts";
import { type ClientAbout, type ConsentScope, lifetimeText, renderConsent } from "../../pages/mod.ts";
import {
  fail,
  html,
  isLoopbackUri,
  isSubset,
  joinScopes,
  parsePrompt,
  redirectOrigin,
  type Reply,
  type Scope,
} from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";

/** Whether consent was given before to all that is asked for now; a request for no scope at all needs one as well. */
async function isAllowedAlready({ request, session }: Journey): Promise<boolean> {
  const before = await allowedBefore(request, session);
  const { hooks } = request.exchange.issuer;
  return before !== undefined && isSubset(hooks.remembered(request.permissions, request), before);
}

/** What the person allowed the client before; undefined = it was never allowed anything. */
async function allowedBefore(
  { client, exchange }: AuthorizationRequest,
  session: Session | undefined,
): Promise<Scope | undefined> {
  if (session === undefined) return undefined;
  const consent = await exchange.issuer.durable.consents.find(session.accountId, client.id);
  return consent?.scope;
}

/**
 * Whether an earlier consent may stand for this one: only where no other program can have taken the client's place,
 * because it opens the client's own web address, or because the client still has to authenticate with what it gets.
 *
 * @see RFC 8252 8.6, RFC 6749 10.2
 */
function mayRemember({ client, target, responseWords }: AuthorizationRequest): boolean {
  // What is shown here is carried on by hand, to whatever program the person was told to give it to.
  if (target.mode.here === true) return false;
  if (target.redirectUri.startsWith("https:")) return true;
  return client.type === "confidential" && responseWords.every(({ frontChannel }) => !frontChannel);
}

/**
 * Whether the client is trusted so far that nobody is asked.
 *
 * Beyond: what is shown here could be carried to whoever sent the person, so that they are asked all the same.
 */
function isTrusted({ client, params, target }: AuthorizationRequest): boolean {
  return client.skipAuthorization && target.mode.here !== true && !parsePrompt(params.get("prompt")).has("consent");
}

/** Whether to ask again: what the request says, else the setting. Throws OAuthError for another word. */
export function approvalPrompt({ params, exchange }: AuthorizationRequest): "auto" | "force" {
  if (parsePrompt(params.get("prompt")).has("consent")) return "force";
  const asked = params.get("approval_prompt");
  if (asked === undefined) return exchange.issuer.settings.approvalPrompt;
  if (asked !== "auto" && asked !== "force")
    fail("invalid_request", "Cannot understand approval_prompt: use auto or force");
  return asked;
}

/** Where the browser goes next, in words that a person can judge. */
function placeOf({ redirectUri, mode }: RedirectTarget): string {
  if (mode.here === true) return "a page here, which shows you a code to give to the application";
  const { protocol, host } = new URL(redirectUri);
  if (isLoopbackUri(redirectUri)) return `a program on this device (http://${host})`;
  if (protocol === "https:") return host;
  // The answer crosses the network in the clear: whoever agrees should know. @see RFC 6749 3.1.2.1
  if (protocol === "http:") return `http://${host}, over an insecure connection`;
  return `the app that opens ${protocol}`;
}

/**
 * What the client says of itself, for the person to judge by.
 *
 * @see OpenID Connect Dynamic Client Registration 2, RFC 7591 2
 */
function aboutOf({ metadata, isUnverified }: ClientRecord): ClientAbout {
  const { logo_uri: logo, client_uri: page, policy_uri: policy, tos_uri: terms } = metadata;
  return {
    // In the clear it could not be shown, and would tell the whole way who is asked what.
    // Nor does an application wear a picture whose right to it nobody has checked.
    ...(typeof logo === "string" && logo.startsWith("https://") && isUnverified !== true ? { logoUri: logo } : {}),
    ...(typeof page === "string" ? { clientUri: page } : {}),
    ...(typeof policy === "string" ? { policyUri: policy } : {}),
    ...(typeof terms === "string" ? { tosUri: terms } : {}),
  };
}

/** One permission as the page shows it. */
function describe(name: string, request: AuthorizationRequest, before: Scope): Omit<ConsentScope, "checked"> {
  const { exchange } = request;
  const { hooks, settings } = exchange.issuer;
  const remembered = hooks.remembered([name], request);
  return {
    name,
    sentence: hooks.permissionSentence(settings.scopes.get(name) ?? name, { name, exchange }),
    known: remembered.length > 0 && isSubset(remembered, before),
  };
}

/** How long the access lasts that is asked for, in words. */
function lifetimesOf({ client, exchange, responseWords }: AuthorizationRequest): {
  readonly accessLifetime?: string;
  readonly refreshLifetime?: string;
} {
  const { settings } = exchange.issuer;
  const lasts = responseWords.find((word) => word.lasts !== undefined)?.lasts;
  if (lasts !== undefined) return lasts.lifetime === undefined ? {} : { accessLifetime: lifetimeText(lasts.lifetime) };
  const accessLifetime = lifetimeText(lifetimeFor(client, settings));
  const isOffline =
    client.grantTypes.includes("refresh_token") &&
    responseWords.some((word) => word.grantType === "authorization_code");
  if (!isOffline) return { accessLifetime };
  const { lifetime } = refreshLifetimeFor(client, settings);
  const refreshLifetime = lifetime === undefined ? "as long as you do not revoke it" : lifetimeText(lifetime);
  return { accessLifetime, refreshLifetime };
}

async function render(
  journey: Journey,
  form: StepForm,
  said: { readonly ticked?: Scope; readonly problem?: string; readonly status?: number } = {},
): Promise<Reply> {
  const { request, session } = journey;
  const { client, exchange, target } = request;
  const { issuer } = exchange;
  const before = (await allowedBefore(request, session)) ?? [];
  const owner = client.ownerId === undefined ? undefined : await issuer.durable.accounts.find(client.ownerId);
  const about = aboutOf(client);
  const markup = renderConsent({
    base: issuer.base,
    ...form,
    about,
    isUnverified: client.isUnverified === true,
    clientName: client.name,
    clientId: client.clientId,
    ...(owner === undefined ? {} : { ownerName: owner.username }),
    redirectHost: placeOf(target),
    username: session?.username ?? "",
    scopes: request.permissions.map((name) => ({
      ...describe(name, request, before),
      checked: said.ticked === undefined || said.ticked.includes(name),
    })),
    ...lifetimesOf(request),
    canRemember: mayRemember(request),
    ...(said.problem === undefined ? {} : { problem: said.problem }),
  });
  // Browsers hold the redirect that answers a form to form-action as well.
  return html(said.status ?? 200, markup, {
    formAction: ["'self'", redirectOrigin(target.redirectUri)],
    images: about.logoUri === undefined ? [] : [about.logoUri],
  });
}

/** Asks whether the client may have what it asks for. @see RFC 6749 4.1.1 */
export const CONSENT_STEP: Step = {
  name: "consent",
  prompt: "consent",
  async needed(journey) {
    const { request, progress } = journey;
    if (progress.allowed !== undefined || isTrusted(request)) return undefined;
    if (approvalPrompt(request) === "auto" && mayRemember(request) && (await isAllowedAlready(journey)))
      return undefined;
    return "consent_required";
  },
  show: (journey, form) => render(journey, form),
  async answer(journey, { params, ...form }) {
    const { request, session } = journey;
    const { exchange, client } = request;
    const { issuer } = exchange;
    if (params.get("action") !== "allow") {
      return {
        kind: "refused",
        error: "access_denied",
        description: "Cannot go on as the person did not allow it",
        rule: "RFC6749-4.1.2.1-2",
      };
    }
    const ticked = new Set(params.all("scope"));
    const allowed = request.permissions.filter((name) => ticked.has(name));
    if (allowed.length === 0 && request.permissions.length > 0) {
      return {
        kind: "again",
        reply: await render(journey, form, {
          ticked: [],
          problem: "Tick at least one permission, or choose Deny.",
          status: 400,
        }),
      };
    }
    if (session !== undefined && params.has("remember") && mayRemember(request)) {
      await issuer.durable.consents.remember({
        accountId: session.accountId,
        client: client.id,
        scope: joinScopes([], issuer.hooks.remembered(allowed, request)),
        grantedAt: issuer.clock.now(),
      });
    }
    await issuer.hooks.happened(
      {
        name: "consent.given",
        client: client.id,
        ...(session === undefined ? {} : { accountId: session.accountId }),
        detail: { scope: allowed.join(" ") },
      },
      exchange,
    );
    return { kind: "done", progress: { allowed } };
  },
};
