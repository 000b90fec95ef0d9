import type { ClientInput } from "../../src/clients/mod.ts";
import { encryptJwt, parseJwks, type Reply, selectKey, type SigningAlg } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { CALLBACK, client, person } from "./cast.ts";
import { type Claims, namedKey, rawJwt, signed } from "./client_jwt.ts";
import { codeRequest } from "./code_flow.ts";
import { type Given, type IssuerUnderTest, issuerUnderTest, type IssuerUnderTestOptions } from "./issuer_under_test.ts";
import { type ValueBrowser, valueBrowser } from "./value_browser.ts";

/** Another redirect URI of every client of these tests, so that none is the only one. */
export const SECOND_CALLBACK = "https://client.test/second";

/** How a request object is made. */
export interface MakeObjectOptions {
  readonly alg?: SigningAlg;
  readonly kid?: string;
  readonly typ?: string;
}

/** A client that sends request objects, and a browser in which a person is signed in who is not asked for consent. */
export interface ObjectScene {
  readonly under: IssuerUnderTest;
  readonly app: ClientRecord;
  readonly browser: ValueBrowser;
  /** Claims of a proper request object: the parameters of a code request, and for whom it is; undefined leaves one out. */
  claims(changes?: Claims): Claims;
  /** Signs them by a key of the client. */
  make(changes?: Claims, options?: MakeObjectOptions): Promise<string>;
  /** The same without a signature. */
  unsigned(changes?: Claims): string;
  /** Encrypts a text for the issuer. */
  encrypt(
    content: string | Claims,
    alg?: "RSA-OAEP-256" | "ECDH-ES",
    enc?: "A128GCM" | "A128CBC-HS256",
  ): Promise<string>;
  /** Asks /authorize with a request object, and parameters beside it and the client_id. */
  send(object: string, beside?: Given): Promise<Reply>;
  /** Asks with any parameters. */
  ask(query: Given | string): Promise<Reply>;
}

/** What such a scene begins with. */
export interface ObjectSceneOptions extends IssuerUnderTestOptions {
  /** Members of the client's metadata beside its keys. */
  readonly members?: Claims;
  readonly client?: Partial<ClientInput>;
}

function without(claims: Claims): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** Opens an issuer with a client whose keys are ES256 and RS256. */
export async function objectScene({
  members,
  client: said,
  ...options
}: ObjectSceneOptions = {}): Promise<ObjectScene> {
  const under = await issuerUnderTest(options);
  const { issuer, clock } = under;
  const keys = [await namedKey("ES256", "e1"), await namedKey("RS256", "r1")];
  const app = await client(issuer, {
    redirectUris: [CALLBACK, SECOND_CALLBACK],
    skipAuthorization: true,
    ...said,
    metadata: { jwks: { keys: keys.flatMap(({ jwks }) => jwks.keys) }, ...members },
  });
  const browser = valueBrowser(under);
  await browser.signIn(await person(issuer));
  const scene: ObjectScene = {
    under,
    app,
    browser,
    claims: (changes = {}) =>
      without({ ...codeRequest(app), iss: app.clientId, aud: issuer.url, exp: clock.now() + 60, ...changes }),
    async make(changes, { alg = "ES256", kid, typ } = {}) {
      return signed(scene.claims(changes), await namedKey(alg, kid ?? (alg === "ES256" ? "e1" : "r1")), typ);
    },
    unsigned: (changes) => rawJwt({ alg: "none" }, scene.claims(changes)),
    async encrypt(content, alg = "ECDH-ES", enc = "A128GCM") {
      const found = selectKey(parseJwks(JSON.parse(issuer.keys.jwks().text)), { alg, use: "enc" });
      if (found === undefined) throw new TypeError(`Cannot encrypt by '${alg}' as the issuer has no key for it`);
      return encryptJwt(content, { alg, enc, key: found.key, kid: found.kid });
    },
    send: (object, beside) => scene.ask({ client_id: app.clientId, request: object, ...beside }),
    ask: (query) => browser.get("/authorize", { query }),
  };
  return scene;
}
