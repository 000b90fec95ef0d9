import type { Endpoint, Feature, ResponseMode } from "../../src/engine/mod.ts";
import { OAuthError, redirect, type Reply } from "../../src/protocol/mod.ts";
import { parseOauthAuthorization } from "../../src/oauth1/mod.ts";
import { CALLBACK } from "../../test/support/cast.ts";
import { type ChangeFeatures, changeEndpoint, changeWord, type Mutant, without } from "./mutant.ts";
import { forgiving } from "./oauth1_signer.ts";

const FILE = "oauth1_legs_test.ts";
const REFUSED = "say that the person refused";
const BACK = "send the person back with token and verifier, behind the query that the callback has";
const NOBODY = "show an error to whoever brings no temporary credentials";

function lie(how: string): string {
  return `lie where the library of old had them, ${how} a slash at the end`;
}

/** Changes the endpoints of the feature. */
function changeEndpoints(change: (endpoint: Endpoint) => Endpoint): ChangeFeatures {
  return changeFeature((feature) => ({ ...feature, endpoints: (feature.endpoints ?? []).map(change) }));
}

/** Changes how the person is sent back. */
function changeModes(change: (mode: ResponseMode) => ResponseMode): ChangeFeatures {
  return changeFeature((feature) => ({ ...feature, responseModes: (feature.responseModes ?? []).map(change) }));
}

function changeFeature(change: (feature: Feature) => Feature): ChangeFeatures {
  return (standard) => standard.map((feature) => (feature.name === "oauth1" ? change(feature) : feature));
}

/** Takes each verifier for the one that was made. */
function anyVerifier(): Pick<Mutant, "features" | "incoming"> {
  const made = new Map<string, string>();
  return {
    features: changeWord("oauth1", (word) => ({
      ...word,
      async produce(approval, before) {
        const parameters = await word.produce(approval, before);
        const verifier = parameters.find(([name]) => name === "oauth_verifier")?.[1];
        if (verifier !== undefined) made.set(approval.request.target.state ?? "", verifier);
        return parameters;
      },
    })),
    incoming: forgiving((params) => {
      const right = made.get(params.get("oauth_token") ?? "");
      return right === undefined || !params.has("oauth_verifier") ? {} : { oauth_verifier: right };
    }),
  };
}

/** Answers again what was answered before. */
function withMemory(handle: Endpoint["handle"]): Endpoint["handle"] {
  const answers = new Map<string, Reply>();
  return async (exchange) => {
    const params = new Map(parseOauthAuthorization(exchange.request.header("authorization") ?? "")?.params);
    const token = params.get("oauth_token") ?? "";
    try {
      const reply = await handle(exchange);
      answers.set(token, reply);
      return reply;
    } catch (error) {
      const before = answers.get(token);
      if (error instanceof OAuthError && error.code === "token_used" && before !== undefined) return before;
      throw error;
    }
  };
}

function unconfirmed(handle: Endpoint["handle"]): Endpoint["handle"] {
  return async (exchange) => {
    const reply = await handle(exchange);
    return reply.kind === "json"
      ? { ...reply, text: (reply.text ?? "").replace("&oauth_callback_confirmed=true", "") }
      : reply;
  };
}

/** Has no query but its own at the callback. */
function bareCallback(mode: ResponseMode): ResponseMode {
  return { ...mode, send: (callback, ...rest) => mode.send(callback.split("?", 1)[0] ?? callback, ...rest) };
}

/** Says a refusal in the words of OAuth 2.0. */
function inOtherWords(mode: ResponseMode): ResponseMode {
  return {
    ...mode,
    send(callback, parameters, options) {
      const error = parameters.find(([name]) => name === "error");
      return error === undefined
        ? mode.send(callback, parameters, options)
        : redirect(`${callback}?${new URLSearchParams([[...error]]).toString()}`);
    },
  };
}

/** Servers each of which is wrong in one of the three legs. */
export const OAUTH1_LEGS_MUTANTS: readonly Mutant[] = [
  {
    name: "speaks no OAuth 1.0a",
    rule: "RFC5849-2.1-12",
    file: FILE,
    noticed: "every test",
    butNot: [NOBODY],
    features: without("oauth1"),
  },
  {
    name: "sends people on who bring no temporary credentials",
    rule: "RFC5849-2.2-2",
    file: FILE,
    noticed: [NOBODY],
    features: changeEndpoint("oauth1_authorize", (handle) => async (exchange) => {
      try {
        return await handle(exchange);
      } catch {
        return redirect(CALLBACK);
      }
    }),
  },
  {
    name: "confirms no callback",
    rule: "RFC5849-2.1-14",
    file: FILE,
    noticed: ["confirm the callback"],
    features: changeEndpoint("oauth1_request_token", unconfirmed),
  },
  {
    name: "takes any verifier",
    rule: "RFC5849-2.3-8",
    file: FILE,
    noticed: ["give nothing for another verifier"],
    ...anyVerifier(),
  },
  {
    name: "gives token credentials again",
    rule: "RFC5849-2.3-7",
    file: FILE,
    noticed: ["give token credentials once"],
    features: changeEndpoint("oauth1_access_token", withMemory),
  },
  {
    name: "forgets the query of a callback",
    rule: "RFC5849-2.2-11",
    file: FILE,
    noticed: [BACK],
    features: changeModes(bareCallback),
  },
  {
    name: "tells a refusal in the words of OAuth 2.0",
    rule: "OAUTHPROBLEM-2-15",
    file: FILE,
    noticed: [REFUSED],
    features: changeModes(inOtherWords),
  },
  {
    name: "hands out no token credentials by GET",
    rule: "RFC5849-2.3-1",
    file: FILE,
    noticed: ["are gone by GET as well"],
    features: changeEndpoints((endpoint) =>
      endpoint.name === "oauth1_access_token" ? { ...endpoint, methods: ["POST"] } : endpoint,
    ),
  },
  {
    name: "has none of the addresses of old",
    rule: "RFC5849-2.1-1",
    file: FILE,
    noticed: ["without", "with"].map(lie),
    features: changeEndpoints(({ aliases: _aliases, ...endpoint }) => endpoint),
  },
];
