import { prepareClient } from "../../clients/mod.ts";
import type { Exchange } from "../../engine/mod.ts";
import { digest } from "../../platform/mod.ts";
import { json, mintToken, NO_STORE, type Reply } from "../../protocol/mod.ts";
import { admit } from "./admission.ts";
import { readDocument } from "./document.ts";
import { clientInformation } from "./information.ts";
import type { RegistrationOptions } from "./options.ts";
import { policyFor } from "./policy.ts";
import { readClient } from "./read_client.ts";

const CLIENT_ID_LENGTH = 32;

/** Registers a client. @see RFC 7591 3, OpenID Connect Dynamic Client Registration 3 */
export async function handleRegistration(exchange: Exchange, options: RegistrationOptions): Promise<Reply> {
  const { issuer, request } = exchange;
  const { isUnverified, spend } = await admit(exchange, options);
  const policy = policyFor(issuer, { isUnverified });
  const clientId = issuer.random.base62(CLIENT_ID_LENGTH);
  const { statementIssuers } = options;
  const input = await readClient(readDocument(request), { issuer, policy, clientId, statementIssuers });
  const prepared = await prepareClient(input, { ...issuer, policy, now: issuer.clock.now() });
  const token = mintToken("ra", issuer);
  await spend();
  const client = await issuer.durable.clients.add({
    ...prepared.client,
    registrationDigest: digest(token),
    ...(isUnverified ? { isUnverified } : {}),
  });
  await issuer.hooks.happened({ name: "client.registered", client: client.id, detail: { isUnverified } }, exchange);
  return json(201, clientInformation(client, { issuer, token, clientSecret: prepared.clientSecret }), NO_STORE);
}
