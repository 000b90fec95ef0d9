import { checkGrantType } from "../../clients/mod.ts";
import { authenticateClient, type Exchange, scopeAsked } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { endpointUrl, json, mintToken, newTag, NO_STORE, Params, type Reply } from "../../protocol/mod.ts";
import { DEVICE_GRANT_TYPE } from "./device_grant.ts";
import { storeRequest, takeUserCode } from "./device_record.ts";
import { drawUserCode, printUserCode, userCodeKey } from "./user_code.ts";

/** What devices are told. */
export interface AuthorizeDeviceOptions {
  /** How long both codes live. */
  readonly lifetime: Seconds;
  /** How long a device waits between two polls. */
  readonly interval: Seconds;
  /** A short address that leads to the page of this issuer; the page's own when not given. */
  readonly verificationUri?: string;
}

/** So many codes in a row are taken only when billions of devices wait, or the randomness is broken. */
const MOST_DRAWS = 16;

/** Draws user codes until one is nobody's. @see RFC 8628 3.2 */
async function freeUserCode({ issuer }: Exchange, ttl: Seconds): Promise<string> {
  const { ephemeral, random, formKey } = issuer;
  for (let draws = 0; draws < MOST_DRAWS; draws += 1) {
    const code = drawUserCode(random);
    if (await takeUserCode(userCodeKey(code, formKey), { ephemeral, ttl })) return code;
  }
  throw new RangeError(`Cannot find a user code that is free in ${MOST_DRAWS} draws`);
}

/**
 * The device authorization endpoint.
 *
 * @see RFC 8628 3.1, 3.2
 */
export async function authorizeDevice(exchange: Exchange, options: AuthorizeDeviceOptions): Promise<Reply> {
  const { issuer, request } = exchange;
  const { lifetime, interval, verificationUri = endpointUrl(issuer.url, "/device") } = options;
  const client = await authenticateClient(exchange, request.form);
  checkGrantType(client, DEVICE_GRANT_TYPE);
  const scope = scopeAsked(request.form.get("scope"), client, issuer.settings);
  const kept = await issuer.hooks.deviceParams(Params.empty, { exchange, client, scope });
  const tag = newTag(issuer.random);
  const text = mintToken("dc", { random: issuer.random, tag });
  const userCode = await freeUserCode(exchange, lifetime);
  const now = issuer.clock.now();
  await storeRequest(
    {
      text,
      tag,
      userKey: userCodeKey(userCode, issuer.formKey),
      request: {
        client: client.id,
        scope,
        ...(kept.size === 0 ? {} : { params: kept.toString() }),
        from: request.address,
        askedAt: now,
        expiresAt: now + lifetime,
      },
    },
    { ephemeral: issuer.ephemeral, ttl: lifetime },
  );
  await issuer.hooks.happened({ name: "device.issued", client: client.id, family: tag }, exchange);
  const shown = printUserCode(userCode);
  return json(
    200,
    {
      device_code: text,
      user_code: shown,
      verification_uri: verificationUri,
      verification_uri_complete: `${verificationUri}?user_code=${shown}`,
      expires_in: lifetime,
      interval,
    },
    NO_STORE,
  );
}
