import type { Middleware } from "koa";
import { createLog, createSafeFetch, type Log } from "../../src/platform/mod.ts";
import {
  authenticate,
  type AuthenticateOptions,
  guard,
  hasScope,
  introspectionReader,
  type IntrospectionReaderOptions,
} from "../../src/resource_server/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, person, SECRET } from "../support/cast.ts";
import type { GivenSettings } from "../support/config.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { encode, type Given } from "../support/issuer_under_test.ts";
import { type Answered, askKoa, koaOf } from "../support/koa_server.ts";
import { PASSWORD } from "../support/cast.ts";

/** What the API in the other process answers. */
const BOOKS: Middleware = (context) => {
  context.body = "a book";
};

/** How the API differs from the usual one. */
export interface RemoteApiOptions {
  readonly reader?: Partial<IntrospectionReaderOptions>;
  readonly authenticate?: Partial<AuthenticateOptions>;
  readonly settings?: GivenSettings;
}

/** An issuer behind a socket, and an API that knows no more of it than its address and its own secret there. */
export interface RemoteApi {
  readonly server: HttpServer;
  readonly app: ClientRecord;
  readonly ann: AccountRecord;
  /** The client as which the API introspects. */
  readonly books: ClientRecord;
  /** What the API wrote to its log. */
  readonly lines: readonly string[];
  /** How often the API asked its issuer. */
  asked(): number;
  /** Gets a member of an answer of the token endpoint, by a password unless said otherwise. */
  token(form?: Given, member?: string): Promise<string>;
  /** Sends a form to an endpoint as a client. */
  post(path: string, form: Given, as?: ClientRecord): Promise<Answered>;
  /** Calls the API with a token. */
  call(token: string): Promise<Answered>;
}

/** A log whose lines a test reads. */
export function readableLog(): { readonly log: Log; readonly lines: readonly string[] } {
  const lines: string[] = [];
  return { lines, log: createLog({ level: "debug", destination: { write: (line) => void lines.push(line) } }) };
}

/** Opens both for a test, and closes them after it. */
export async function withRemoteApi<T>(options: RemoteApiOptions, use: (api: RemoteApi) => Promise<T>): Promise<T> {
  const server = await httpServer(options.settings === undefined ? {} : { settings: options.settings });
  try {
    return await use(await openRemoteApi(server, options));
  } finally {
    await server.stop();
  }
}

async function openRemoteApi(server: HttpServer, options: RemoteApiOptions): Promise<RemoteApi> {
  const { issuer, origin, clock } = server;
  const [app, ann] = [await client(issuer), await person(issuer)];
  const books = await client(issuer, { clientId: "books", grantTypes: ["client_credentials"], redirectUris: [] });
  const { lines, log } = readableLog();
  const own = createSafeFetch({ origins: [origin] });
  let count = 0;
  const reader = introspectionReader({
    url: `${origin}/introspect`,
    credentials: { method: "client_secret_basic", clientId: books.clientId, secret: SECRET },
    clock,
    log,
    fetch(url, asked) {
      count += 1;
      return own(url, asked);
    },
    ...options.reader,
  });
  const api = koaOf(authenticate({ reader, realm: "books", ...options.authenticate }), guard(hasScope("read")), BOOKS);

  async function post(path: string, form: Given, as: ClientRecord = app): Promise<Answered> {
    const authorization = `Basic ${Buffer.from(`${as.clientId}:${SECRET}`).toString("base64")}`;
    const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
    const response = await fetch(origin + path, { method: "POST", headers, body: encode(form) });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  return {
    server,
    app,
    ann,
    books,
    lines,
    asked: () => count,
    async token(form = {}, member = "access_token") {
      const usual = { grant_type: "password", username: ann.username, password: PASSWORD, scope: "read" };
      const { [member]: text } = JSON.parse((await post("/token", { ...usual, ...form })).text);
      if (typeof text !== "string") throw new TypeError(`There is no ${member}`);
      return text;
    },
    post,
    call: (token) => askKoa(api, "/", { headers: { authorization: `Bearer ${token}` } }),
  };
}
