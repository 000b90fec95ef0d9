import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Koa, { type Middleware } from "koa";
import { parseChallenge } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { type IssuerUnderTest, issuerUnderTest, type IssuerUnderTestOptions } from "../support/issuer_under_test.ts";

/** What a call brings along; an object as body is sent as JSON, text as a form. */
export interface Call {
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readonly<Record<string, unknown>>;
}

/** For whom a token is, and what it is good for. */
export interface Wanted {
  readonly scope?: string;
  /** Null = the client itself. */
  readonly account?: AccountRecord | null;
  readonly client?: ClientRecord;
}

/** An API on a socket, protected by tokens of an issuer in the same process. */
export interface ApiUnderTest extends IssuerUnderTest {
  /** Where it listens. */
  readonly url: string;
  readonly ann: AccountRecord;
  readonly bob: AccountRecord;
  readonly staff: AccountRecord;
  readonly app: ClientRecord;
  /** What reached the application's `error` event. */
  readonly errors: readonly unknown[];
  call(path: string, call?: Call): Promise<Response>;
  /** Gets a token from the issuer, by the password grant or by client credentials. */
  token(wanted?: Wanted): Promise<string>;
  close(): Promise<void>;
}

const FORM = "application/x-www-form-urlencoded";

async function listen(app: Koa): Promise<{ readonly url: string; close(): Promise<void> }> {
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Content {
  readonly body?: BodyInit;
  readonly headers: Readonly<Record<string, string>>;
}

function contentOf({ body, headers = {} }: Call): Content {
  if (body === undefined) return { headers };
  if (typeof body === "string") return { body, headers: { "Content-Type": FORM, ...headers } };
  const bytes = body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body);
  return { body: bytes, headers: { "Content-Type": "application/json", ...headers } };
}

async function issueTo(issuing: IssuerUnderTest, { scope, account, client: app }: Wanted): Promise<string> {
  const grant =
    account === undefined || account === null
      ? { grant_type: "client_credentials" }
      : { grant_type: "password", username: account.username, password: PASSWORD };
  const reply = await issuing.post(`${issuing.issuer.base}/token`, {
    form: { ...grant, scope },
    ...(app === undefined ? {} : { as: app }),
  });
  if (reply.kind !== "json" || reply.status !== 200) throw new TypeError(`No token: ${JSON.stringify(reply)}`);
  return (reply.body as { access_token: string }).access_token;
}

/** Opens an API for a test. */
export async function apiUnderTest(
  middleware: (issuing: IssuerUnderTest) => readonly Middleware[],
  options: IssuerUnderTestOptions = {},
): Promise<ApiUnderTest> {
  const issuing = await issuerUnderTest(options);
  const { issuer } = issuing;
  const errors: unknown[] = [];
  const koa = new Koa();
  koa.on("error", (error: unknown) => errors.push(error));
  for (const one of middleware(issuing)) koa.use(one);
  const listening = await listen(koa);
  const ann = await person(issuer, { email: "ann@people.test", firstName: "Ann", lastName: "Oak" });
  const app = await client(issuer, { name: "The app" });
  return {
    ...issuing,
    url: listening.url,
    ann,
    app,
    bob: await person(issuer),
    staff: await person(issuer, { isStaff: true }),
    errors,
    close: () => listening.close(),
    token: (wanted = {}) => issueTo(issuing, { account: ann, client: app, ...wanted }),
    call(path, call = {}) {
      const { body, headers } = contentOf(call);
      const bearer = call.token === undefined ? {} : { Authorization: `Bearer ${call.token}` };
      const content = body === undefined ? {} : { body };
      return fetch(`${listening.url}${path}`, {
        method: call.method ?? "GET",
        ...content,
        headers: { ...bearer, ...headers },
      });
    },
  };
}

/** The parameters of the challenge of an answer. */
export function challengeOf(response: Response): Readonly<Record<string, string>> {
  const { scheme, params } = parseChallenge(response.headers.get("WWW-Authenticate") ?? "");
  return { scheme, ...params };
}

/** The JSON of an answer. */
export async function bodyOfAnswer(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}
