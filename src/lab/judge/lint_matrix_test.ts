import { assert } from "chai";

import { entryOf, journalOf } from "../../../test/support/journal.ts";
import { redacted } from "../../../test/support/linted.ts";
import { seededRandom, sha256 } from "../../platform/mod.ts";
import type { JournalEntry, Parameter, Place, ToldProof } from "../journal/entry.ts";
import type { SetupName } from "../scenarios/setup.ts";
import { lint, LINTS } from "./lints.ts";
import type { LintedAttempt } from "./lints.ts";

// A run of a careful client in every kind of setup, and the same with one thing done carelessly: each must light up its
// own lint, and no other.

const REDIRECT_URI = "http://127.0.0.1:8080/cb";
type Named = Readonly<Record<string, string>>;

function pairs(named: Named): readonly Parameter[] {
  return Object.entries(named);
}

/** A request with a proof that is right. */
function proved(entry: JournalEntry, jti: string, ath?: string): JournalEntry {
  const { method: htm, url: htu } = entry;
  const claims = { jti, htm, htu, iat: 0, ...(ath === undefined ? {} : { ath }) };
  const header = { typ: "dpop+jwt", alg: "ES256", jwk: { kty: "EC", crv: "P-256", x: redacted("c0de") } };
  return { ...entry, proof: { header, claims, text: `proof ${jti}`, ...(ath === undefined ? {} : { fits: true }) } };
}

/** What a careful client asks for and gets, in all setups; every value drawn anew. */
function carefulRun(): readonly LintedAttempt[] {
  const random = seededRandom("matrix");
  let secrets = 0;

  function secret(): string {
    secrets += 1;
    return redacted(secrets.toString(16));
  }

  function bearer(place: Place, token: string): JournalEntry {
    return entryOf(place, { credentials: "bearer", headers: { authorization: `Bearer ${token}` } });
  }

  function asks(parameters: Named): readonly [JournalEntry, JournalEntry] {
    const verifier = random.token(256);
    const query = pairs({
      client_id: "c",
      redirect_uri: REDIRECT_URI,
      state: random.token(128),
      nonce: random.uuid(),
      code_challenge: sha256(verifier).toString("base64url"),
      code_challenge_method: "S256",
      ...parameters,
    });
    const form = pairs({
      grant_type: "authorization_code",
      code: secret(),
      redirect_uri: REDIRECT_URI,
      code_verifier: secret(),
    });
    return [entryOf("authorize", { query }), entryOf("token", { form })];
  }

  function confidential(entry: JournalEntry): JournalEntry {
    return { ...entry, credentials: "basic", headers: { authorization: `Basic ${redacted("ba51c")}` } };
  }

  function codeFlow(scope: string, response_type = "code"): readonly JournalEntry[] {
    const [authorize, token] = asks({ scope, response_type });
    const [access, refresh] = [secret(), secret()];
    const reply = { access_token: access, refresh_token: refresh };
    const refreshed = entryOf("token", { form: pairs({ grant_type: "refresh_token", refresh_token: refresh }) });
    return [
      entryOf("discovery"),
      authorize,
      entryOf("callback"),
      confidential({ ...token, reply }),
      entryOf("jwks"),
      bearer("userinfo", access),
      bearer("resource", access),
      confidential(refreshed),
      confidential(entryOf("revocation", { method: "POST", form: pairs({ token: refresh }) })),
    ];
  }

  function keyedFlow(): readonly JournalEntry[] {
    const claims = { iss: "c", sub: "c", aud: "https://op.test", jti: random.token(128), iat: 100, exp: 160 };
    const form = pairs({ grant_type: "client_credentials", client_assertion: secret() });
    const assertion = { header: { alg: "ES256" }, claims };
    const token = entryOf("token", { form, credentials: "assertion", client_id: "c", assertion });
    return [entryOf("discovery"), token, bearer("resource", secret())];
  }

  function publicFlow(): readonly JournalEntry[] {
    const [authorize, token] = asks({ scope: "read", response_type: "code" });
    return [entryOf("discovery"), authorize, entryOf("callback"), token, bearer("resource", secret())];
  }

  function implicitFlow(): readonly JournalEntry[] {
    const [{ query, ...authorize }] = asks({ scope: "openid read", response_type: "id_token token" });
    const without = query.filter(([name]) => !name.startsWith("code_"));
    return [entryOf("discovery"), { ...authorize, query: without }, entryOf("jwks"), bearer("userinfo", secret())];
  }

  function oauth1Flow(): readonly JournalEntry[] {
    return (["temporary_credentials", "token_credentials", "resource"] as const).map((place) => {
      const named = { oauth_nonce: random.token(128), oauth_timestamp: "1763773200", oauth_version: "1.0" };
      const header = pairs(named).map(([name, value]) => `${name}="${value}"`);
      return entryOf(place, { credentials: "oauth1", headers: { authorization: `OAuth ${header.join(", ")}` } });
    });
  }

  function pushedFlow(): readonly JournalEntry[] {
    const [{ query }, token] = asks({ scope: "read", response_type: "code" });
    const name = pairs({ client_id: "c", request_uri: `urn:ietf:params:oauth:request_uri:${random.token(256)}` });
    return [
      confidential(entryOf("par", { method: "POST", status: 201, form: query })),
      entryOf("authorize", { query: name }),
      entryOf("callback"),
      confidential(token),
    ];
  }

  function dpopFlow(): readonly JournalEntry[] {
    const [authorize, token] = asks({ scope: "read", response_type: "code" });
    const access = secret();
    const { headers } = confidential(token);
    return [
      entryOf("discovery"),
      authorize,
      entryOf("callback"),
      proved({ ...token, credentials: "basic", headers }, secret()),
      ...[1, 2].map(() =>
        proved({ ...bearer("resource", access), headers: { authorization: `DPoP ${access}` } }, secret(), secret()),
      ),
    ];
  }

  const flows: readonly (readonly [SetupName, () => readonly JournalEntry[]])[] = [
    ["par", pushedFlow],
    ["code", () => codeFlow("read")],
    ["oauth2.1", () => codeFlow("read")],
    ["native", publicFlow],
    ["spa", publicFlow],
    ["oidc-code", () => codeFlow("openid profile read")],
    ["oidc-implicit", implicitFlow],
    ["oidc-hybrid", () => codeFlow("openid read", "code id_token")],
    ["logout-rp", () => [...codeFlow("openid"), entryOf("end_session", { query: pairs({ id_token_hint: secret() }) })]],
    ["private-key-jwt", keyedFlow],
    ["dpop", dpopFlow],
    ["oauth1", oauth1Flow],
  ];
  return flows.flatMap(([setup, flow]) =>
    [true, false].map((control) => {
      const name = control ? `control-${setup}` : `scenario-${setup}`;
      return { name, setup, control, entries: journalOf(...flow()) };
    }),
  );
}

/** One thing done carelessly: what becomes of an entry; undefined = nothing. */
type Careless = (entry: JournalEntry, attempt: LintedAttempt) => JournalEntry | readonly JournalEntry[] | undefined;

/** What is done to the request in the browser is done to no request that was pushed. */
function careless(change: Careless, pushes: boolean): readonly LintedAttempt[] {
  const run = carefulRun().filter(({ setup }) => pushes || setup !== "par");
  return run.map((attempt) => {
    const { name, setup, control, entries } = attempt;
    return {
      name,
      setup,
      control,
      entries: journalOf(...entries.flatMap((entry) => change(entry, attempt) ?? [entry])),
    };
  });
}

/** Parameters as they are, but for some; null leaves one out. */
function changed(
  parameters: readonly Parameter[],
  named: Readonly<Record<string, string | null>>,
): readonly Parameter[] {
  const kept = parameters.filter(([name]) => !(name in named));
  return [
    ...kept,
    ...Object.entries(named).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  ];
}

type Values = Readonly<Record<string, string | null>>;

/** Whether a request is of an authorization that has a challenge, a nonce, …: those without are left alone. */
function authorizing(values: Values | ((entry: JournalEntry) => Values), only?: readonly SetupName[]): Careless {
  return (entry, { setup }) => {
    if (entry.place !== "authorize" || !(only?.includes(setup) ?? true)) return undefined;
    return { ...entry, query: changed(entry.query, typeof values === "function" ? values(entry) : values) };
  };
}

/** Changes the proofs of requests, at one place where it is named. */
function proving(claims: object, rest: Partial<ToldProof> = {}, place?: Place): Careless {
  return (entry) => {
    const { proof } = entry;
    if (proof === undefined || (place !== undefined && place !== entry.place)) return undefined;
    return { ...entry, proof: { ...proof, claims: Object.assign({}, proof.claims, claims), ...rest } };
  };
}

/** Leaves out the proofs of requests. */
function unproved(place: Place): Careless {
  return ({ proof, ...entry }) => (proof === undefined || entry.place !== place ? undefined : entry);
}

/** Changes the form of requests with a code. */
function redeeming(values: Values): Careless {
  return (entry) =>
    entry.form.some(([name]) => name === "code") ? { ...entry, form: changed(entry.form, values) } : undefined;
}

/** Changes requests of a place. */
function at(place: Place, rest: Partial<JournalEntry>, only?: readonly SetupName[]): Careless {
  return (entry, { setup }) =>
    entry.place === place && (only?.includes(setup) ?? true) ? { ...entry, ...rest } : undefined;
}

/** Changes what client assertions claim. */
function asserting(changes: Readonly<Record<string, unknown>>): Careless {
  return (entry) => {
    const { assertion } = entry;
    return assertion === undefined
      ? undefined
      : { ...entry, assertion: { ...assertion, claims: { ...Object(assertion.claims), ...changes } } };
  };
}

/** Adds a request behind each of a place. */
function behind(place: Place, added: (entry: JournalEntry) => JournalEntry): Careless {
  return (entry) => (entry.place === place ? [entry, added(entry)] : undefined);
}

/** A value that counts up from attempt to attempt. */
function counting(prefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}${String(count).padStart(4, "0")}`;
  };
}

const VERIFIER = (entry: JournalEntry) => `verifier-of-${valueIn(entry, "state")}-long-enough-for-a-verifier`;

function valueIn({ query }: JournalEntry, name: string): string {
  return query.find(([named]) => named === name)?.[1] ?? "";
}

function drop(...names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, null]));
}

const stateCount = counting("session-of-this-application-");
const nonceCount = counting("nonce-of-this-application-");
const CONFIDENTIAL_SETUPS: readonly SetupName[] = ["code", "oidc-code", "oidc-hybrid", "logout-rp"];
const PKCE = ["code_challenge", "code_challenge_method"];

const CARELESS: readonly (readonly [what: string, change: Careless, lints: readonly string[]])[] = [
  ["names itself as it likes", asserting({ iss: "My application" }), ["assertion_parties"]],
  ["asserts to everybody", asserting({ aud: ["https://op.test", "https://b.test"] }), ["assertion_audience"]],
  ["asserts for a day", asserting({ exp: 86_500 }), ["assertion_lifetime"]],
  ["sends no state", authorizing(drop("state")), ["state_present"]],
  [
    "opens a request that it did not push",
    at(
      "authorize",
      {
        query: [
          ["client_id", "c"],
          ["state", "Vx_k0Jt-9QmRz2LwYb4EsA"],
        ],
      },
      ["par"],
    ),
    ["par_pushed", "state_reused"],
  ],
  [
    "carries more than the name of what it pushed",
    at(
      "authorize",
      {
        query: [
          ["client_id", "c"],
          ["request_uri", "urn:x"],
          ["scope", "read"],
        ],
      },
      ["par"],
    ),
    ["par_alone"],
  ],
  [
    "pushes without saying who it is",
    at("par", { form: [["state", "Vx_k0Jt-9QmRz2LwYb4EsA"]] }, ["par"]),
    ["par_form"],
  ],
  [
    "pushes what can be swapped",
    at("par", { form: [["client_id", "c"]] }, ["par"]),
    ["csrf_protection", "par_bound", "state_present"],
  ],
  [
    "sends nothing against forgery",
    authorizing(drop("state", "nonce"), ["oidc-implicit"]),
    ["csrf_protection", "state_present", "nonce_present"],
  ],
  ["sends a short state", authorizing(() => ({ state: stateCount().slice(-6) })), ["state_length"]],
  ["counts its states", authorizing(() => ({ state: stateCount() })), ["state_entropy"]],
  ["sends one state for ever", authorizing({ state: "Vx_k0Jt-9QmRz2LwYb4EsA" }), ["state_reused"]],
  [
    "sends a state that no address may hold",
    authorizing((entry) => ({ state: `${valueIn(entry, "state")}ß` })),
    ["state_characters"],
  ],
  [
    "tells who it is about in its state",
    authorizing((entry) => ({ state: `${valueIn(entry, "state")}.anna@op.test` })),
    ["state_confidential"],
  ],
  [
    "carries an address in its state",
    authorizing((entry) => ({ state: `${valueIn(entry, "state")}.https://app.test/` })),
    ["state_address"],
  ],
  ["sends no nonce where it must", authorizing(drop("nonce"), ["oidc-implicit", "oidc-hybrid"]), ["nonce_present"]],
  ["sends a short nonce", authorizing(() => ({ nonce: nonceCount().slice(-6) })), ["nonce_length"]],
  ["counts its nonces", authorizing(() => ({ nonce: nonceCount() })), ["nonce_entropy"]],
  ["sends one nonce for ever", authorizing({ nonce: "Vx_k0Jt-9QmRz2LwYb4EsA" }), ["nonce_reused"]],
  [
    "sends no challenge as a public client",
    all(authorizing(drop(...PKCE), ["native", "spa"]), only(redeeming(drop("code_verifier")), ["native", "spa"])),
    ["pkce_public"],
  ],
  [
    "sends no challenge by OAuth 2.1",
    all(authorizing(drop(...PKCE), ["oauth2.1"]), only(redeeming(drop("code_verifier")), ["oauth2.1"])),
    ["pkce_oauth21"],
  ],
  [
    "sends no challenge as a confidential client",
    all(authorizing(drop(...PKCE), CONFIDENTIAL_SETUPS), only(redeeming(drop("code_verifier")), CONFIDENTIAL_SETUPS)),
    ["pkce_confidential"],
  ],
  ["sends plain challenges", authorizing({ code_challenge_method: "plain" }, ["code", "native"]), ["pkce_s256"]],
  [
    "leaves the method of the challenge out",
    authorizing({ code_challenge_method: null }, ["code", "native"]),
    ["pkce_s256"],
  ],
  [
    "pads its challenges",
    authorizing((entry) => ({ code_challenge: `${valueIn(entry, "code_challenge")}=` }), ["code", "spa"]),
    ["pkce_challenge_form"],
  ],
  [
    "uses one verifier for ever",
    authorizing({ code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" }, ["code", "native"]),
    ["challenge_reused"],
  ],
  [
    "shows its verifier as state",
    authorizing(
      (entry) => ({ state: VERIFIER(entry), code_challenge: sha256(VERIFIER(entry)).toString("base64url") }),
      ["code", "native"],
    ),
    ["verifier_apart"],
  ],
  [
    "sends the challenge as state",
    authorizing((entry) => ({ state: valueIn(entry, "code_challenge") }), ["code", "native"]),
    ["verifier_apart"],
  ],
  ["makes short verifiers", redeeming({ code_verifier: redacted("5", 32) }), ["verifier_length"]],
  ["forgets the verifier", redeeming(drop("code_verifier")), ["verifier_sent"]],
  [
    "sends a verifier for no challenge",
    authorizing(drop(...PKCE), ["native"]),
    ["pkce_public", "verifier_without_challenge"],
  ],
  [
    "puts its secret into the query",
    at("token", { query: [["client_secret", redacted("5")]], credentials: "query", headers: {} }, [
      "code",
      "oidc-code",
    ]),
    ["secret_in_query"],
  ],
  ["puts its secret into the body", at("token", { credentials: "form", headers: {} }, ["code"]), ["secret_in_body"]],
  [
    "authenticates otherwise than registered",
    at("token", { credentials: "form", headers: {} }, ["oidc-code"]),
    ["credentials_method"],
  ],
  [
    "authenticates twice at once",
    only(redeeming({ client_secret: redacted("5") }), ["code", "oidc-code"]),
    ["credentials_twice"],
  ],
  [
    "puts the access token into the query",
    at("resource", { query: [["access_token", redacted("a")]], credentials: "bearer_query", headers: {} }, ["code"]),
    ["token_in_query"],
  ],
  [
    "puts the access token into the body",
    at("resource", { form: [["access_token", redacted("a")]], credentials: "bearer_form", headers: {} }, ["code"]),
    ["token_in_body"],
  ],
  [
    "sends the access token twice",
    at("resource", { form: [["access_token", redacted("a")]] }, ["code"]),
    ["token_twice"],
  ],
  ["shows the refresh token to the API", refreshTokenToApi, ["refresh_token_elsewhere"]],
  [
    "repeats a parameter of its request",
    (entry) =>
      entry.place === "authorize"
        ? { ...entry, query: [...entry.query, ["ui_locales", "de"], ["ui_locales", "en"]] }
        : undefined,
    ["authorize_duplicates"],
  ],
  [
    "repeats a parameter of the token request",
    (entry) =>
      entry.place === "token" ? { ...entry, form: [...entry.form, ["scope", "read"], ["scope", "read"]] } : undefined,
    ["token_duplicates"],
  ],
  [
    "lets responses come over plain http",
    all(authorizing({ redirect_uri: "http://app.test/cb" }), redeeming({ redirect_uri: "http://app.test/cb" })),
    ["redirect_uri_tls"],
  ],
  [
    "names localhost",
    all(
      authorizing({ redirect_uri: "http://localhost:8080/cb" }),
      redeeming({ redirect_uri: "http://localhost:8080/cb" }),
    ),
    ["redirect_uri_loopback"],
  ],
  ["forgets the redirect URI", redeeming(drop("redirect_uri")), ["redirect_uri_repeated"]],
  ["redeems codes by GET", at("token", { method: "GET" }, CONFIDENTIAL_SETUPS), ["post_forms"]],
  [
    "sends JSON",
    (entry) => (entry.place === "token" ? { ...entry, form: [], body: Object.fromEntries(entry.form) } : undefined),
    ["form_encoded"],
  ],
  [
    "redeems codes twice",
    only(
      behind("token", (entry) => entry),
      CONFIDENTIAL_SETUPS,
    ),
    ["code_reused"],
  ],
  [
    "takes passwords",
    behind("userinfo", () => entryOf("token", { credentials: "basic", form: [["grant_type", "password"]] })),
    ["password_grant"],
  ],
  ["asks for tokens at once", authorizing({ response_type: "code token" }, ["code"]), ["implicit_used"]],
  ["asks for more than it was told to", authorizing({ scope: "read admin" }, ["code"]), ["scope_beyond"]],
  ["forgets the scope openid", authorizing({ scope: "profile read" }, ["oidc-code"]), ["openid_scope"]],
  ["asks for none and more", authorizing({ prompt: "none consent" }), ["prompt_none_alone"]],
  [
    "asks for offline access only",
    authorizing({ scope: "openid offline_access" }, ["oidc-code"]),
    ["offline_access_consent"],
  ],
  ["makes addresses up", behind("discovery", () => entryOf("unknown", { status: 404 })), ["unknown_address"]],
  [
    "fetches the keys all the time",
    (entry) => (entry.place === "jwks" ? [entry, entry, entry, entry] : undefined),
    ["jwks_kept"],
  ],
  ["does not say whom to log out", at("end_session", { query: [] }), ["logout_hint"]],
  ["asks for a token without a proof", unproved("token"), ["dpop_proof_sent"]],
  ["uses a bound token without a proof", unproved("resource"), ["dpop_proof_of_token"]],
  [
    "shows a bound token as a bearer",
    at("resource", { headers: { authorization: `Bearer ${redacted("acce55")}` } }, ["dpop"]),
    ["dpop_scheme"],
  ],
  ["sends a proof twice", proving({}, { text: "once" }), ["dpop_proof_once"]],
  ["calls all proofs the same", proving({ jti: "once" }), ["dpop_jti"]],
  ["shows its private key", proving({}, { header: { jwk: { kty: "EC", d: redacted("d") } } }), ["dpop_private_key"]],
  ["proves another method", proving({ htm: "PUT" }), ["dpop_htm"]],
  ["proves another address", proving({ htu: "https://op.test/" }), ["dpop_htu"]],
  ["proves what was an hour ago", proving({ iat: -3_600 }), ["dpop_iat"]],
  ["proves another token", proving({ ath: "other" }, { fits: false }, "resource"), ["dpop_ath"]],
  ["proves a token where there is none", proving({ ath: "none" }, {}, "token"), ["dpop_ath_at_token"]],
  ["sends one nonce of OAuth 1.0a for ever", signing({ oauth_nonce: "once" }), ["oauth1_nonce"]],
  ["tells the time in milliseconds", signing({ oauth_timestamp: "1763773200123" }), ["oauth1_timestamp"]],
  ["is of version 1.0a", signing({ oauth_version: "1.0a" }), ["oauth1_version"]],
  [
    "spreads what it signs",
    (entry, { setup }) => (setup === "oauth1" ? { ...entry, query: [["oauth_callback", "oob"]] } : undefined),
    ["oauth1_one_place"],
  ],
];

/** Several changes, of which the first that has something to say of an entry counts. */
function all(...changes: readonly Careless[]): Careless {
  return (entry, attempt) => changes.map((change) => change(entry, attempt)).find((one) => one !== undefined);
}

/** A change in some setups alone. */
function only(change: Careless, setups: readonly SetupName[]): Careless {
  return (entry, attempt) => (setups.includes(attempt.setup) ? change(entry, attempt) : undefined);
}

/** The refresh token of an attempt where the access token belongs. */
function refreshTokenToApi(entry: JournalEntry, { entries }: LintedAttempt): JournalEntry | undefined {
  const token = entries.flatMap(({ form }) => form.find(([name]) => name === "refresh_token")?.[1] ?? [])[0];
  if (entry.place !== "resource" || token === undefined) return undefined;
  return { ...entry, headers: { authorization: `Bearer ${token}` } };
}

/** Changes a parameter in the header of signed requests. */
function signing(named: Named): Careless {
  return (entry) => {
    const header = entry.headers["authorization"] ?? "";
    if (!header.startsWith("OAuth ")) return undefined;
    const changes = Object.entries(named);
    const text = changes.reduce(
      (all, [name, value]) => all.replace(new RegExp(`${name}="[^"]*"`), `${name}="${value}"`),
      header,
    );
    return { ...entry, headers: { authorization: text } };
  };
}

function blamed(attempts: readonly LintedAttempt[]): readonly string[] {
  return lint(attempts)
    .filter(({ verdict }) => verdict === "failed" || verdict === "warning")
    .map(({ name, says }) => `${name}: ${says}`);
}

function namesOf(found: readonly string[]): readonly string[] {
  return found.map((one) => one.slice(0, one.indexOf(":"))).sort();
}

describe("careless clients and lints", () => {
  it("a careful client is blamed for nothing", () => assert.deepEqual(blamed(carefulRun()), []));

  for (const [what, change, lints] of CARELESS) {
    it(`one that ${what} is told so by ${lints.join(", ")} alone`, () => {
      const pushes = lints.some((name) => name.startsWith("par_"));
      const found = blamed(careless(change, pushes));
      assert.deepEqual(namesOf(found), [...lints].sort(), found.join("\n"));
    });
  }

  it("each lint has a careless client of its own", () => {
    const lit = new Set(CARELESS.flatMap(([, , lints]) => lints));
    assert.deepEqual(
      LINTS.map(({ name }) => name).filter((name) => !lit.has(name)),
      [],
    );
  });
});
