import { assert } from "chai";
import type { ClientInput } from "../../src/clients/mod.ts";
import type { OauthProblem, Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { CALLBACK, person } from "../support/cast.ts";
import { type IssuerUnderTest, issuerUnderTest, type IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import {
  type Consumer,
  consumerOf,
  pairIn,
  registerConsumer,
  type SignOptions,
  signRequest,
  type TokenPair,
} from "../support/oauth1.ts";
import { locationOf, markupOf } from "../support/replies.ts";
import { type ValueBrowser, valueBrowser } from "../support/value_browser.ts";

/** A request of a consumer, which is by POST and signed by HMAC-SHA256 unless it is said otherwise. */
export type SaidOf = Partial<Omit<SignOptions, "url">>;

/** A consumer, and a person in front of a browser, at an issuer without a socket. */
export interface Legs {
  readonly under: IssuerUnderTest;
  readonly application: ClientRecord;
  readonly consumer: Consumer;
  readonly owner: AccountRecord;
  /** In which the owner is signed in. */
  readonly browser: ValueBrowser;
  /** The consumer signs a request and sends it. */
  send(path: string, said?: SaidOf): Promise<Reply>;
  /** The first leg. */
  temporary(callback?: string, said?: SaidOf): Promise<TokenPair>;
  /** The consent page, to which temporary credentials lead. */
  ask(token: string, browser?: ValueBrowser): Promise<Reply>;
  /** The second leg. */
  allow(token: string, browser?: ValueBrowser): Promise<Reply>;
  deny(token: string, browser?: ValueBrowser): Promise<Reply>;
  /** The second leg, as far as the consumer hears of it. */
  verifier(token: string): Promise<string>;
  /** The third leg. */
  redeem(temporary: TokenPair, verifier?: string, said?: SaidOf): Promise<Reply>;
  /** All three. */
  credentials(callback?: string): Promise<TokenPair>;
}

/** What differs from a standard issuer and a standard consumer. */
export interface LegsOptions extends IssuerUnderTestOptions {
  readonly client?: Partial<ClientInput>;
}

/** What a form-encoded answer says. */
export function saidIn(reply: Reply): Readonly<Record<string, string>> {
  assert(reply.kind === "json", `the answer is of the kind ${reply.kind}: ${JSON.stringify(reply).slice(0, 900)}`);
  assert.equal(reply.headers["Content-Type"], "application/x-www-form-urlencoded");
  return Object.fromEntries(new URLSearchParams(reply.text));
}

/** The credentials of an answer. */
export function credentialsIn(reply: Reply): TokenPair {
  const said = saidIn(reply);
  return pairIn({ status: reply.status, text: JSON.stringify(said), said, problem: said["oauth_problem"] });
}

/** Fails unless an answer is a refusal in the right words, in header and body, that tells nothing secret. */
export function assertProblem(
  reply: Reply,
  { problem, status = 401, says = "" }: { problem: OauthProblem; status?: number; says?: string },
): void {
  const { oauth_problem: told, oauth_problem_advice: advice = "" } = saidIn(reply);
  assert.deepEqual([reply.status, told], [status, problem], advice);
  assert.include(advice, says);
  assert.include(reply.headers["WWW-Authenticate"], `oauth_problem="${problem}"`);
  assert.equal(reply.headers["Cache-Control"], "no-store");
}

/** The code on a page for who types it. */
export function pinOn(reply: Reply): string {
  const [, shown = ""] = /<output\b[^>]*>([^<]+)<\/output>/.exec(markupOf(reply)) ?? [];
  return shown.replaceAll(" ", "");
}

/** The verifier in an answer to a browser: in the address of the callback, or on a page. */
export function verifierIn(reply: Reply): string {
  return reply.kind === "html" ? pinOn(reply) : (locationOf(reply).searchParams.get("oauth_verifier") ?? "");
}

/** Puts a consumer and a person in front of an issuer. */
export async function legs({ client: said, ...options }: LegsOptions = {}): Promise<Legs> {
  const under = await issuerUnderTest(options);
  const { issuer, clock } = under;
  const application = await registerConsumer(issuer, said);
  const consumer = consumerOf(application);
  const owner = await person(issuer);
  const own = valueBrowser(under);
  await own.signIn(owner);

  function decide(action: string) {
    return async (token: string, browser: ValueBrowser = own) => {
      const page = await self.ask(token, browser);
      // Who allowed the same before is not asked again.
      return page.kind === "redirect" ? page : browser.submit(page, { action });
    };
  }
  const self: Legs = {
    under,
    application,
    consumer,
    owner,
    browser: own,
    send(path, { method = "POST", ...request } = {}) {
      const url = `${issuer.url}${path}`;
      const standard = { consumer, signatureMethod: "HMAC-SHA256", timestamp: clock.now() } as const;
      const signed = signRequest({ ...standard, ...request, method, url });
      const { pathname, search } = new URL(signed.url);
      const body = signed.body === undefined ? {} : { form: signed.body };
      return under.send(method, pathname, { query: search.slice(1), headers: signed.headers, ...body });
    },
    async temporary(callback = CALLBACK, request = {}) {
      const params = { oauth_callback: callback, ...request.params };
      return credentialsIn(await self.send("/oauth1/request_token", { ...request, params }));
    },
    async ask(token, browser = own) {
      const reply = await browser.get("/oauth1/authorize", { query: { oauth_token: token } });
      if (reply.kind !== "redirect") return reply;
      const next = await browser.follow(reply);
      return next.kind === "redirect" && next.location.startsWith("/") ? browser.follow(next) : next;
    },
    allow: decide("allow"),
    deny: decide("deny"),
    verifier: async (token) => verifierIn(await self.allow(token)),
    redeem(temporary, verifier, request = {}) {
      const params = { oauth_verifier: verifier, ...request.params };
      return self.send("/oauth1/access_token", { token: temporary, ...request, params });
    },
    async credentials(callback) {
      const temporary = await self.temporary(callback);
      return credentialsIn(await self.redeem(temporary, await self.verifier(temporary.token)));
    },
  };
  return self;
}
