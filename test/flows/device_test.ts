import { assert } from "chai";
import { describe, it } from "mocha";
import {
  allowInsecureRequests,
  customFetch,
  type Configuration,
  discovery,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
} from "openid-client";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { eventually } from "../contract/eventually.ts";
import { PASSWORD } from "../support/cast.ts";
import { DEVICE_GRANT } from "../support/device_flow.ts";
import { allow, type Answered, ask, isActive, signIn, textOf } from "../support/journey.ts";
import type { Seen } from "../support/visitor.ts";
import { isConsent, isLogin, openStage, type Stage } from "./stage.ts";

/** A device that was told its codes. */
interface Device {
  readonly clientId: string;
  readonly told: Answered;
}

describe("connecting a device", () => {
  let stage: Stage;

  before(async function () {
    this.timeout(60_000);
    stage = await openStage();
  });

  after(async () => stage.server.stop());

  async function begin(path = "/device_authorization"): Promise<Device> {
    const { clientId } = await stage.client({ type: "public" });
    return {
      clientId,
      told: await ask(`${stage.server.url}${path}`, { form: { client_id: clientId, scope: "read" } }),
    };
  }

  function poll({ clientId, told }: Device): Promise<Answered> {
    const form = { grant_type: DEVICE_GRANT, client_id: clientId, device_code: textOf(told, "device_code") };
    return ask(`${stage.server.url}/o/token/`, { form });
  }

  /** A person types a code at an address, signs in, and is asked. */
  async function type(
    address: string,
    userCode: string,
  ): Promise<{ page: Seen; send: (action: string) => Promise<Seen> }> {
    const browser = stage.browser();
    const login = await browser.submit(await browser.go(address), { fill: { user_code: userCode } });
    assert.isTrue(isLogin(login));
    const page = await signIn(browser, login, await stage.person());
    return {
      page,
      send: (action) => (action === "allow" ? allow(browser, page) : browser.submit(page, { fill: { action } })),
    };
  }

  rule("RFC8628-3.5-1", "gives it a token that works, once its owner has typed the code", async () => {
    const device = await begin();
    const { page, send } = await type(textOf(device.told, "verification_uri"), textOf(device.told, "user_code"));
    assert.isTrue(isConsent(page));
    assert.include((await send("allow")).text, "go on with your device");
    const token = textOf(await poll(device), "access_token");
    assert.isTrue(await isActive(stage.server.url, token, await stage.client()));
    const { status } = await ask(`${stage.server.url}/api/`, { bearer: token });
    assert.equal(status, 200);
  });

  rule("RFC8628-3.5-6", "gives it nothing when its owner denies", async () => {
    const device = await begin();
    const { send } = await type("/device", textOf(device.told, "user_code"));
    await send("deny");
    assert.include((await poll(device)).body, { error: "access_denied" });
  });

  for (const path of ["/o/device-authorization/", "/oauth/device_authorization", "/oauth2/device-authorization"]) {
    it(`works at ${path}, and the page at ${path.replace(/device.*/, "device/")}`, async () => {
      const device = await begin(path);
      const { send } = await type(path.replace(/device.*/, "device/"), textOf(device.told, "user_code"));
      await send("allow");
      assert.equal((await poll(device)).status, 200);
    });
  }

  it("is listed on the owner's account page, and ends there", async () => {
    const device = await begin();
    const owner = await stage.person();
    const browser = stage.browser();
    const login = await browser.go("/login?next=/device");
    const codePage = await browser.submit(login, { fill: { username: owner.username, password: PASSWORD } });
    const question = await browser.submit(codePage, { fill: { user_code: textOf(device.told, "user_code") } });
    await allow(browser, question);
    const refreshToken = textOf(await poll(device), "refresh_token");
    await browser.submit(await browser.go("/account"), { form: "/account/revoke" });
    const form = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: device.clientId };
    assert.include((await ask(`${stage.server.url}/token`, { form })).body, { error: "invalid_grant" });
  });

  beyond("RFC8628-5.4-1", "cannot be had by two people: the second is told that the code is not known", async () => {
    const device = await begin();
    const userCode = textOf(device.told, "user_code");
    const [one, other] = [await type("/device", userCode), await type("/device", userCode)];
    assert.include((await one.send("allow")).text, "connected");
    assert.include((await other.send("allow")).text, "not known here");
  });
});

describe("a device that polls too fast, with openid-client", () => {
  /** A client whose polls are noted, and the errors that they were answered. */
  async function hasty(stage: Stage, onError: (error: string) => void): Promise<Configuration> {
    const { clientId } = await stage.client({ type: "public" });
    const config = await discovery(new URL(stage.server.url), clientId, undefined, None(), {
      algorithm: "oauth2",
      execute: [allowInsecureRequests],
    });
    config[customFetch] = async (url, { method, headers, body }) => {
      const response = await fetch(url, { method, headers, ...(body instanceof URLSearchParams ? { body } : {}) });
      const { error }: { readonly error?: string } = await response.clone().json();
      if (error !== undefined) onError(error);
      return response;
    };
    return config;
  }

  rule("RFC8628-3.5-5", "is slowed down, waits five seconds more, and gets its tokens", async function () {
    this.timeout(60_000);
    const stage = await openStage({ DEVICE_FLOW_INTERVAL: "1" });
    try {
      const errors: string[] = [];
      const config = await hasty(stage, (error) => void errors.push(error));
      const told = await initiateDeviceAuthorization(config, { scope: "read" });
      const began = performance.now();
      const tokens = pollDeviceAuthorizationGrant(config, { ...told, interval: 0.1 });
      await eventually(async () => errors.includes("slow_down"));
      const browser = stage.browser();
      const login = await browser.submit(await browser.go(told.verification_uri_complete ?? ""));
      await allow(browser, await signIn(browser, login, await stage.person()));
      assert.isString((await tokens).access_token);
      assert.deepEqual(errors, ["authorization_pending", "slow_down"]);
      assert.isAtLeast(performance.now() - began, 5_000);
    } finally {
      await stage.server.stop();
    }
  });
});
