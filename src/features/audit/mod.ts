/**
 * Writes down what people and administrators will ask about: sign-ins, consents, revocations, replays.
 *
 * Tokens issued and refreshed are not written: each would cost a commit, and the families tell of them anyway. Nor are
 * refusals that anybody can cause without limit: those are logged.
 *
 * @module
 */
import type { Exchange, Feature, Happening, HappeningName } from "../../engine/mod.ts";

const WRITTEN: ReadonlySet<HappeningName> = new Set([
  "token.revoked",
  "code.replayed",
  "refresh.replayed",
  "consent.given",
  "consent.denied",
  "consent.forgotten",
  "account.created",
  "account.changed",
  "account.removed",
  "password.changed",
  "login.succeeded",
  "login.failed",
  "logout",
  "session.ended",
  "logout.delivered",
  "logout.failed",
  "device.approved",
  "device.denied",
  "device.replayed",
  "client.registered",
  "client.changed",
  "client.removed",
  "assertion.replayed",
  "key.rotated",
]);

async function write(happening: Happening, { issuer, trace }: Exchange): Promise<void> {
  const { name, client, accountId, family, detail = {} } = happening;
  await issuer.durable.audit.add({
    at: issuer.clock.now(),
    event: name,
    ...(client === undefined ? {} : { client }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(family === undefined ? {} : { family }),
    trace,
    detail,
  });
}

function hear(happening: Happening, exchange: Exchange): Promise<void> | undefined {
  return WRITTEN.has(happening.name) ? write(happening, exchange) : undefined;
}

/** The audit log. */
export function audit(): Feature {
  return { name: "audit", spec: "OWASP ASVS 16", hooks: { happened: hear } };
}
