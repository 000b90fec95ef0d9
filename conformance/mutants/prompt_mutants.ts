import { alsoHook, type ChangeFeatures, changeHooks, type Mutant } from "./mutant.ts";

const FILE = "prompt_test.ts";

const LOGIN = "shows the sign-in page again for prompt=login";
const CHOICE = "shows the choice of an account for prompt=select_account";
const OTHER_CHOSEN = "goes on as another person who is chosen";
const CONSENT = "shows the page of consent for prompt=consent, to whom nothing was asked before";
const NONE_BESIDE = ["none login", "consent none", "none select_account"].map(
  (prompt) => `is refused with prompt=${prompt}`,
);
const UNKNOWN = "is refused with a word of prompt that is not published";
const NAME = "begins with the name of login_hint on the sign-in page";
const HINTED = "brings nobody's token but that of the person of its id_token_hint";
const STRANGE_HINT = "is refused with a hint that was given to another client, or by nobody";
const CLAIMED = "brings nobody's token but that of the person whose sub it claims";
const ESSENTIAL_ACR = "is refused where its essential acr is not one of those that are published";
const REACHED_ACR = "that wishes for an acr is told which one was reached";
const MAX_AGE = "has the person sign in again once max_age has passed";
const NOT_YET = "is answered at once while max_age has not passed";

/** Changes what is read of each authorization request. */
function reading(name: string, change: (text: string) => string | undefined): ChangeFeatures {
  return alsoHook({
    authorizeParams(params) {
      const [only, ...others] = params.all(name);
      return only === undefined || others.length > 0 ? params : params.with({ [name]: change(only) });
    },
  });
}

/** Leaves a word out of prompt where pages may be shown. */
function deafTo(...words: readonly string[]): ChangeFeatures {
  return reading("prompt", (text) => {
    const said = text.split(" ");
    const heard = said.includes("none") ? said : said.filter((word) => !words.includes(word));
    return heard.length === 0 ? undefined : heard.join(" ");
  });
}

/** Leaves one of the steps of a person out. */
function withoutStep(name: string): ChangeFeatures {
  return (standard) =>
    standard.map((one) => ({ ...one, steps: (one.steps ?? []).filter((step) => step.name !== name) }));
}

/** Servers that do with a person something else than they were asked to. */
export const PROMPT_MUTANTS: readonly Mutant[] = [
  {
    name: "lets whoever signed in before be whoever signs in now",
    rule: "OIDC-3.1.2.3-1",
    file: FILE,
    noticed: [LOGIN, HINTED],
    features: deafTo("login"),
  },
  {
    name: "has nobody choose an account",
    rule: "OIDC-3.1.2.1-9",
    file: FILE,
    noticed: [CHOICE, OTHER_CHOSEN],
    features: deafTo("select_account"),
  },
  {
    name: "asks for no consent that it need not ask for by itself",
    rule: "OIDC-3.1.2.1-8",
    file: FILE,
    noticed: [CONSENT],
    features: deafTo("consent"),
  },
  {
    name: "hears nothing of none beside another word",
    rule: "OIDC-3.1.2.1-4",
    file: FILE,
    noticed: NONE_BESIDE,
    features: reading("prompt", (text) => (text === "none" ? text : text.replace(/\bnone\b/, "").trim())),
  },
  {
    name: "skips words of prompt that it does not know",
    rule: "PROMPTCREATE-4.1-2",
    file: FILE,
    noticed: [UNKNOWN],
    features: deafTo("create"),
  },
  {
    name: "has people type names that the client knows",
    rule: "OIDC-15.1-1",
    file: FILE,
    noticed: [NAME],
    features: reading("login_hint", () => undefined),
  },
  {
    name: "answers about whoever is there",
    rule: "OIDC-3.1.2.2-4",
    file: FILE,
    noticed: [HINTED, CLAIMED],
    features: withoutStep("wanted_person"),
  },
  {
    name: "reads no hints",
    rule: "OIDC-3.1.2.2-5",
    file: FILE,
    noticed: [HINTED, STRANGE_HINT],
    features: reading("id_token_hint", () => undefined),
  },
  {
    name: "takes each sign-in for good enough",
    rule: "OIDC-5.5.1.1-1",
    file: FILE,
    noticed: [ESSENTIAL_ACR],
    features: changeHooks("authentication_request", ({ checkAuthorize: _check, ...hooks }) => hooks),
  },
  {
    name: "never says how anybody signed in",
    rule: "OIDC-5.5.1.1-2",
    file: FILE,
    noticed: [ESSENTIAL_ACR, REACHED_ACR],
    features: alsoHook({ idTokenClaims: ({ acr: _acr, ...claims }) => claims }),
  },
  {
    name: "takes no sign-in for too old",
    rule: "OIDC-3.1.2.1-5",
    file: FILE,
    noticed: [MAX_AGE],
    features: reading("max_age", () => undefined),
  },
  {
    name: "takes each sign-in for too old",
    rule: "OIDC-3.1.2.1-5",
    file: FILE,
    noticed: [NOT_YET],
    features: reading("max_age", () => "0"),
  },
];
