import { assert } from "chai";
import type { ClientInput } from "../../src/clients/mod.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import { type CodeFlow, codeFlow } from "../support/code_flow.ts";
import {
  type Given,
  type IssuerUnderTest,
  issuerUnderTest,
  type IssuerUnderTestOptions,
} from "../support/issuer_under_test.ts";
import { bodyOf, markupOf, textIn } from "../support/replies.ts";
import type { ValueBrowser } from "../support/value_browser.ts";

/** Where every client of these tests is sent after a logout. */
export const BYE = "https://client.test/bye";

/** A person who is signed in at an issuer, with a client that has an ID token and tokens of the session. */
export interface LogoutStage {
  readonly under: IssuerUnderTest;
  readonly ann: AccountRecord;
  readonly app: ClientRecord;
  readonly flow: CodeFlow;
  readonly browser: ValueBrowser;
  readonly tokens: Reply;
  /** The ID token of the client. */
  readonly hint: string;
}

/** A client that may be sent to after a logout. */
export function loggingOut(under: IssuerUnderTest, metadata: object = {}, said: Partial<ClientInput> = {}) {
  return client(under.issuer, {
    skipAuthorization: true,
    metadata: { post_logout_redirect_uris: [BYE], ...metadata },
    ...said,
  });
}

/** Signs the person of a browser in at a client, and answers the client's tokens. */
export async function tokensFor(flow: CodeFlow, scope = "openid read"): Promise<Reply> {
  const isOffline = scope.includes("offline_access");
  return flow.redeem(await flow.code({ scope, ...(isOffline ? { prompt: "consent" } : {}) }));
}

/** Opens the stage. */
export async function logoutStage(
  options: IssuerUnderTestOptions & { readonly metadata?: object; readonly scope?: string } = {},
): Promise<LogoutStage> {
  const under = await issuerUnderTest(options);
  const ann = await person(under.issuer);
  const app = await loggingOut(under, options.metadata);
  const flow = await codeFlow(under, { client: app, account: ann });
  const tokens = await tokensFor(flow, options.scope);
  return { under, ann, app, flow, browser: flow.browser, tokens, hint: textIn(tokens, "id_token") };
}

/** Whether a token of the tokens of a client works. */
export async function isAlive({ under, app }: LogoutStage, tokens: Reply, as: ClientRecord = app): Promise<boolean> {
  const form = { token: textIn(tokens, "access_token") };
  return bodyOf(await under.post("/introspect", { as, form }))["active"] === true;
}

/** Whether the browser is still signed in. */
export async function isSignedIn({ browser }: Pick<LogoutStage, "browser">): Promise<boolean> {
  return (await browser.get("/account")).kind === "html";
}

/** Asks to be logged out, as a client's link does. */
export function askLogout({ browser }: Pick<LogoutStage, "browser">, query: Given): Promise<Reply> {
  return browser.get("/logout", { query });
}

/** Fails unless an answer is the page that asks the person. */
export function assertAsks(reply: Reply): void {
  assert.equal(reply.status, 200);
  assert.include(markupOf(reply), "Log out?");
}
