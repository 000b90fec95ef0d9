import type { Issuer } from "../../engine/mod.ts";
import { endpointUrl } from "../../protocol/mod.ts";
import { AlreadyTaken, type ClientRecord } from "../../stores/mod.ts";

const CLIENT_ID = "api-docs";
/** Tells our own client from one that somebody happened to give the same name. @see RFC 7591 2 */
const SOFTWARE_ID = "touchstone-api-docs";

async function addClient(issuer: Issuer, redirectUri: string): Promise<ClientRecord | undefined> {
  const { durable, clients, clock } = issuer;
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
  issuer: Issuer,
  redirectUri: string,
): Promise<ClientRecord | undefined> {
  const { durable, clients, clock } = issuer;
  const changes = { redirectUris: [redirectUri], updatedAt: clock.now() };
  const moved = await durable.clients.change(client.id, changes);
  await clients.changed(client);
  return moved;
}

/**
 * The public client as which the page logs people in: made when somebody first opens the page, and it follows the address
 * of the issuer. People are asked for their consent as for any other.
 *
 * @returns Undefined where the name belongs to a client of somebody else, which is left as it is.
 */
export async function docsClient(issuer: Issuer): Promise<ClientRecord | undefined> {
  const redirectUri = endpointUrl(issuer.url, "/docs");
  const found = (await issuer.clients.find(CLIENT_ID)) ?? (await addClient(issuer, redirectUri));
  if (found?.metadata["software_id"] !== SOFTWARE_ID) return undefined;
  return found.redirectUris[0] === redirectUri && found.redirectUris.length === 1
    ? found
    : moveClient(found, issuer, redirectUri);
}
