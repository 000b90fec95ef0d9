import { assert } from "chai";
import {
  type Configuration,
  type DeviceAuthorizationResponse,
  initiateDeviceAuthorization,
  pollDeviceAuthorizationGrant,
  tokenIntrospection,
} from "openid-client";
import type { Context } from "mocha";
import { settableClock, systemClock } from "../../src/platform/mod.ts";
import { client, PASSWORD, person } from "../../test/support/cast.ts";
import { assertRefused } from "../support/assert_refused.ts";
import { postForm } from "../support/journey.ts";
import type { Mind } from "../support/robot.ts";
import { beyond, rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, robot, startOwn, type Target, type TargetClient } from "../support/target.ts";

const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";

/** A device that has begun. */
interface Begun {
  readonly config: Configuration;
  readonly client: TargetClient;
  readonly told: DeviceAuthorizationResponse;
}

async function begin(context: Context, target: Target): Promise<Begun> {
  const device = need(context, target.native, "client that cannot keep a secret");
  const config = await configure(target, device);
  need(context, config.serverMetadata().device_authorization_endpoint, "device authorization endpoint");
  return { config, client: device, told: await initiateDeviceAuthorization(config, { scope: target.scope }) };
}

/** Has the person open the address that carries the code, and answer. */
async function decide(target: Target, { told }: Begun, mind: Mind): Promise<void> {
  await robot(target, mind).open(new URL(told.verification_uri_complete ?? told.verification_uri));
}

/** Has openid-client poll; it waits before it does so, here not for long. */
function poll({ config, told }: Begun) {
  return pollDeviceAuthorizationGrant(config, { ...told, interval: 0.05 });
}

/** One poll, as a device in haste sends it. */
async function pollOnce({ config, client: device, told }: Begun, clientId = device.id): Promise<unknown> {
  const form = { grant_type: GRANT_TYPE, device_code: told.device_code, client_id: clientId };
  return (await postForm(config.serverMetadata().token_endpoint, form)).body["error"];
}

suite("device authorization", (open) => {
  rule(["RFC8628-3.2-1", "RFC8628-3.2-2"], "begins with two codes and an address", async function () {
    const { told } = await begin(this, await open());
    assert.isAtLeast(told.device_code.length, 22);
    assert.isAtLeast(told.user_code.length, 6);
    assert.match(told.verification_uri, /^https?:/);
    assert.isAbove(told.expires_in, 0);
    assert.isAtLeast(told.interval ?? 5, 1);
  });

  rule(["RFC8628-3.5-1", "RFC8628-3.4-1"], "gives tokens once the person has allowed it", async function () {
    const target = await open();
    const begun = await begin(this, target);
    await decide(target, begun, "allow");
    const tokens = await poll(begun);
    assert.equal(tokens.scope ?? target.scope, target.scope);
    const config = await configure(target, target.confidential);
    if (config.serverMetadata().introspection_endpoint === undefined) return;
    assert.isTrue((await tokenIntrospection(config, tokens.access_token)).active);
  });

  rule("RFC8628-3.5-6", "says that the person has denied it", async function () {
    const target = await open();
    const begun = await begin(this, target);
    await decide(target, begun, "deny");
    await assertRefused(poll(begun), "access_denied");
  });

  rule("RFC8628-3.5-2", "says that the person has not decided, to whoever polls for the first time", async function () {
    assert.equal(await pollOnce(await begin(this, await open())), "authorization_pending");
  });

  rule("RFC8628-3.5-5", "slows down who polls again at once", async function () {
    const begun = await begin(this, await open());
    await pollOnce(begun);
    assert.equal(await pollOnce(begun), "slow_down");
  });

  rule("RFC8628-3.3.1-4", "allows nothing because an address that carries the code was opened", async function () {
    const begun = await begin(this, await open());
    const address = need(this, begun.told.verification_uri_complete, "address that carries the code");
    await (await fetch(address)).text();
    assert.equal(await pollOnce(begun), "authorization_pending");
  });

  beyond("RFC8628-3.4-2", "takes the code of another client for none", async function () {
    const target = await open();
    const own = need(this, target.own, "clients that a test makes");
    const begun = await begin(this, target);
    await decide(target, begun, "allow");
    const { clientId } = await client(own.issuer, { type: "public" });
    assert.equal(await pollOnce(begun, clientId), "invalid_grant");
    assert.isString((await poll(begun)).access_token);
  });

  beyond("RFC6749-4.1.2-5", "takes a device code once", async function () {
    const target = await open();
    const begun = await begin(this, target);
    await decide(target, begun, "allow");
    await poll(begun);
    await assertRefused(poll(begun), "invalid_grant", "expired_token");
  });
});

describe("device authorization, at a server whose clock can be moved", function () {
  this.timeout(60_000);

  rule("RFC8628-3.5-7", "says that the device code has expired when its time has come", async function () {
    const clock = settableClock(systemClock.now());
    const own = await startOwn({ clock });
    try {
      const { username } = await person(own.issuer);
      const native = { id: (await client(own.issuer, { type: "public" })).clientId, redirectUri: "" };
      const who = { username, password: PASSWORD };
      const target: Target = {
        issuer: own.url,
        person: who,
        confidential: native,
        native,
        scope: "read",
        algorithm: "oauth2",
        own,
      };
      const begun = await begin(this, target);
      clock.advance(begun.told.expires_in);
      await assertRefused(poll(begun), "expired_token");
    } finally {
      await own.stop();
    }
  });
});
