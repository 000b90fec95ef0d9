import type { ReceivedRequest } from "../protocol/mod.ts";
import { client, person, SECRET } from "../../test/support/cast.ts";
import {
  type IssuerUnderTest,
  issuerUnderTest,
  type IssuerUnderTestOptions,
} from "../../test/support/issuer_under_test.ts";
import { type Consumer, type Signed, signRequest, type SignOptions } from "../../test/support/oauth1.ts";
import { giveCredentials, type GivenCredentials } from "../../test/support/token_credentials.ts";
import type { ClientInput } from "../clients/mod.ts";
import type { AccountRecord, ClientRecord, FamilyRecord } from "../stores/mod.ts";
import {
  type Credentials,
  findTokenCredentials,
  SIGNATURE_METHODS,
  type VerifiedRequest,
  verifySigned,
  type VerifySignedOptions,
} from "./mod.ts";

/** How the verification of a test differs from the usual one. */
export type Verifying = Partial<Omit<VerifySignedOptions<Credentials>, "issuer">>;

/** How an API verifies that takes requests of two legs, by every method. */
export const VERIFYING = {
  settings: { methods: SIGNATURE_METHODS, plaintextOverHttp: false, window: 300 },
  withoutToken: "two_legs",
} as const;

/** An issuer with a consumer that signs in the issuer's time. */
export interface Signing extends IssuerUnderTest {
  readonly consumer: ClientRecord;
  /** Signs a request to `https://api.test/photos`, unless said otherwise. */
  readonly sign: (options?: Partial<SignOptions>) => ReceivedRequest;
  /** Verifies as an API does that takes requests of two legs. */
  readonly verify: (received: ReceivedRequest, options?: Verifying) => Promise<VerifiedRequest<Credentials>>;
}

/** What came of a signed request over https. */
export function receivedAs({ method, url, headers, body }: Signed): ReceivedRequest {
  const { origin, protocol, pathname, search } = new URL(url);
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return {
    method,
    origin,
    path: pathname,
    query: search.slice(1),
    authorization: headers["authorization"],
    form: isForm ? (body ?? "") : undefined,
    body: body ?? "",
    secure: protocol === "https:",
  };
}

/** What a consumer of a test signs with. */
export function consumerOf({ clientId }: Pick<ClientRecord, "clientId">, secret = SECRET): Consumer {
  return { key: clientId, secret };
}

/** Opens such an issuer. */
export async function signing(said: Partial<ClientInput> = {}, options: IssuerUnderTestOptions = {}): Promise<Signing> {
  const under = await issuerUnderTest(options);
  const { issuer, clock } = under;
  const consumer = await client(issuer, { grantTypes: ["oauth1", "client_credentials"], ...said });
  return {
    ...under,
    consumer,
    sign: (signed = {}) =>
      receivedAs(
        signRequest({
          url: "https://api.test/photos",
          consumer: consumerOf(consumer),
          timestamp: clock.now(),
          ...signed,
        }),
      ),
    verify: (received, verifying = {}) =>
      verifySigned(received, {
        issuer,
        ...VERIFYING,
        findToken: (text) => findTokenCredentials(text, issuer),
        ...verifying,
      }),
  };
}

/** Token credentials that were given out. */
export interface Given extends GivenCredentials {
  readonly account: AccountRecord;
}

/** Gives token credentials to a consumer, as the third leg does. */
export async function giveToken(
  { issuer, consumer }: Pick<Signing, "issuer" | "consumer">,
  said: Partial<FamilyRecord> = {},
): Promise<Given> {
  const account = await person(issuer);
  return { ...(await giveCredentials(issuer, { consumer, account, ...said })), account };
}
