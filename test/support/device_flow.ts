import { assert } from "chai";
import type { ClientInput } from "../../src/clients/mod.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, person } from "./cast.ts";
import { credentialsOf } from "./code_flow.ts";
import {
  type Asked,
  type Given,
  type IssuerUnderTest,
  issuerUnderTest,
  type IssuerUnderTestOptions,
} from "./issuer_under_test.ts";
import { bodyOf, textIn } from "./replies.ts";
import { type ValueBrowser, valueBrowser } from "./value_browser.ts";

/** The grant type of device codes. */
export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** What a device was told. */
export interface Told {
  readonly deviceCode: string;
  readonly userCode: string;
}

/** Who takes part in a device flow. */
export interface DeviceFlow {
  readonly under: IssuerUnderTest;
  readonly client: ClientRecord;
  readonly account: AccountRecord;
  /** The person's, signed in. */
  readonly browser: ValueBrowser;
  /** Asks the device authorization endpoint as the device. */
  readonly ask: (form?: Given, asked?: Asked) => Promise<Reply>;
  /** Has the device begin. */
  readonly begin: (form?: Given) => Promise<Told>;
  /** Has the device poll. */
  readonly poll: (deviceCode: string, form?: Given) => Promise<Reply>;
  /** Has a person type a code; their own browser where none is named. */
  readonly type: (userCode: string, browser?: ValueBrowser) => Promise<Reply>;
  /** Has the person type a code and press a button. */
  readonly decide: (userCode: string, action: "allow" | "deny", fill?: Given) => Promise<Reply>;
}

/** The error of an answer, `none` where it has none. */
export function errorOf(reply: Reply): unknown {
  return bodyOf(reply)["error"] ?? "none";
}

/** A browser of somebody who is signed in. */
export async function browserOf(under: IssuerUnderTest, account: AccountRecord): Promise<ValueBrowser> {
  const browser = valueBrowser(under);
  await browser.signIn(account);
  return browser;
}

/** Sets up a device, a person and a browser at an issuer. */
export async function deviceFlow(
  under: IssuerUnderTest,
  cast: { readonly client?: ClientRecord; readonly account?: AccountRecord } = {},
): Promise<DeviceFlow> {
  const { client: asks = await client(under.issuer, { type: "public" }), account = await person(under.issuer) } = cast;
  const own = await browserOf(under, account);
  const { form: named, ...credentials } = credentialsOf(asks);
  const flow: DeviceFlow = {
    under,
    client: asks,
    account,
    browser: own,
    ask: (form = {}, asked = {}) =>
      under.post("/device_authorization", { ...credentials, ...asked, form: { ...named, ...form } }),
    async begin(form) {
      const reply = await flow.ask(form);
      assert.equal(reply.status, 200, JSON.stringify(reply));
      return { deviceCode: textIn(reply, "device_code"), userCode: textIn(reply, "user_code") };
    },
    poll: (deviceCode, form = {}) =>
      under.post("/token", {
        ...credentials,
        form: { ...named, grant_type: DEVICE_GRANT, device_code: deviceCode, ...form },
      }),
    async type(userCode, browser = own) {
      return browser.submit(await browser.get("/device"), { user_code: userCode });
    },
    async decide(userCode, action, fill = {}) {
      return own.submit(await flow.type(userCode), { action, ...fill });
    },
  };
  return flow;
}

/** How the issuer and the device of a flow differ from the standard ones. */
export type OpenDeviceFlowOptions = IssuerUnderTestOptions & { readonly client?: Partial<ClientInput> };

/** Sets up an issuer with a device and a person. */
export async function openDeviceFlow({ client: said, ...options }: OpenDeviceFlowOptions = {}): Promise<DeviceFlow> {
  const under = await issuerUnderTest(options);
  return deviceFlow(under, { client: await client(under.issuer, { type: "public", ...said }) });
}
