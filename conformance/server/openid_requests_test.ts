import { assert } from "chai";
import { claimsOf, type OpenidAnswer, parametersOf, signIn } from "../support/openid_journey.ts";
import { authorize } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { suite } from "../support/suite.ts";
import { type ResponseType, robot, type Target } from "../support/target.ts";

type Change = Readonly<Record<string, string | undefined>>;

/** One response type of each flow, of those that the provider lets us use. */
function typesOf({ responseTypes = ["code"] }: Target): readonly ResponseType[] {
  const flows: readonly ResponseType[] = ["code", "id_token", "code id_token token"];
  return flows.filter((type) => responseTypes.includes(type));
}

/** Whom an answer is about, and since when. */
function personIn({ idTokens }: OpenidAnswer): readonly unknown[] {
  const { sub, auth_time: authTime } = claimsOf(idTokens[0]);
  return [sub, authTime];
}

/** Asks with changed parameters, in each flow, and fails unless an ID token comes of it. */
async function assertAnswered(target: Target, change: Change, post = false): Promise<void> {
  for (const type of typesOf(target)) {
    const { idTokens, front } = await signIn(target, { type, change, post });
    assert.isNotEmpty(idTokens, `${type}: ${front.toString()}`);
  }
}

/** Asks twice in one browser, the second time with what is made of the first answer. */
async function askTwice(
  target: Target,
  type: ResponseType,
  again: (first: OpenidAnswer) => Change,
): Promise<readonly [OpenidAnswer, OpenidAnswer]> {
  const browser = robot(target);
  const first = await signIn(target, { type, browser });
  assert.isTrue(first.journey.typed, "nobody was signed in");
  return [first, await signIn(target, { type, browser, change: again(first) })];
}

suite("a request of OpenID Connect", (open) => {
  rule("OIDC-3.1.2.1-2", "is refused without a response type", async () => {
    const { sentTo, status } = await authorize(await open(), { change: { scope: "openid", response_type: undefined } });
    const error = parametersOf(sentTo).get("error");
    if (sentTo === undefined) assert.equal(status, 400);
    else assert.include(["invalid_request", "unsupported_response_type"], error);
  });

  rule("OIDC-3.1.2.1-1", "is one wherever openid stands in its scope", async () => {
    await assertAnswered(await open(), { scope: "email openid" });
  });

  for (const [name, change] of [
    ["for a whole page", { display: "page" }],
    ["for a small window", { display: "popup" }],
    ["with languages of pages", { ui_locales: "se" }],
    ["with languages of claims", { claims_locales: "se" }],
    ["with a name to sign in by", { login_hint: "ann@example.test" }],
  ] as const) {
    rule("OIDC-15.1-1", `is answered ${name}`, async () => assertAnswered(await open(), change));
  }

  rule("OIDC-15.1-1", "is answered with a wish for an authentication context, and says one or none", async () => {
    const target = await open();
    const { idTokens } = await signIn(target, { change: { acr_values: "1 2" } });
    assert.include(["string", "undefined"], typeof claimsOf(idTokens[0])["acr"]);
  });

  rule("OIDC-3.1.2.1-13", "is answered with parameters that nobody knows", async () => {
    await assertAnswered(await open(), { extra: "foobar" });
  });

  rule("OIDC-3.1.2.1-14", "may be posted", async () => assertAnswered(await open(), {}, true));

  rule(
    ["OIDC-3.1.2.3-2", "OIDC-3.1.2.1-6"],
    "without pages is refused while nobody is signed in, with the state that came along",
    async () => {
      const target = await open();
      for (const type of typesOf(target)) {
        const { front, journey } = await signIn(target, { type, change: { prompt: "none" } });
        assert.equal(front.get("error"), "login_required", type);
        assert.equal(front.get("state"), journey.state, type);
      }
    },
  );

  rule("OIDC-3.1.2.1-6", "without pages is answered for who is signed in, as before", async () => {
    const target = await open();
    for (const type of typesOf(target)) {
      const [first, again] = await askTwice(target, type, () => ({ prompt: "none" }));
      assert.deepEqual(personIn(again), personIn(first), type);
    }
  });

  rule(["OIDC-3.1.2.1-7", "OIDC-3.1.2.3-1"], "may want the person to sign in again", async () => {
    const target = await open();
    for (const type of typesOf(target)) {
      const [first, again] = await askTwice(target, type, () => ({ prompt: "login" }));
      assert.isTrue(again.journey.typed, type);
      assert.equal(personIn(again)[0], personIn(first)[0], type);
    }
  });

  rule(
    ["OIDC-3.1.2.1-5", "OIDC-3.1.2.1-10", "OIDC-2-4"],
    "with a long max_age asks nobody to sign in again, and says when they did",
    async () => {
      const target = await open();
      for (const type of typesOf(target)) {
        const [first, again] = await askTwice(target, type, () => ({ max_age: "10000" }));
        assert.isFalse(again.journey.typed, type);
        const [[sub, before], [subAgain, after]] = [personIn(first), personIn(again)];
        assert.equal(subAgain, sub, type);
        assert.isNumber(after, type);
        // nobody has to say it who was not asked
        if (before !== undefined) assert.equal(after, before, type);
      }
    },
  );

  rule("OIDC-3.1.2.2-5", "is answered without pages for the person of its id_token_hint", async () => {
    const target = await open();
    for (const type of typesOf(target)) {
      const [first, again] = await askTwice(target, type, ({ idTokens: [hint] }) => ({
        prompt: "none",
        id_token_hint: hint,
      }));
      assert.deepEqual(personIn(again), personIn(first), type);
    }
  });

  rule("OIDC-3.1.2.1-3", "is refused, on a page, for a redirect URI that was not registered", async () => {
    const target = await open();
    const redirectUri = `${target.confidential.redirectUri}/elsewhere`;
    for (const type of typesOf(target)) {
      const { journey } = await signIn(target, { type, change: { redirect_uri: redirectUri } });
      assert.isUndefined(journey.sentTo, type);
      assert.isAtLeast(journey.status, 400, type);
    }
  });
});
