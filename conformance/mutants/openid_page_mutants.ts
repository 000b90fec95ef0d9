import type { ResponseMode } from "../../src/engine/mod.ts";
import { redirect, type Reply } from "../../src/protocol/mod.ts";
import { alsoHook, type ChangeFeatures, changeClients, changeEndpoint, type Mutant, withBody } from "./mutant.ts";

const CONFIGURATION = "openid_configuration_test.ts";
const FORM_POST = "openid_form_post_test.ts";
const LOGOUT = "openid_logout_test.ts";

const ISSUER = "names its issuer to the letter, where its clients look for it";
const ENDPOINTS = "names each endpoint, all of them below one scheme and host";
const LISTS = "lists what every provider has to have";
const KEYS = "publishes keys that have an id, and nothing private";
const LOGOUTS = "says how clients hear that a person logged out";
const BY_FORM = "brings by a form what it brings otherwise, and nothing in an address";
const ERRORS_BY_FORM = "brings errors by a form as well";
const SENT_BACK = "ends the session, and the person is sent back with the state";
const STATELESS = "sends the person back without a state where none came along";
const UNREGISTERED = "leads to no address that was not registered";

type Members = Readonly<Record<string, unknown>>;

/** Changes what the configuration says. */
function saying(change: (members: Members) => Members): ChangeFeatures {
  return changeEndpoint(
    "openid_configuration",
    (handle) => async (exchange) => withBody(await handle(exchange), change),
  );
}

/** Changes where the logout endpoint sends the browser. */
function leaving(change: (address: string) => string): ChangeFeatures {
  return changeEndpoint("end_session", (handle) => async (exchange) => {
    const reply: Reply = await handle(exchange);
    return reply.kind === "redirect" ? redirect(change(reply.location)) : reply;
  });
}

/** Sends what form_post should bring in the fragment. */
function inFragment(mode: ResponseMode): ResponseMode {
  if (mode.name !== "form_post") return mode;
  return {
    ...mode,
    send: (uri, parameters) =>
      redirect(`${uri}#${new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString()}`),
  };
}

/** Servers that are wrong about their configuration, their forms and the end of sessions. */
export const OPENID_PAGE_MUTANTS: readonly Mutant[] = [
  {
    name: "calls itself another way in its configuration",
    rule: "DISCOVERY-4.3-1",
    file: CONFIGURATION,
    noticed: [ISSUER],
    features: saying((members) => ({ ...members, issuer: `${String(members["issuer"])}/` })),
  },
  {
    name: "does not say where claims are told",
    rule: "DISCOVERY-3-3",
    file: CONFIGURATION,
    noticed: [ENDPOINTS],
    features: saying(({ userinfo_endpoint: _userinfo, ...members }) => members),
  },
  {
    name: "does not say how people are named",
    rule: "DISCOVERY-3-10",
    file: CONFIGURATION,
    noticed: [LISTS],
    features: saying(({ subject_types_supported: _types, ...members }) => members),
  },
  {
    name: "publishes keys without a name",
    rule: "DISCOVERY-3-5",
    file: CONFIGURATION,
    noticed: [KEYS],
    issuer: (issuer) => {
      const { text } = issuer.keys.jwks();
      const published = { text: text.replaceAll(/"kid":"[^"]*",?/g, ""), etag: '"mutant"' };
      return { ...issuer, keys: { ...issuer.keys, jwks: () => published } };
    },
  },
  {
    name: "does not say that it names sessions when it logs out by the browser",
    rule: "FCLOGOUT-3-3",
    file: CONFIGURATION,
    noticed: [LOGOUTS],
    features: saying((members) => ({ ...members, frontchannel_logout_session_supported: false })),
  },
  {
    name: "answers in an address what should come by a form",
    rule: "FORMPOST-2-1",
    file: FORM_POST,
    noticed: [BY_FORM, ERRORS_BY_FORM],
    features: (standard) =>
      standard.map((one) => ({ ...one, responseModes: (one.responseModes ?? []).map((mode) => inFragment(mode)) })),
  },
  {
    name: "sends people away without ending their session",
    rule: "RPLOGOUT-2-8",
    file: LOGOUT,
    noticed: [SENT_BACK],
    features: changeEndpoint("end_session", (handle) => async (exchange) => {
      const { query } = exchange.request;
      const [address, state] = [query.get("post_logout_redirect_uri"), query.get("state")];
      if (address === undefined || state === undefined) return handle(exchange);
      return redirect(`${address}?${new URLSearchParams({ state }).toString()}`);
    }),
  },
  {
    name: "makes up a state after a logout",
    rule: "RPLOGOUT-2-10",
    file: LOGOUT,
    noticed: [STATELESS],
    features: leaving((address) => (address.includes("state=") ? address : `${address}?state=`)),
  },
  {
    name: "sends people wherever they want after a logout",
    rule: "RPLOGOUT-3-1",
    file: LOGOUT,
    noticed: [UNREGISTERED],
    issuer: changeClients((client) => {
      const registered = client.metadata["post_logout_redirect_uris"];
      const uris = Array.isArray(registered) ? registered.map(String) : [];
      const all = [...uris, ...uris.map((uri) => `${uri}/elsewhere`)];
      return { ...client, metadata: { ...client.metadata, post_logout_redirect_uris: all } };
    }),
  },
  {
    name: "does not mind how long ago somebody signed in",
    rule: "OIDC-3.1.2.1-5",
    file: "expiry_test.ts",
    noticed: ["a sign-in is asked for again when it is older than max_age"],
    features: alsoHook({ authorizeParams: (params) => params.with({ max_age: undefined }) }),
  },
];
