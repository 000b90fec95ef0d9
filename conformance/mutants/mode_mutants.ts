import type { ResponseMode, ResponseParameters } from "../../src/engine/mod.ts";
import { redirect, type Reply } from "../../src/protocol/mod.ts";
import { alsoHook, type ChangeFeatures, type Mutant } from "./mutant.ts";

const MODES = ["query", "fragment", "form_post"] as const;
const FAULTS = ["that the person denied", "that there is no such scope", "that a challenge is missing"];

function isError(parameters: ResponseParameters): boolean {
  return parameters.some(([name]) => name === "error");
}

/** Sends errors of one response mode by another way. */
function errorsOf(name: string, other: (uri: string, parameters: ResponseParameters) => Reply): ChangeFeatures {
  function changed(mode: ResponseMode): ResponseMode {
    if (mode.name !== name) return mode;
    return {
      ...mode,
      send: (uri, parameters, options) =>
        isError(parameters) ? other(uri, parameters) : mode.send(uri, parameters, options),
    };
  }
  return (standard) =>
    standard.map((one) => ({ ...one, responseModes: (one.responseModes ?? []).map((mode) => changed(mode)) }));
}

function withQuery(uri: string, parameters: ResponseParameters): string {
  return `${uri}?${new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString()}`;
}

/** Sends each answer that has an error without one of its parameters. */
function withoutInErrors(name: string): ChangeFeatures {
  return alsoHook({
    authorizeReply: (parameters) => (isError(parameters) ? parameters.filter(([one]) => one !== name) : parameters),
  });
}

/** Sentences of the tests of refusals in these modes. */
function refusals(modes: readonly string[], faults: readonly string[] = FAULTS): readonly string[] {
  return modes.flatMap((mode) => faults.map((fault) => `says by ${mode} ${fault}, to what and by whom`));
}

const PAGE = "that is posted comes as a page, and others by a redirect that drops the form";

/** Servers that refuse by the wrong way. */
export const MODE_MUTANTS: readonly Mutant[] = [
  {
    name: "tells errors in the query where the fragment was asked for",
    rule: "RFC6749-4.1.2.1-4",
    file: "refusal_by_mode_test.ts",
    noticed: refusals(["fragment"]),
    features: errorsOf("fragment", (uri, parameters) => redirect(withQuery(uri, parameters))),
  },
  {
    name: "tells errors in the fragment where the query was asked for",
    rule: "RFC6749-4.1.2.1-4",
    file: "refusal_by_mode_test.ts",
    noticed: refusals(["query"]),
    features: errorsOf("query", (uri, parameters) => redirect(withQuery(uri, parameters).replace("?", "#"))),
  },
  {
    name: "redirects with errors that it should post",
    rule: "RFC9700-4.12-1",
    file: "refusal_by_mode_test.ts",
    noticed: [PAGE],
    features: errorsOf("form_post", (uri, parameters) => redirect(withQuery(uri, parameters))),
  },
  {
    name: "posts what is told by a redirect to the client again",
    rule: "RFC9700-4.12-1",
    file: "refusal_by_mode_test.ts",
    noticed: [PAGE],
    features: errorsOf("query", (uri, parameters) => ({ ...redirect(withQuery(uri, parameters)), status: 307 })),
  },
  {
    name: "sends a code along with each refusal",
    rule: "RFC6749-4.1.2.1-2",
    file: "refusal_by_mode_test.ts",
    noticed: refusals(MODES),
    features: alsoHook({
      authorizeReply: (parameters) => (isError(parameters) ? [...parameters, ["code", "a-code"]] : parameters),
    }),
  },
  {
    name: "calls each refusal a denial",
    rule: "RFC7636-4.4.1-1",
    file: "refusal_by_mode_test.ts",
    noticed: refusals(MODES, FAULTS.slice(1)),
    features: alsoHook({
      authorizeReply: (parameters) =>
        parameters.map(([name, value]) => [name, name === "error" ? "access_denied" : value]),
    }),
  },
  {
    name: "does not say to which request a refusal belongs",
    rule: "RFC6749-4.1.2.1-4",
    file: "refusal_by_mode_test.ts",
    noticed: refusals(MODES),
    features: withoutInErrors("state"),
  },
  {
    name: "does not say whose refusal it is",
    rule: "RFC9207-2-2",
    file: "refusal_by_mode_test.ts",
    noticed: refusals(MODES),
    features: withoutInErrors("iss"),
  },
];
