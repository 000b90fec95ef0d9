import type { ResponseParameters } from "../../src/engine/mod.ts";
import { alsoHook, type ChangeFeatures, changeEndpoint, type Mutant } from "./mutant.ts";

const FILE = "session_management_test.ts";

const FRAME = "has a page with a script that other sites may show in a frame";
const STATES = ["code", "id_token", "code id_token token"].map(
  (type) => `answers response_type=${type} with a session_state`,
);
const ERRORS = "says it in errors as well, another each time";
const PLAIN = "answers a request that is not one of OpenID Connect without it";

const NAME = "session_state";

/** Changes the parameters of each answer. */
function answering(change: (parameters: ResponseParameters) => ResponseParameters): ChangeFeatures {
  return alsoHook({ authorizeReply: change });
}

function without(parameters: ResponseParameters): ResponseParameters {
  return parameters.filter(([name]) => name !== NAME);
}

/** Changes the value where there is one. */
function saying(change: (state: string) => string): ChangeFeatures {
  return answering((parameters) =>
    parameters.map(([name, value]) => (name === NAME ? [name, change(value)] : [name, value])),
  );
}

/** Servers that are wrong about the state of a session. */
export const SESSION_MUTANTS: readonly Mutant[] = [
  {
    name: "tells no client the state of its session",
    rule: "SESSION-2-1",
    file: FILE,
    noticed: [...STATES, ERRORS],
    features: answering(without),
  },
  {
    name: "tells the state of a session in answers, and not in errors",
    rule: "SESSION-2-2",
    file: FILE,
    noticed: [ERRORS],
    features: answering((parameters) =>
      parameters.some(([name]) => name === "error") ? without(parameters) : parameters,
    ),
  },
  {
    name: "tells a state of the session with a space in it",
    rule: "SESSION-2-1",
    file: FILE,
    noticed: STATES,
    features: saying((state) => state.replace(".", " ")),
  },
  {
    name: "tells everybody whom it refuses the same state",
    rule: "SESSION-3.2-8",
    file: FILE,
    noticed: [ERRORS],
    features: saying(() => "always.the-same"),
  },
  {
    name: "tells the state of a session to who does not speak OpenID Connect",
    rule: "SESSION-2-1",
    file: FILE,
    noticed: [PLAIN],
    features: answering((parameters) =>
      parameters.some(([name]) => name === NAME) ? parameters : [...parameters, [NAME, "a.state"]],
    ),
  },
  {
    name: "lets no client show the frame that watches the session",
    rule: "SESSION-3.3-1",
    file: FILE,
    noticed: [FRAME],
    features: changeEndpoint("check_session", (handle) => async (exchange) => {
      const reply = await handle(exchange);
      if (reply.kind !== "html") return reply;
      const { frameAncestors: _frameAncestors, ...rest } = reply;
      return rest;
    }),
  },
];
