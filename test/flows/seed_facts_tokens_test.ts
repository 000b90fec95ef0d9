import { assert } from "chai";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person, SECRET } from "../support/cast.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";
import { HABITS, jsonOf, objectOf, REQUESTS, say, tokensOf, type Typed } from "./habits.ts";

const PREFIXES = ["/oauth", "/o", "/oauth2"];
const SLASHES = ["/", ""];

/** Every address of a name, as three tutorials write it, with and without the slash. */
function addressesOf(...names: readonly string[]): readonly string[] {
  return PREFIXES.flatMap((prefix) => names.flatMap((name) => SLASHES.map((slash) => `${prefix}/${name}${slash}`)));
}

const TOKEN_PATHS = addressesOf("token", "access_token");

/** What those tests share: a server, a person and two applications. */
interface Scene {
  readonly server: RunningServer;
  readonly ann: AccountRecord;
  readonly app: ClientRecord;
  readonly open: ClientRecord;
}

let on: Scene;

type Form = NonNullable<Typed["form"]>;

/** The form of a password grant, names in the order of the tutorials. */
function namedForm(username: string, ...more: Form): Form {
  return [["grant_type", "password"], ["username", username], ["password", PASSWORD], ...more];
}

function passwordForm(...more: Form): Form {
  return namedForm(on.ann.username, ...more);
}

function basic(): string {
  return `${on.app.clientId}:${SECRET}`;
}

/** Gets a pair of tokens in the way of the first row. */
async function pair(): Promise<ReturnType<typeof tokensOf>> {
  return tokensOf(await say(`${on.server.url}/oauth/token/`, { form: passwordForm(), user: basic() }, REQUESTS));
}

/** Whether the API lets a token in. */
async function opensApi(token: string): Promise<boolean> {
  const { status } = await say(`${on.server.url}/api/`, { bearer: token });
  assert.oneOf(status, [200, 401]);
  return status === 200;
}

async function introspected(token: string): Promise<Readonly<Record<string, unknown>>> {
  return objectOf(await say(`${on.server.url}/o/introspect/`, { form: [["token", token]], user: basic() }));
}

before(async function () {
  this.timeout(60_000);
  const server = await startServer();
  const { issuer } = server;
  const [ann, app, open] = [await person(issuer), await client(issuer), await client(issuer, { type: "public" })];
  on = { server, ann, app, open };
});

after(() => on.server.stop());

describe("getting a token (rows A1 to A4)", () => {
  for (const habit of HABITS) {
    for (const path of TOKEN_PATHS) {
      it(`${habit.name} gets both tokens by the password grant and HTTP Basic at ${path}`, async () => {
        const answer = await say(on.server.url + path, { form: passwordForm(), user: basic() }, habit);
        assert.isTrue(await opensApi(tokensOf(answer).access));
      });

      it(`${habit.name} gets them with the credentials in the body at ${path}`, async () => {
        const credentials = [
          ["client_id", on.app.clientId],
          ["client_secret", SECRET],
        ] as const;
        const form = [...credentials, ...passwordForm(["scope", "read"])];
        tokensOf(await say(on.server.url + path, { form }, habit), "read");
      });

      it(`${habit.name} gets them for a public client by its name alone at ${path}`, async () => {
        const form = passwordForm(["client_id", on.open.clientId]);
        assert.isTrue(await opensApi(tokensOf(await say(on.server.url + path, { form }, habit)).access));
      });
    }
  }

  for (const [name, secret] of [
    ["an empty secret", ""],
    ["a secret that it never had", "ignored"],
    ["a secret with a colon in it", "a:b"],
  ] as const) {
    it(`takes a public client whose address carries ${name}`, async () => {
      const user = `${on.open.clientId}:${secret}`;
      tokensOf(await say(`${on.server.url}/o/token/`, { form: passwordForm(), user }));
    });
  }

  it("takes a public client that sends its name and an empty secret in the body", async () => {
    const form = passwordForm(["client_id", on.open.clientId], ["client_secret", ""]);
    tokensOf(await say(`${on.server.url}/o/token/`, { form }));
  });

  it("takes an Accept header that asks for anything, and none", async () => {
    const silent = { ...REQUESTS, headers: {} };
    tokensOf(await say(`${on.server.url}/oauth/token/`, { form: passwordForm(), user: basic() }, silent));
  });

  it("gives every caller tokens of their own", async () => {
    const pairs = await Promise.all([pair(), pair(), pair()]);
    assert.equal(new Set(pairs.flatMap(({ access, refresh }) => [access, refresh])).size, 6);
  });
});

/** What a caller does wrong, and what stands in the answer. */
interface Mistake {
  readonly name: string;
  readonly typed: (wronged: ClientRecord) => Typed;
  readonly status: number;
  readonly error: string;
}

const MISTAKES: readonly Mistake[] = [
  {
    name: "a wrong secret",
    typed: ({ clientId }) => ({ form: passwordForm(), user: `${clientId}:wrong` }),
    status: 401,
    error: "invalid_client",
  },
  {
    name: "an empty secret of a confidential client",
    typed: ({ clientId }) => ({ form: passwordForm(), user: `${clientId}:` }),
    status: 401,
    error: "invalid_client",
  },
  {
    name: "an empty name and an empty secret",
    typed: () => ({ form: passwordForm(), user: ":" }),
    status: 401,
    error: "invalid_client",
  },
  { name: "no client at all", typed: () => ({ form: passwordForm() }), status: 401, error: "invalid_client" },
  {
    name: "a name that nobody has",
    typed: () => ({ form: namedForm("nobody"), user: basic() }),
    status: 400,
    error: "invalid_grant",
  },
  {
    name: "no grant type",
    typed: () => ({ form: passwordForm().slice(1), user: basic() }),
    status: 400,
    error: "invalid_request",
  },
  {
    name: "JSON for the form",
    typed: () => ({ json: { grant_type: "password" }, user: basic() }),
    status: 400,
    error: "invalid_request",
  },
  { name: "GET", typed: () => ({ user: basic() }), status: 405, error: "invalid_request" },
];

describe("what whoever mistypes it reads", () => {
  for (const { name, typed, status, error } of MISTAKES) {
    it(`${status} ${error}, in the same words at every prefix: ${name}`, async () => {
      // Its own client: whoever sends wrong secrets too often is told to wait.
      const wronged = await client(on.server.issuer);
      const bodies = [];
      for (const prefix of ["", ...PREFIXES]) {
        const answer = await say(`${on.server.url}${prefix}/token`, typed(wronged));
        const { error_description: says, ...rest } = objectOf(answer, status);
        assert.equal(rest["error"], error);
        assert.equal("www-authenticate" in answer.headers, status === 401);
        bodies.push(String(says));
      }
      assert.equal(new Set(bodies).size, 1, bodies.join());
      assert.match(bodies[0]!, /^[A-Z][\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
    });
  }
});

describe("refreshing (row A5)", () => {
  for (const path of TOKEN_PATHS) {
    it(`gives a new pair at ${path}, and the old refresh token is used up`, async () => {
      const first = await pair();
      const typed = {
        form: [
          ["grant_type", "refresh_token"],
          ["refresh_token", first.refresh],
        ],
        user: basic(),
      } as const;
      const second = tokensOf(await say(on.server.url + path, typed));
      assert.notEqual(second.refresh, first.refresh);
      assert.isTrue(await opensApi(second.access));
      assert.equal(objectOf(await say(on.server.url + path, typed), 400)["error"], "invalid_grant");
    });
  }

  it("takes at one prefix what was given out at another", async () => {
    let { refresh } = await pair();
    for (const path of TOKEN_PATHS) {
      const form = [
        ["grant_type", "refresh_token"],
        ["refresh_token", refresh],
      ] as const;
      ({ refresh } = tokensOf(await say(on.server.url + path, { form, user: basic() })));
    }
  });

  it("needs nothing but its name of a public client", async () => {
    const name = ["client_id", on.open.clientId] as const;
    const { refresh } = tokensOf(await say(`${on.server.url}/o/token/`, { form: passwordForm(name) }));
    const form = [["grant_type", "refresh_token"], ["refresh_token", refresh], name] as const;
    tokensOf(await say(`${on.server.url}/oauth2/access_token/`, { form }));
  });
});

describe("giving tokens back (row A6)", () => {
  for (const path of addressesOf("revoke_token")) {
    for (const [what, hint] of [
      ["access", undefined],
      ["access", "access_token"],
      ["refresh", "refresh_token"],
      ["refresh", "access_token"],
    ] as const) {
      it(`ends an ${what} token everywhere at ${path}, with ${hint ?? "no"} hint`, async () => {
        const tokens = await pair();
        const hinted = hint === undefined ? [] : [["token_type_hint", hint] as const];
        const typed = { form: [["token", tokens[what]] as const, ...hinted], user: basic() };
        const answer = await say(on.server.url + path, typed);
        assert.deepEqual([answer.status, answer.body], [200, ""]);
        assert.isFalse(await opensApi(tokens.access));
        for (const token of [tokens.access, tokens.refresh])
          assert.deepEqual(await introspected(token), { active: false });
      });
    }
  }
});

describe("asking about tokens (row A7)", () => {
  for (const path of addressesOf("introspect")) {
    it(`tells a client all of a live token at ${path}`, async () => {
      const { access } = await pair();
      const said = objectOf(await say(on.server.url + path, { form: [["token", access]], user: basic() }));
      const { exp, iat, ...rest } = said;
      assert.deepEqual(rest, {
        active: true,
        scope: "read write",
        client_id: on.app.clientId,
        username: on.ann.username,
        token_type: "Bearer",
        sub: on.ann.sub,
        iss: on.server.url,
      });
      assert.equal(Number(exp) - Number(iat), 600);
    });

    it(`tells the bearer of a token with the scope introspection at ${path}`, async () => {
      const form = passwordForm(["scope", "introspection"]);
      const asker = tokensOf(await say(`${on.server.url}/o/token/`, { form, user: basic() }), "introspection").access;
      const { access } = await pair();
      const said = objectOf(await say(on.server.url + path, { form: [["token", access]], bearer: asker }));
      assert.deepInclude(said, { active: true, username: on.ann.username });
      const nothing = await say(on.server.url + path, { form: [["token", "made-up"]], bearer: asker });
      assert.deepEqual(jsonOf(nothing), { active: false });
    });

    it(`refuses the bearer of a token without that scope at ${path}`, async () => {
      const { access } = await pair();
      const answer = await say(on.server.url + path, { form: [["token", access]], bearer: access });
      assert.equal(objectOf(answer, 403)["error"], "insufficient_scope");
      assert.match(answer.headers["www-authenticate"] ?? "", /scope="introspection"/);
    });
  }
});
