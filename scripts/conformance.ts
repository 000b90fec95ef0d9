/**
 * Runs the conformance suite against any provider: `npm run conformance -- --issuer https://id.example --client ID …`.
 *
 * Without `--issuer` it runs against this project's own server, which it starts on real stores.
 */
import { readdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import Mocha from "mocha";

const HELP = `Usage: npm run conformance -- [options]

  --issuer URL              provider to test; this project's own server when left out
  --client ID               confidential client with the authorization code grant
  --secret SECRET           its secret, sent by HTTP Basic
  --redirect-uri URI        a redirect URI that the client registered (nothing need listen there)
  --public-client ID        client without a secret, with the same redirect URI
  --machine-client ID       client with the client credentials grant
  --machine-secret SECRET   its secret
  --username NAME           person to sign in, on a login page that is a plain form
  --password PASSWORD       their password
  --scope "A B"             scope to ask for (openid)
  --post-logout-redirect-uri URI   where the client may have people sent after a logout
  --response-types "A,B"    what the client may use of response types (code)
  --grep WORDS              only the tests whose titles hold these words
  --discovery KIND          oidc (openid-configuration) or oauth2 (oauth-authorization-server)
  --help

What a provider does not have is skipped, with the reason; the last line counts. Exit code: 0 when nothing failed.
`;

const { values } = parseArgs({
  options: {
    issuer: { type: "string" },
    client: { type: "string" },
    secret: { type: "string" },
    "redirect-uri": { type: "string" },
    "public-client": { type: "string" },
    "machine-client": { type: "string" },
    "machine-secret": { type: "string" },
    username: { type: "string" },
    password: { type: "string" },
    scope: { type: "string" },
    "post-logout-redirect-uri": { type: "string" },
    "response-types": { type: "string" },
    discovery: { type: "string" },
    grep: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

/** The provider is told to the tests by their environment (conformance/support/target.ts). */
function tellTests(): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "string") process.env[`CONFORMANCE_${name.toUpperCase().replaceAll("-", "_")}`] = value;
  }
}

/** Tests that need their own server's clock say nothing about somebody else's provider. */
const OWN_ALONE = new Set(["expiry_test.ts"]);

async function run(): Promise<boolean> {
  const folder = new URL("../conformance/server/", import.meta.url);
  const mocha = new Mocha({
    timeout: 60_000,
    reporter: "spec",
    ...(values.grep === undefined ? {} : { grep: values.grep }),
  });
  const files = (await readdir(folder)).filter((name) => name.endsWith("_test.ts")).sort();
  for (const name of files) {
    if (values.issuer === undefined || !OWN_ALONE.has(name)) mocha.addFile(new URL(name, folder).pathname);
  }
  await mocha.loadFilesAsync();
  const runner = await new Promise<Mocha.Runner>((resolve) => {
    const running = mocha.run(() => resolve(running));
  });
  const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
  console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  return failures === 0 && passes > 0;
}

if (values.help) {
  console.log(HELP);
} else {
  tellTests();
  const { closeTestServices } = await import("../test/support/services.ts");
  const right = await run();
  await closeTestServices();
  process.exit(right ? 0 : 1);
}
