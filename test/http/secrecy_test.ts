import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import type { DurableStore, EphemeralStore } from "../../src/stores/mod.ts";
import { client, PASSWORD, person, SECRET } from "../support/cast.ts";
import { codeFlow, codeRequest, VERIFIER } from "../support/code_flow.ts";
import { type IssuerUnderTest, issuerUnderTest, type IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { bodyOf } from "../support/replies.ts";
import { valueBrowser } from "../support/value_browser.ts";
import { parametersOf } from "./authorization.ts";
import { credentialsIn, legs } from "./oauth1_legs.ts";
import { ask, assertActive, introspected, pairFor, pairOf, refresh, scene } from "./tokens.ts";

/** What reaches a store, as text. */
type Written = string[];

function watchedEphemeral(store: EphemeralStore, written: Written): EphemeralStore {
  return {
    ...store,
    put(kind, entry) {
      written.push(entry.key, Buffer.from(kind.encode(entry.value)).toString("latin1"));
      return store.put(kind, entry);
    },
    append(kind, entry) {
      written.push(entry.key, Buffer.from(kind.encode(entry.value)).toString("latin1"));
      return store.append(kind, entry);
    },
    get(kind, key) {
      written.push(key);
      return store.get(kind, key);
    },
    claim(kind, entry) {
      written.push(entry.key);
      return store.claim(kind, entry);
    },
    count(kind, entry) {
      written.push(entry.key);
      return store.count(kind, entry);
    },
  };
}

function watchedDurable(store: DurableStore, written: Written): DurableStore {
  return {
    ...store,
    accounts: {
      ...store.accounts,
      add(account) {
        written.push(JSON.stringify(account));
        return store.accounts.add(account);
      },
    },
    clients: {
      ...store.clients,
      add(record) {
        written.push(JSON.stringify(record));
        return store.clients.add(record);
      },
    },
    families: {
      ...store.families,
      open(family) {
        written.push(JSON.stringify(family));
        return store.families.open(family);
      },
      rotate(rotation) {
        written.push(JSON.stringify(rotation));
        return store.families.rotate(rotation);
      },
    },
    audit: {
      ...store.audit,
      add(record) {
        written.push(JSON.stringify(record));
        return store.audit.add(record);
      },
    },
  };
}

/** Stores that write down what they are given. */
function watching(written: Written): NonNullable<IssuerUnderTestOptions["stores"]> {
  return (standard) => ({
    ...standard,
    ephemeral: watchedEphemeral(standard.ephemeral, written),
    durable: watchedDurable(standard.durable, written),
  });
}

async function watched(): Promise<{ readonly under: IssuerUnderTest; readonly written: Written }> {
  const written: Written = [];
  return { under: await issuerUnderTest({ stores: watching(written) }), written };
}

/** Fails when one of the secrets stands in what the stores were given. */
function assertUnwritten(secrets: Readonly<Record<string, string>>, written: Written): void {
  assert.isAtLeast(written.length, 20);
  for (const [name, secret] of Object.entries(secrets)) {
    assert.isAtLeast(secret.length, 20, name);
    for (const text of written) assert.isFalse(text.includes(secret), `${name} in ${text}`);
  }
}

/** Everything secret that comes up when a person signs in, agrees, and the client redeems and refreshes. */
async function secretsOf(under: IssuerUnderTest): Promise<Readonly<Record<string, string>>> {
  const [app, ann] = [await client(under.issuer), await person(under.issuer)];
  const browser = valueBrowser(under);
  const login = await browser.follow(await browser.get("/authorize", { query: codeRequest(app) }));
  const consent = await browser.follow(await browser.logIn(login, ann));
  const { code = "" } = parametersOf(await browser.submit(consent, { action: "allow" }));
  const { redeem } = await codeFlow(under, { client: app, account: ann });
  const first = pairOf(await redeem(code));
  const second = pairOf(await refresh(under, app, { refresh_token: first.refresh }));
  await redeem(code);
  const cookies = { browser: browser.cookies.get("b") ?? "", session: browser.cookies.get("sid") ?? "" };
  const tokens = { code, access: first.access, refresh: first.refresh, next: second.access, successor: second.refresh };
  return { ...tokens, ...cookies, password: PASSWORD, secret: SECRET, verifier: VERIFIER };
}

describe("what is secret", () => {
  rule(["RFC6749-10.3-1", "RFC6749-10.4-2"], "reaches no store in the clear", async () => {
    const { under, written } = await watched();
    assertUnwritten(await secretsOf(under), written);
  });

  rule(["RFC5849-4.5-1", "RFC5849-4.9-1"], "reaches no store in the clear when requests are signed", async () => {
    const written: Written = [];
    const on = await legs({ stores: watching(written) });
    const temporary = await on.temporary();
    const verifier = await on.verifier(temporary.token);
    const { token, secret } = credentialsIn(await on.redeem(temporary, verifier));
    const plain = { temporary: temporary.secret, verifier, token, tokenSecret: secret, secret: SECRET };
    assertUnwritten(plain, written);
  });

  rule(
    ["RFC6749-10.10-2", "RFC6750-5.2-2", "RFC6749-10.10-1"],
    "has 256 bits that nobody can guess, in a token",
    async () => {
      const on = await scene();
      const drawn = new Set<string>();
      for (let count = 0; count < 50; count += 1) {
        const { access, refresh: token } = await pairFor(on);
        for (const text of [access, token]) {
          assert.match(text, /^ts_(?:at|rt)_[0-9A-Za-z]{57}$/);
          drawn.add(text.slice(14, 57));
        }
      }
      assert.equal(drawn.size, 100);
      assert.isAtLeast(43 * Math.log2(62), 256);
    },
  );

  rule(
    ["RFC6750-5.2-1", "RFC6749-10.3-3", "RFC6749-10.4-6"],
    "cannot be changed in a single place unnoticed",
    async () => {
      const on = await scene();
      const { access } = await pairFor(on);
      for (let index = 0; index < access.length; index += 5) {
        const changed = access.slice(0, index) + (access[index] === "x" ? "y" : "x") + access.slice(index + 1);
        assert.deepEqual(await introspected(on, changed), { active: false }, changed);
      }
      await assertActive(on, access);
      for (const cut of [access.slice(0, -1), `${access}0`, access.toUpperCase(), ` ${access}`, access.slice(6)]) {
        assert.deepEqual(await introspected(on, cut), { active: false }, cut);
      }
    },
  );

  it("is not told in an error", async () => {
    const on = await scene();
    const forms = [
      { grant_type: "password", username: "ann", password: "a very secret password" },
      { grant_type: "refresh_token", refresh_token: "a very secret token" },
      { grant_type: "authorization_code", code: "a very secret code" },
    ];
    for (const form of forms) {
      const text = JSON.stringify(bodyOf(await ask(on, on.app, form)));
      assert.notInclude(text, "very secret");
    }
  });
});
