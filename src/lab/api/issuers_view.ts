import type { Issuer, Members } from "../../engine/mod.ts";
import { endpointUrl } from "../../protocol/mod.ts";
import type { ThrowawayDefinition } from "../issuers/definition.ts";
import { readAll } from "../issuers/empty_issuer.ts";
import type { LabGround } from "../issuers/ground.ts";
import { clientView } from "../issuers/new_client.ts";
import { userView } from "../issuers/new_user.ts";
import { countsOf } from "../issuers/open_live.ts";
import { narrowedTo, throwawayUrl } from "../issuers/opened_issuers.ts";

type ViewGround = Pick<LabGround, "url" | "clock" | "ephemeral">;

/** What is told of an issuer that is no secret and changes with its definition alone. */
export function definitionView(definition: ThrowawayDefinition, { url, clock }: ViewGround): Members {
  const { id, createdAt, expiresAt, clockOffset, settings, version } = definition;
  return {
    id,
    issuer: throwawayUrl(url, id),
    api: endpointUrl(url, `/lab/api/issuers/${id}`),
    created_at: createdAt,
    expires_at: expiresAt,
    version,
    clock: { offset_seconds: clockOffset, now: clock.now() + clockOffset },
    settings,
  };
}

/** The faults that are at work, and how often each could be. */
export async function faultsView(
  definition: ThrowawayDefinition,
  { ephemeral }: Pick<ViewGround, "ephemeral">,
): Promise<readonly Members[]> {
  const counts = await countsOf(definition, narrowedTo(ephemeral, definition.id));
  return definition.faults.map((use, index) => ({ ...use, seen: counts[index] ?? 0 }));
}

/** An issuer as it is now, without secrets. */
export async function issuerView(
  { definition, issuer }: { readonly definition: ThrowawayDefinition; readonly issuer: Issuer },
  ground: ViewGround,
): Promise<Members> {
  const { durable } = issuer;
  const [accounts, clients] = await Promise.all([
    readAll((options) => durable.accounts.list(options)),
    readAll((options) => durable.clients.list(options)),
  ]);
  return {
    ...definitionView(definition, ground),
    faults: await faultsView(definition, ground),
    users: accounts.map(userView),
    clients: clients.map(clientView),
  };
}
