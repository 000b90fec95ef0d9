import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { Browser, Page } from "playwright-core";
import type { ClientConfig } from "../../../src/lab/mod.ts";
import type { Program } from "../program.ts";
import { refusing } from "./refusing.ts";

const BUNDLE = new URL("../../../node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js", import.meta.url);

const PAGE = "<!doctype html><title>An application in the browser</title><script src='/oidc-client-ts.js'></script>";

/** The origin of an application, which serves its page and takes the answers of the provider. */
interface Site {
  readonly origin: string;
  /** The whole address to which the provider sent the browser. */
  readonly answered: Promise<string>;
  close(): void;
}

async function openSite({ redirect_uri: redirect }: ClientConfig): Promise<Site> {
  const { origin, port, pathname } = new URL(redirect);
  const bundle = await readFile(BUNDLE, "utf8");
  const answered = deferred<string>();
  function send(response: ServerResponse, path: string): void {
    const isScript = path === "/oidc-client-ts.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html", connection: "close" });
    response.end(isScript ? bundle : PAGE);
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", origin);
    send(response, url.pathname);
    if (url.pathname === pathname) answered.resolve(url.href);
  });
  server.listen(Number(port), "127.0.0.1");
  await once(server, "listening");
  return {
    origin,
    answered: answered.promise,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function settingsOf(config: ClientConfig): Readonly<Record<string, unknown>> {
  const { issuer, client_id, client_secret, redirect_uri, scope, token_endpoint_auth_method: method } = config;
  const secret = client_secret === undefined ? {} : { client_secret, client_authentication: method };
  const loadUserInfo = scope.split(" ").includes("openid");
  const asked = {
    ...(config.prompt === undefined ? {} : { prompt: config.prompt }),
    ...(config.max_age === undefined ? {} : { max_age: Number(config.max_age) }),
  };
  return {
    authority: issuer,
    client_id,
    redirect_uri,
    scope,
    response_type: "code",
    loadUserInfo,
    ...asked,
    ...secret,
  };
}

/** What the application's own script does before the browser leaves. */
async function begin(page: Page, settings: Readonly<Record<string, unknown>>): Promise<string> {
  return page.evaluate(async (given) => {
    const { OidcClient } = Reflect.get(globalThis, "oidc");
    const client = new OidcClient(given);
    Reflect.set(globalThis, "client", client);
    const request = await client.createSigninRequest({});
    return String(request.url);
  }, settings);
}

/** What it does with the answer: everything that the library checks, then the resource. */
async function finish(page: Page, given: { readonly answer: string; readonly resource: string }): Promise<number> {
  return page.evaluate(async ({ answer, resource }) => {
    const response = await Reflect.get(globalThis, "client").processSigninResponse(answer);
    const opened = await fetch(resource, { headers: { authorization: `Bearer ${response.access_token}` } });
    return opened.status;
  }, given);
}

/** oidc-client-ts in a page of a real browser, which its caller starts and closes. */
export function oidcClientTsClient(browser: Browser): Program {
  return refusing(async (config, around) => {
    const site = await openSite(config);
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(site.origin);
      around.print(await begin(page, settingsOf(config)));
      const status = await finish(page, { answer: await site.answered, resource: config.resource });
      if (status !== 200) throw new TypeError(`Cannot open the resource: ${status}`);
    } finally {
      await context.close();
      site.close();
    }
  });
}
