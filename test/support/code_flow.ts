import { assert } from "chai";
import { s256 } from "../../src/protocol/mod.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { CALLBACK, client, person } from "./cast.ts";
import type { Given, IssuerUnderTest } from "./issuer_under_test.ts";
import { locationOf } from "./replies.ts";
import { type ValueBrowser, valueBrowser } from "./value_browser.ts";

/** The verifier of every code that was not given another. */
export const VERIFIER = "a-code-verifier-that-is-long-enough-for-the-rfc-7636";

/** A proper authorization request for a code. */
export function codeRequest(of: ClientRecord, changes: Given = {}): Given {
  return {
    response_type: "code",
    client_id: of.clientId,
    redirect_uri: CALLBACK,
    scope: "read write",
    state: "a state",
    code_challenge: s256(VERIFIER),
    code_challenge_method: "S256",
    ...changes,
  };
}

/** Who takes part in a code flow. */
export interface CodeFlow {
  readonly under: IssuerUnderTest;
  readonly client: ClientRecord;
  readonly account: AccountRecord;
  readonly browser: ValueBrowser;
  /** Has the person agree and answers the code. */
  readonly code: (changes?: Given) => Promise<string>;
  /** Redeems a code as the client; parameters may be changed. */
  readonly redeem: (code: string, changes?: Given) => Promise<Reply>;
}

/** Has a person who is signed in agree to an authorization request, and answers what the browser gets then. */
export async function agreed(browser: ValueBrowser, query: Given): Promise<Reply> {
  const reply = await browser.get("/authorize", { query });
  if (!locationOf(reply).pathname.startsWith("/interaction/")) return reply;
  return browser.submit(await browser.follow(reply), { action: "allow" });
}

/** What a client asks the token endpoint with; a public one has but its name. */
export function credentialsOf(of: ClientRecord): { readonly as?: ClientRecord; readonly form: Given } {
  return of.type === "public" ? { form: { client_id: of.clientId } } : { as: of, form: {} };
}

/** Sets up a person, a client and a browser at an issuer. */
export async function codeFlow(
  under: IssuerUnderTest,
  cast: { readonly client?: ClientRecord; readonly account?: AccountRecord } = {},
): Promise<CodeFlow> {
  const { client: asks = await client(under.issuer), account = await person(under.issuer) } = cast;
  const browser = valueBrowser(under);
  await browser.signIn(account);
  return {
    under,
    client: asks,
    account,
    browser,
    async code(changes) {
      const code = locationOf(await agreed(browser, codeRequest(asks, changes))).searchParams.get("code");
      assert(code !== null, "there is no code");
      return code;
    },
    redeem(code, changes = {}) {
      const { as, form } = credentialsOf(asks);
      const asked = { grant_type: "authorization_code", code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
      return under.post("/token", { ...(as === undefined ? {} : { as }), form: { ...form, ...asked, ...changes } });
    },
  };
}
