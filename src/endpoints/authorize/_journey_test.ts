import type { ClientInput } from "../../clients/mod.ts";
import { client, person } from "../../../test/support/cast.ts";
import { codeRequest } from "../../../test/support/code_flow.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import {
  encode,
  type Given,
  type IssuerUnderTest,
  issuerUnderTest,
  type IssuerUnderTestOptions,
} from "../../../test/support/issuer_under_test.ts";
import type { Journey } from "../../engine/mod.ts";
import { Params } from "../../protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../stores/mod.ts";
import { address } from "./address.ts";
import { validate } from "./validate.ts";

/** An issuer with a client and a person who may be on the way through an authorization request. */
export interface Scene extends IssuerUnderTest {
  readonly app: ClientRecord;
  readonly ann: AccountRecord;
  /** The way of the person, signed in, through a request that is changed. */
  journey(changes?: Given): Promise<Journey>;
}

/** Opens one. */
export async function scene(
  options: IssuerUnderTestOptions & { readonly said?: Partial<ClientInput>; readonly add?: Partial<ClientRecord> } = {},
): Promise<Scene> {
  const under = await issuerUnderTest(options);
  const { issuer } = under;
  const registered = await client(issuer, options.said);
  const app = (await issuer.durable.clients.change(registered.id, options.add ?? {})) ?? registered;
  const ann = await person(issuer);
  return {
    ...under,
    app,
    ann,
    async journey(changes) {
      const exchange = exchangeAt(issuer);
      const params = Params.parse(encode(codeRequest(app, changes)));
      const request = await validate(params, await address(params, exchange), exchange);
      return { request, session: (await issuer.sessions.start(ann)).session, progress: {} };
    },
  };
}
