import type { ClientInput } from "../../src/clients/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import type { GivenSettings } from "../support/config.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { allow, type Answered, ask, authorizeUrl, redemption, signIn } from "../support/journey.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";
import { type Seen, type Visitor, visitor } from "../support/visitor.ts";

/** A server on real stores, and who meets there. */
export interface Stage {
  readonly server: RunningServer;
  /** A browser that was never here. */
  browser(): Visitor;
  person(): Promise<AccountRecord>;
  client(said?: Partial<ClientInput>): Promise<ClientRecord>;
}

/** Starts a server for a test, which stops it. */
export async function openStage(settings: GivenSettings = {}): Promise<Stage> {
  const server = await startServer({ settings });
  return {
    server,
    browser: () => visitor(server.url),
    person: () => person(server.issuer),
    client: (said) => client(server.issuer, said),
  };
}

/** Somebody in front of a browser, whom an application sends to the server. */
export interface Traveller {
  readonly browser: Visitor;
  readonly owner: AccountRecord;
  readonly application: ClientRecord;
  /** The application sends the browser here. */
  arrive(said?: Given): Promise<Seen>;
  /** Signs in where a login page is shown. */
  signIn(page: Seen, password?: string): Promise<Seen>;
  /** From the arrival to the consent page, signing in on the way. */
  toConsent(said?: Given): Promise<Seen>;
  /** From the arrival to the application. */
  through(said?: Given): Promise<Seen>;
  /** The application redeems a code. */
  redeem(code: string): Promise<Answered>;
}

/** Puts a new person in front of a new browser. */
export async function traveller(stage: Stage, application: ClientRecord): Promise<Traveller> {
  const { url } = stage.server;
  const browser = stage.browser();
  const owner = await stage.person();
  const self: Traveller = {
    browser,
    owner,
    application,
    arrive: (said) => browser.go(authorizeUrl(url, application, said)),
    signIn: (page, password) =>
      signIn(browser, page, { username: owner.username, ...(password === undefined ? {} : { password }) }),
    async toConsent(said) {
      const page = await self.arrive(said);
      return isLogin(page) ? self.signIn(page) : page;
    },
    async through(said) {
      const page = await self.toConsent(said);
      return isOutside(page) ? page : allow(browser, page);
    },
    redeem: (code) => ask(`${url}/token`, { form: redemption(code), as: application }),
  };
  return self;
}

/** Whether a page asks who the person is. */
export function isLogin({ text }: Seen): boolean {
  return text.includes('name="password"');
}

/** Whether a page asks for consent. */
export function isConsent({ text }: Seen): boolean {
  return text.includes('value="allow"');
}

/** Whether the browser left the server. */
export function isOutside({ url, status }: Seen): boolean {
  return status === 303 && !url.pathname.startsWith("/interaction/") && url.pathname !== "/login";
}
