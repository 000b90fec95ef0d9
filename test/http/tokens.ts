import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { credentialsOf } from "../support/code_flow.ts";
import {
  type Given,
  type IssuerUnderTest,
  issuerUnderTest,
  type IssuerUnderTestOptions,
} from "../support/issuer_under_test.ts";
import { bodyOf, textIn } from "../support/replies.ts";

/** An issuer with one client and one person. */
export interface Scene extends IssuerUnderTest {
  readonly app: ClientRecord;
  readonly ann: AccountRecord;
}

/** The two tokens of an answer. */
export interface Pair {
  readonly access: string;
  readonly refresh: string;
}

/** Opens an issuer with a client that may use every grant, and a person. */
export async function scene(
  options: IssuerUnderTestOptions & { readonly client?: Parameters<typeof client>[1] } = {},
): Promise<Scene> {
  const under = await issuerUnderTest(options);
  const app = await client(under.issuer, options.client);
  return { ...under, app, ann: await person(under.issuer) };
}

/** Asks the token endpoint as a client: by HTTP Basic, or by its name when it is public. */
export function ask(under: IssuerUnderTest, app: ClientRecord, form: Given): Promise<Reply> {
  const { form: named, ...credentials } = credentialsOf(app);
  return under.post("/token", { ...credentials, form: { ...named, ...form } });
}

/** The form of a password grant of a person. */
export function passwordForm(account: AccountRecord, changes: Given = {}): Given {
  return { grant_type: "password", username: account.username, password: PASSWORD, ...changes };
}

/** The tokens of an answer; fails when it has none. */
export function pairOf(reply: Reply): Pair {
  assert.equal(reply.status, 200, JSON.stringify(reply));
  return { access: textIn(reply, "access_token"), refresh: textIn(reply, "refresh_token") };
}

/** Gets both tokens by the password grant. */
export async function pairFor(scene: Scene, changes: Given = {}): Promise<Pair> {
  return pairOf(await ask(scene, scene.app, passwordForm(scene.ann, changes)));
}

/** Presents a refresh token. */
export function refresh(under: IssuerUnderTest, app: ClientRecord, form: Given): Promise<Reply> {
  return ask(under, app, { grant_type: "refresh_token", ...form });
}

/** What introspection answers a confidential client of its own. */
export async function introspected(under: IssuerUnderTest, token: string): Promise<Readonly<Record<string, unknown>>> {
  const asks = await client(under.issuer, { grantTypes: ["client_credentials"], redirectUris: [] });
  return bodyOf(await under.post("/introspect", { as: asks, form: { token } }));
}

/** Fails unless the issuer says that a token is alive, or that it is dead. */
export async function assertActive(under: IssuerUnderTest, token: string, active = true): Promise<void> {
  assert.equal((await introspected(under, token))["active"], active);
}
