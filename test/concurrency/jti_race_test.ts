import { assert } from "chai";
import { describe } from "mocha";
import { rule } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import {
  assertionClaims,
  assertionForm,
  keyClient,
  LONG_SECRET,
  namedKey,
  secretClient,
  signed,
  signedBySecret,
  withSecrets,
} from "../support/client_jwt.ts";
import { EVERYTHING } from "../support/everything.ts";
import { type Answered, ask } from "../support/journey.ts";
import { bearerClaims, JWT_BEARER_GRANT, signedByIdp } from "../support/trusted_issuer.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const ROUNDS = 10;
const SHOTS = 50;

/** How many of each answer came. */
function countsOf(answers: readonly Answered[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const { error = "none" } = body as { readonly error?: string };
    const name = `${status} ${error}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe("one JWT, on two processes", function () {
  this.timeout(120_000);
  let pair: ServerPair;

  before(async () => {
    pair = await serverPair(EVERYTHING);
  });

  const assertions: readonly (readonly [string, () => Promise<() => Promise<string>>])[] = [
    [
      "of a client's key",
      async () => {
        const [app, key] = [await keyClient(pair.issuer), await namedKey()];
        return () => signed(assertionClaims(pair.issuer, app), key);
      },
    ],
    [
      "of a client's secret",
      async () => {
        const app = await withSecrets(pair.issuer, await secretClient(pair.issuer), { texts: [LONG_SECRET] });
        return () => signedBySecret(assertionClaims(pair.issuer, app));
      },
    ],
  ];
  for (const [name, open] of assertions) {
    rule(["OIDC-9-3", "RFC7521-8.2-1"], `${name} that is presented fifty times at once lets in once`, async () => {
      const make = await open();
      for (let round = 0; round < ROUNDS; round += 1) {
        const form = { grant_type: "client_credentials", ...assertionForm(await make()) };
        const answers = await atOnce(pair, SHOTS, (server) => ask(`${server}/token`, { form }));
        assert.deepEqual(countsOf(answers), { "200 none": 1, "401 invalid_client": SHOTS - 1 });
      }
    });
  }

  rule("OIDC-9-3", "lets in once wherever it is presented: at one endpoint or at another", async () => {
    const [app, key] = [await keyClient(pair.issuer), await namedKey()];
    for (let round = 0; round < ROUNDS; round += 1) {
      const proof = assertionForm(await signed(assertionClaims(pair.issuer, app), key));
      const forms = [
        ["/token", { grant_type: "client_credentials", ...proof }],
        ["/revoke", { token: "nonsense", ...proof }],
        ["/introspect", { token: "nonsense", ...proof }],
        ["/device_authorization", proof],
      ] as const;
      const answers = await atOnce(pair, 40, (server, index) => {
        const [path, form] = forms[index % forms.length]!;
        return ask(server + path, { form });
      });
      assert.deepEqual(countsOf(answers), { "200 none": 1, "401 invalid_client": 39 });
    }
  });

  rule("RFC7523-3-9", "as a grant is redeemed once, by whichever of two clients", async () => {
    const clients: readonly ClientRecord[] = [await client(pair.issuer), await client(pair.issuer)];
    for (let round = 0; round < ROUNDS; round += 1) {
      const ann = await person(pair.issuer);
      const assertion = await signedByIdp(bearerClaims(pair.issuer, ann));
      const form = { grant_type: JWT_BEARER_GRANT, assertion };
      const answers = await atOnce(pair, SHOTS, (server, index) =>
        ask(`${server}/token`, { form, as: clients[Math.floor(index / 2) % 2]! }),
      );
      assert.deepEqual(countsOf(answers), { "200 none": 1, "400 invalid_grant": SHOTS - 1 });
      assert.lengthOf(await pair.issuer.durable.families.listOf(ann.id), 1);
    }
  });
});
