import { assert } from "chai";
import type Koa from "koa";
import { allowInsecureRequests, discovery, None } from "openid-client";
import { rule } from "../../conformance/support/rule.ts";
import { silentLog } from "../../src/platform/mod.ts";
import { parseChallenge } from "../../src/protocol/mod.ts";
import {
  accessOf,
  authenticate,
  guard,
  hasScope,
  introspectionReader,
  resourceMetadata,
  resourceMetadataUrl,
} from "../../src/resource_server/mod.ts";
import { client, SECRET } from "../support/cast.ts";
import { codeAt, textOf } from "../support/journey.ts";
import { koaOf, whileServing } from "../support/koa_server.ts";
import { freePort } from "../support/free_port.ts";
import { isConsent, openStage, type Stage, traveller } from "./stage.ts";
import { createServer } from "node:http";

/** An API of somebody else, at an address of its own, that takes the tokens of our server for itself alone. */
interface Shelf {
  readonly resource: string;
  readonly get: (token?: string) => Promise<Response>;
}

/** Which API it is, whose tokens it takes, and for how long it believes what it was told of one. */
interface ShelfAppOptions {
  readonly resource: string;
  readonly issuer: string;
  readonly cacheSeconds: number;
}

/** The API as its author wrote it. */
function shelfApp({ resource, issuer, cacheSeconds }: ShelfAppOptions): Koa {
  const reader = introspectionReader({
    url: `${issuer}/introspect`,
    issuer,
    credentials: { method: "client_secret_basic", clientId: "shelf", secret: SECRET },
    cacheSeconds,
    log: silentLog,
  });
  return koaOf(
    resourceMetadata({ resource, authorizationServers: [issuer], scopesSupported: ["read"], resourceName: "A shelf" }),
    authenticate({
      reader,
      resource,
      requireAudience: true,
      realm: "shelf",
      resourceMetadata: resourceMetadataUrl(resource),
    }),
    guard(hasScope("read")),
    (context) => {
      const access = accessOf(context);
      context.body = { reader: access.kind === "token" ? access.token.subject?.username : undefined };
    },
  );
}

/** Serves it while a test needs it. */
async function withShelf(
  { stage, cacheSeconds = 0 }: { readonly stage: Stage; readonly cacheSeconds?: number },
  use: (shelf: Shelf) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const resource = `http://127.0.0.1:${port}/shelf`;
  const handle = shelfApp({ resource, issuer: stage.server.url, cacheSeconds }).callback();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  try {
    await use({
      resource,
      get: (token) => fetch(resource, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    });
  } finally {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
}

describe("an API somewhere else", () => {
  let stage: Stage;

  before(async function () {
    this.timeout(60_000);
    stage = await openStage();
    await client(stage.server.issuer, { clientId: "shelf", grantTypes: ["client_credentials"], redirectUris: [] });
  });

  after(async () => stage.server.stop());

  rule(
    ["RFC9728-5.1-1", "RFC9728-3.3-1", "RFC8707-2.1-4"],
    "is used by an application that knows no more than its address",
    () =>
      withShelf({ stage }, async (shelf) => {
        const refused = await shelf.get();
        assert.equal(refused.status, 401);
        const { resource_metadata: address = "" } = parseChallenge(
          refused.headers.get("www-authenticate") ?? "",
        ).params;
        const said: { readonly resource: string; readonly authorization_servers: readonly string[] } = JSON.parse(
          await (await fetch(address)).text(),
        );
        assert.equal(said.resource, shelf.resource);
        const issuer = new URL(said.authorization_servers[0] ?? "");
        const found = await discovery(issuer, "any", undefined, None(), { execute: [allowInsecureRequests] });
        assert.equal(found.serverMetadata().issuer, stage.server.url);

        const guest = await traveller(stage, await stage.client());
        const page = await guest.toConsent({ scope: "read", resource: said.resource });
        assert.isTrue(isConsent(page));
        assert.include(page.text, `Use this access at ${new URL(shelf.resource).host}`);
        const back = await guest.browser.submit(page, { fill: { action: "allow" } });
        const token = textOf(await guest.redeem(codeAt(back.url)), "access_token");
        const answer = await shelf.get(token);
        assert.deepEqual([answer.status, await answer.json()], [200, { reader: guest.owner.username }]);
      }),
  );

  rule("RFC8707-3-1", "takes no token that another API could have passed on", () =>
    withShelf({ stage }, (one) =>
      withShelf({ stage }, async (other) => {
        const guest = await traveller(stage, await stage.client({ skipAuthorization: true }));
        const back = await guest.through({ scope: "read", resource: one.resource });
        const token = textOf(await guest.redeem(codeAt(back.url)), "access_token");
        assert.equal((await one.get(token)).status, 200);
        const refused = await other.get(token);
        assert.equal(refused.status, 401);
        assert.equal(parseChallenge(refused.headers.get("www-authenticate") ?? "").params["error"], "invalid_token");
        const sample = await fetch(`${stage.server.url}/api/`, { headers: { authorization: `Bearer ${token}` } });
        assert.equal(sample.status, 401);
      }),
    ),
  );

  it("takes no token that is for no place, as it wants its own", () =>
    withShelf({ stage }, async (shelf) => {
      const guest = await traveller(stage, await stage.client({ skipAuthorization: true }));
      const token = textOf(await guest.redeem(codeAt((await guest.through({ scope: "read" })).url)), "access_token");
      assert.equal((await shelf.get(token)).status, 401);
    }));

  it("shuts an application out as soon as the person has taken its access back", () =>
    withShelf({ stage }, async (shelf) => {
      const guest = await traveller(stage, await stage.client({ skipAuthorization: true }));
      const back = await guest.through({ scope: "read", resource: shelf.resource });
      const token = textOf(await guest.redeem(codeAt(back.url)), "access_token");
      assert.equal((await shelf.get(token)).status, 200);
      const page = await guest.browser.go(`${stage.server.url}/account`);
      await guest.browser.submit(page, { form: "/account/revoke" });
      assert.equal((await shelf.get(token)).status, 401);
    }));

  it("answers 503 while its issuer is away, and lets those in whom it knows", () =>
    withShelf({ stage, cacheSeconds: 60 }, async (shelf) => {
      const guest = await traveller(stage, await stage.client({ skipAuthorization: true }));
      const back = await guest.through({ scope: "read", resource: shelf.resource });
      const token = textOf(await guest.redeem(codeAt(back.url)), "access_token");
      assert.equal((await shelf.get(token)).status, 200);
      await whileServing(
        shelfApp({ resource: shelf.resource, issuer: "http://127.0.0.1:1", cacheSeconds: 60 }),
        async ({ origin }) => {
          const away = await fetch(`${origin}/shelf`, { headers: { authorization: `Bearer ${token}` } });
          assert.equal(away.status, 503);
          assert.isNotNull(away.headers.get("retry-after"));
        },
      );
      assert.equal((await shelf.get(token)).status, 200);
    }));
});
