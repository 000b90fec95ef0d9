import type { Seconds } from "../../platform/mod.ts";
import { type Fact, lifetimeText } from "../../pages/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { day, minute } from "../instant_text.ts";
import { grantLabel } from "./grant_labels.ts";
import { memberLabel, memberText } from "./member_field.ts";

/** Who registered an application, as far as its record tells. */
export function sourceOf({ registrationDigest, ownerId }: ClientRecord): string {
  if (registrationDigest !== undefined) return "The application itself (RFC 7591)";
  return ownerId === undefined ? "Somebody at the command line" : "A person";
}

/** Words beside the name of an application. */
export function applicationBadges({ type, isUnverified }: ClientRecord): readonly string[] {
  return [type, ...(isUnverified === true ? ["not verified"] : [])];
}

/** What tells an application from others in a list. */
export function shortFacts({ clientId, grantTypes }: ClientRecord): readonly Fact[] {
  return [
    { name: "Client id", value: clientId, isCode: true },
    { name: "May use", value: grantTypes.map(grantLabel).join(", ") },
  ];
}

function scopesOf(scope: readonly string[] | undefined, all: string): string {
  return scope === undefined ? all : scope.join(" ");
}

function lifetimeOf(seconds: Seconds | undefined): string {
  return seconds === undefined ? "As the settings say" : lifetimeText(seconds);
}

function secretText({ secrets }: ClientRecord): string {
  const [newest, before] = secrets;
  if (newest === undefined) return "It has none";
  const until = before?.expiresAt === undefined ? "" : `; the one before works until ${minute(before.expiresAt)}`;
  return `Made on ${day(newest.createdAt)}${until}`;
}

/** All that is known of an application, but its secrets. */
export function applicationFacts(client: ClientRecord): readonly Fact[] {
  const { clientId, type, grantTypes, redirectUris, scope, defaultScope, authMethod, metadata } = client;
  return [
    { name: "Client id", value: clientId, isCode: true },
    { name: "Client type", value: type },
    { name: "Authorization grant types", value: grantTypes.map(grantLabel).join(", ") },
    { name: "Redirect URIs", value: redirectUris.join(" "), isCode: true },
    { name: "Scopes", value: scopesOf(scope, "All that there are") },
    { name: "Scopes by default", value: scopesOf(defaultScope, "As the settings say") },
    { name: "How it proves who it is", value: authMethod ?? "Any way that fits its type" },
    { name: "Secret", value: secretText(client) },
    { name: "Consent", value: client.skipAuthorization ? "Not asked for" : "Asked for" },
    { name: "Access tokens live", value: lifetimeOf(client.accessTokenLifetime) },
    { name: "Refresh tokens live", value: lifetimeOf(client.refreshTokenLifetime) },
    ...Object.entries(metadata).map(([name, value]) => ({
      name: memberLabel(name),
      value: typeof value === "boolean" ? String(value) : memberText(value).replaceAll("\n", " "),
      isCode: true,
    })),
    { name: "Registered by", value: sourceOf(client) },
    { name: "Registered", value: minute(client.createdAt) },
    { name: "Changed", value: minute(client.updatedAt) },
  ];
}
