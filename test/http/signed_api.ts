import type { Middleware } from "koa";
import { SIGNATURE_METHODS, type SignedReader, signedReader, type SignedReaderOptions } from "../../src/oauth1/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import type { IssuerUnderTest, IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { type Consumer, consumerOf, registerConsumer, type SignOptions, signRequest } from "../support/oauth1.ts";
import { giveCredentials, type GiveCredentialsOptions, type GivenCredentials } from "../support/token_credentials.ts";
import { type ApiUnderTest, apiUnderTest } from "./api_under_test.ts";

/** An API that takes signed requests. */
export interface SignedApi extends ApiUnderTest {
  readonly application: ClientRecord;
  readonly consumer: Consumer;
  /** Gives the consumer token credentials of Ann's, for `read` and `write`, unless said otherwise. */
  give(said?: Partial<GiveCredentialsOptions>): Promise<GivenCredentials>;
  /** Calls it by a signature, in the issuer's time. */
  ask(path: string, signing?: Partial<SignOptions>): Promise<Response>;
}

/** What an API is made of: its issuer, and who reads signatures there. */
export type SignedMiddleware = (issuing: IssuerUnderTest, signed: SignedReader) => readonly Middleware[];

/** Opens an API for a test. */
export async function signedApi(
  middleware: SignedMiddleware,
  { reading = {}, ...options }: IssuerUnderTestOptions & { readonly reading?: Partial<SignedReaderOptions> } = {},
): Promise<SignedApi> {
  const settings = { methods: SIGNATURE_METHODS, plaintextOverHttp: true, window: 300, ...reading };
  const api = await apiUnderTest((issuing) => middleware(issuing, signedReader(issuing.issuer, settings)), options);
  const application = await registerConsumer(api.issuer, { name: "The consumer" });
  const consumer = consumerOf(application);
  return {
    ...api,
    application,
    consumer,
    give: (said = {}) =>
      giveCredentials(api.issuer, { consumer: application, account: api.ann, scope: ["read", "write"], ...said }),
    ask(path, signing = {}) {
      const {
        url,
        baseString: _base,
        ...init
      } = signRequest({
        url: api.url + path,
        consumer,
        timestamp: api.clock.now(),
        ...signing,
      });
      return fetch(url, init);
    },
  };
}
