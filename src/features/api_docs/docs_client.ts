import type { Exchange } from "../../engine/mod.ts";
import { endpointUrl } from "../../protocol/mod.ts";
import { AlreadyTaken, type ClientRecord } from "../../stores/mod.ts";

const CLIENT_ID = "api-docs";
/** Who did it, for the audit log. */
const DETAIL = { by: "the API page" };
/** Tells our own client from one that somebody happened to give the same name. @see RFC 7591 2 */
const SOFTWARE_ID = "touchstone-api-docs";

async function addClient(exchange: Exchange, redirectUri: string): Promise<ClientRecord | undefined> {
  const { durable, clients, clock, hooks } = exchange.issuer;
  const now = clock.now();
  try {
    const added = await durable.clients.add({
      clientId: CLIENT_ID,
      name: "API documentation",
      type: "public",
      secrets: [],
      grantTypes: ["authorization_code"],
      redirectUris: [redirectUri],
      authMethod: "none",
      skipAuthorization: false,
      metadata: { software_id: SOFTWARE_ID },
      createdAt: now,
      updatedAt: now,
    });
    await clients.changed(added);
    await hooks.happened({ name: "client.registered", client: added.id, detail: DETAIL }, exchange);
    return added;
  } catch (error) {
    // Another process was asked for the page at the same time.
    if (error instanceof AlreadyTaken) return durable.clients.find(CLIENT_ID);
    throw error;
  }
}

/** Where the server is reached at another address than before, so is the page. */
async function moveClient(
  client: ClientRecord,
  { exchange, redirectUri }: { readonly exchange: Exchange; readonly redirectUri: string },
): Promise<ClientRecord | undefined> {
  const { durable, clients, clock, hooks } = exchange.issuer;
  const changes = { redirectUris: [redirectUri], updatedAt: clock.now() };
  const moved = await durable.clients.change(client.id, changes);
  await clients.changed(client);
  await hooks.happened({ name: "client.changed", client: client.id, detail: DETAIL }, exchange);
  return moved;
}

/**
 * The public client as which the page logs people in: made when somebody first opens the page, and it follows the address
 * of the issuer. People are asked for their consent as for any other.
 *
 * @returns Undefined where the name belongs to a client of somebody else, which is left as it is.
 */
export async function docsClient(exchange: Exchange): Promise<ClientRecord | undefined> {
  const { issuer } = exchange;
  const redirectUri = endpointUrl(issuer.url, "/docs");
  const found = (await issuer.clients.find(CLIENT_ID)) ?? (await addClient(exchange, redirectUri));
  if (found?.metadata["software_id"] !== SOFTWARE_ID) return undefined;
  return found.redirectUris[0] === redirectUri && found.redirectUris.length === 1
    ? found
    : moveClient(found, { exchange, redirectUri });
}
