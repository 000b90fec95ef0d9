import { exchangeAt } from "../../../test/support/exchange.ts";
import { client, person } from "../../../test/support/cast.ts";
import { codeRequest } from "../../../test/support/code_flow.ts";
import {
  encode,
  type Given,
  type IssuerUnderTest,
  issuerUnderTest,
  type IssuerUnderTestOptions,
} from "../../../test/support/issuer_under_test.ts";
import type { Journey, Step } from "../../engine/mod.ts";
import { Params, parseScope } from "../../protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../stores/mod.ts";

/** A page of the way, as tests show it. */
export const FORM = { action: "/interaction/x", csrf: "seal", display: "page" } as const;

/** Two values of acr that a sign-in by password counts as in these tests. */
export const ACRS = { ACR_VALUES: "urn:test:good urn:test:poor" };

/** An issuer, a client of it and a person who is signed in. */
export interface Scene extends IssuerUnderTest {
  readonly app: ClientRecord;
  readonly ann: AccountRecord;
  journey(changes?: Given): Promise<Journey>;
}

/** Opens one; requests are of OpenID Connect unless they say otherwise. */
export async function scene(
  metadata: ClientRecord["metadata"] = {},
  { settings = ACRS, ...options }: IssuerUnderTestOptions = {},
): Promise<Scene> {
  const under = await issuerUnderTest({ settings, ...options });
  const { issuer } = under;
  const made = await client(issuer);
  const app = (await issuer.durable.clients.change(made.id, { metadata })) ?? made;
  const ann = await person(issuer);
  return {
    ...under,
    app,
    ann,
    async journey(changes = {}) {
      const params = Params.parse(encode(codeRequest(app, { scope: "openid", ...changes })));
      const scope = parseScope(params.get("scope") ?? "");
      const mode = issuer.responseModes.get("query")!;
      const redirectUri = app.redirectUris[0]!;
      const target = { client: app, redirectUri, askedRedirectUri: redirectUri, mode, state: undefined };
      const exchange = exchangeAt(issuer);
      const request = { exchange, target, client: app, params, responseWords: [], scope, permissions: scope };
      return { request, session: (await issuer.sessions.start(ann)).session, progress: {} };
    },
  };
}

/** The step of the issuer that has a name. */
export function stepOf({ issuer }: IssuerUnderTest, name: string): Step {
  const step = issuer.steps.find((one) => one.name === name);
  if (step === undefined) throw new TypeError(`Cannot find the step '${name}'`);
  return step;
}
