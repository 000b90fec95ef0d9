import type { DemonstrationSecrets } from "../server/mod.ts";
import type { Demonstration } from "./demonstration.ts";
import { printRows } from "./output.ts";
import type { Style } from "./style.ts";

/** What a newcomer is told. */
export interface Welcome {
  readonly issuer: string;
  readonly demonstration: Demonstration;
  /** Where durable records are: `PostgreSQL 18.4 of …`. */
  readonly database: string;
  /** Where tokens are; undefined = in this process. */
  readonly redis: string | undefined;
  readonly dataDir: string;
}

/** The pair of RFC 7636, Appendix B: a challenge that one can paste, and what proves it. */
const PKCE = {
  challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
};
const CALLBACK = "http://localhost:3000/callback";
const STANDARD_ISSUER = "http://localhost:8000";

/** A word for the shell, in quotes where it must be. */
function quoted(word: string): string {
  return /^[\w.,:/=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function join(issuer: string, path: string): string {
  return `${issuer.replace(/\/$/, "")}${path}`;
}

/** A curl line that asks for tokens. */
function curl(issuer: string, client: readonly [string, string], form: Readonly<Record<string, string>>): string {
  const data = Object.entries(form).map(([name, value]) => `-d ${quoted(`${name}=${value}`)}`);
  return ["curl", "-u", quoted(client.join(":")), ...data, quoted(join(issuer, "/token"))].join(" ");
}

/** Lines to paste; those whose credentials work. */
export interface Trials {
  readonly clientCredentials?: string;
  readonly password?: string;
  /** With CODE in the place of the code. */
  readonly redeemCode?: string;
  readonly authorizeUrl?: string;
  readonly example?: string;
  /** Signs in by OpenID Connect, in a browser. */
  readonly login?: string;
  /** The three legs of OAuth 1.0a. */
  readonly oauth1?: string;
}

/** The script knows the well-known credentials at the standard address; what differs it takes from the environment. */
function exampleLine(issuer: string, { secrets, keptIn }: Demonstration): string {
  const { alice = "", "demo-confidential": secret = "" } = secrets;
  const given = [
    ...(issuer === STANDARD_ISSUER ? [] : [`ISSUER=${quoted(issuer)}`]),
    ...(keptIn === undefined ? [] : [`CLIENT_SECRET=${quoted(secret)}`, `EXAMPLE_PASSWORD=${quoted(alice)}`]),
  ];
  return [...given, "npm run example"].join(" ");
}

function loginLine(issuer: string): string {
  const given = issuer === STANDARD_ISSUER ? [] : [`ISSUER=${quoted(issuer)}`];
  return [...given, "npx tsx scripts/examples/openid_login.ts"].join(" ");
}

function oauth1Line(
  issuer: string,
  { demonstration: { keptIn }, secret }: { readonly demonstration: Demonstration; readonly secret: string },
): string {
  const given = [
    ...(issuer === STANDARD_ISSUER ? [] : [`ISSUER=${quoted(issuer)}`]),
    ...(keptIn === undefined ? [] : [`CONSUMER_SECRET=${quoted(secret)}`]),
  ];
  return [...given, "npx tsx scripts/oauth1.ts"].join(" ");
}

function authorizeUrl(issuer: string): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: "demo-confidential",
    redirect_uri: CALLBACK,
    scope: "read",
    state: "anything",
    code_challenge: PKCE.challenge,
    code_challenge_method: "S256",
  });
  return `${join(issuer, "/authorize")}?${query.toString()}`;
}

/** What can be tried with the credentials that work. */
export function trialsOf({ issuer, demonstration }: Pick<Welcome, "issuer" | "demonstration">): Trials {
  const { alice, "demo-confidential": confidential, "demo-machine": machine } = demonstration.secrets;
  const { "demo-oauth1": consumer } = demonstration.secrets;
  const app = confidential === undefined ? undefined : (["demo-confidential", confidential] as const);
  return {
    ...(machine === undefined
      ? {}
      : { clientCredentials: curl(issuer, ["demo-machine", machine], { grant_type: "client_credentials" }) }),
    ...(app === undefined || alice === undefined
      ? {}
      : {
          password: curl(issuer, app, { grant_type: "password", username: "alice", password: alice }),
          example: exampleLine(issuer, demonstration),
        }),
    ...(demonstration.hasOpenidClient === true ? { login: loginLine(issuer) } : {}),
    ...(consumer === undefined ? {} : { oauth1: oauth1Line(issuer, { demonstration, secret: consumer }) }),
    ...(app === undefined
      ? {}
      : {
          authorizeUrl: authorizeUrl(issuer),
          redeemCode: curl(issuer, app, {
            grant_type: "authorization_code",
            code: "CODE",
            redirect_uri: CALLBACK,
            code_verifier: PKCE.verifier,
          }),
        }),
  };
}

type Section = readonly [title: string, body: string];

function trySection(trials: Trials): Section {
  const { clientCredentials, password, example, login, oauth1 } = trials;
  const lines = [
    clientCredentials === undefined ? [] : ["# a token for a program", clientCredentials],
    password === undefined ? [] : ["# a token for alice, by her password", password],
    example === undefined ? [] : ["# the example script: a token, a call of the API, the answer", example],
    login === undefined ? [] : ["# sign in with OpenID Connect, see who you are, and log out", login],
    oauth1 === undefined ? [] : ["# the three legs of OAuth 1.0a, with a PIN, and a signed call of the API", oauth1],
  ].flat();
  return ["Paste into another terminal", lines.join("\n")];
}

function pagesSection(issuer: string, { authorizeUrl: authorize, redeemCode }: Trials): Section {
  const pages = printRows([
    [join(issuer, "/"), "what is here"],
    [join(issuer, "/account"), "your account, and what you allowed"],
  ]);
  const flow =
    authorize === undefined || redeemCode === undefined
      ? []
      : [
          "# sign in and consent, as an application asks for it: the code is in the address that the browser ends at",
          authorize,
          "# and what the application does then, with that code in the place of CODE, within a minute",
          redeemCode,
        ];
  return ["Open in a browser", [pages, ...flow].join("\n")];
}

function credentialsSection({ secrets, hasPublicClient, hasOpenidClient = false, keptIn }: Demonstration): Section {
  const notes: Readonly<Record<keyof DemonstrationSecrets, string>> = {
    admin: "person, staff",
    alice: "person",
    "demo-confidential": "client: authorization_code, refresh_token, password",
    "demo-machine": "client: client_credentials; scopes read write introspection",
    "demo-oauth1": "consumer of OAuth 1.0a: signs with its secret, for people and for itself",
  };
  const rows = Object.entries(secrets).map(([name, secret]) => [name, secret, notes[name as keyof typeof notes]]);
  if (hasPublicClient)
    rows.push(["demo-public", "(no secret)", "client: authorization_code, refresh_token, device_code"]);
  if (hasOpenidClient)
    rows.push(["demo-openid", "(no secret)", "client: signs people in with OpenID Connect, and out"]);
  const names = printRows(rows.map(([name = "", secret = ""]) => [name, secret] as const)).split("\n");
  const table = printRows(rows.map(([, , does = ""], index) => [names[index] ?? "", does] as const));
  const where = keptIn === undefined ? [] : [`kept in ${keptIn}, which only you can read`];
  const body =
    rows.length === 0 ? ["none: the demonstration was removed, or its secrets were changed"] : [table, ...where];
  return ["Credentials", body.join("\n")];
}

function whereSection({ database, redis, dataDir }: Welcome): Section {
  const rows = [
    ["records", database],
    ["tokens", redis ?? "in this process: they end with it (with a redis-server on the machine they would stay)"],
    ["data folder", `${dataDir} (stop, and remove it, to begin anew)`],
    ["commands", "npx touchstone --help"],
    ["to stop", "Ctrl-C"],
  ] as const;
  return ["Good to know", printRows(rows)];
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}

/** What `npm start` prints when it is ready. */
export function printWelcome(welcome: Welcome, style: Style): string {
  const trials = trialsOf(welcome);
  const sections = [
    credentialsSection(welcome.demonstration),
    ...(Object.keys(trials).length === 0 ? [] : [trySection(trials)]),
    pagesSection(welcome.issuer, trials),
    whereSection(welcome),
  ];
  const bodies = sections.map(([title, body]) => {
    const lines = indented(body).replaceAll(/^ {2}#.*$/gm, (comment) => style.faint(comment));
    return `${style.strong(title)}\n${lines}`;
  });
  return ["", style.strong(`Touchstone is ready at ${welcome.issuer}`), "", bodies.join("\n\n")].join("\n");
}
