import type { Exchange, Feature, Hooks, ResponseParameters } from "../../engine/mod.ts";
import { json, NO_STORE, OAuthError, type Reply } from "../../protocol/mod.ts";
import type { Fault } from "../faults/fault.ts";
import type { LiveIssuer } from "../issuers/live.ts";
import type { Place } from "../journal/entry.ts";
import { placeOf } from "../journal/place_of.ts";
import { type Dispatch, dispatcher, type Occasion, serve } from "./dispatch.ts";
import { BINDING, knownFromBindings, knownFromToken, scopeWords, withBound } from "./known.ts";
import { withLogoutFrames } from "./logout_frames.ts";
import { learn, notesOf } from "./notes.ts";
import { signAs, wrongKeys } from "./wrong_keys.ts";
import { signedWrongly, type SignWrongly } from "./wrongly_signed.ts";

type Members = Readonly<Record<string, unknown>>;

/** What is signed: its faults are told apart by their place. */
type Message = "id_token" | "logout_token" | "userinfo" | "callback";

/** Of what a fault changes the signature. */
function messageOf({ place }: Fault): Message {
  return place === "logout_token" || place === "userinfo" || place === "callback" ? place : "id_token";
}

/** Where what is made in an exchange goes to: at the authorization endpoint with its answer. */
function answerPlace(exchange: Exchange): Place {
  const place = placeOf(exchange);
  return place === "authorize" || place === "person" ? "callback" : place;
}

/** What is about to be signed, and in which answer it goes. */
interface ToSign extends Occasion {
  readonly message: Message;
}

/** Has claims signed wrongly where a fault says so; the last of several is it. */
async function misSigned(claims: Members, { message, ...occasion }: ToSign, dispatch: Dispatch): Promise<Members> {
  const nothing: SignWrongly | undefined = undefined;
  const way = await dispatch<SignWrongly | undefined>(nothing, { ...occasion, later: true }, (fault, guard) => {
    const { signature } = fault;
    if (signature === undefined || messageOf(fault) !== message) return undefined;
    return () => (header, right, signing) =>
      guard(() => {
        // Noted here, as what is encrypted or sent as JSON alone is not signed at all.
        serve(fault, occasion);
        return signAs(signature, { header, claims: right, signing });
      });
  });
  return way === undefined ? claims : signedWrongly(claims, way);
}

/** Response parameters as a fault has them, each name once. */
function misAnswered(
  parameters: ResponseParameters,
  exchange: Exchange,
  dispatch: Dispatch,
): Promise<ResponseParameters> | ResponseParameters {
  return dispatch<ResponseParameters>(parameters, { exchange, place: "callback" }, ({ authorizeReply }) => {
    if (authorizeReply === undefined) return undefined;
    return async (given, context) => {
      const before = Object.fromEntries(given);
      const after = await authorizeReply(before, context);
      if (after === before) return given;
      return Object.entries(after).filter((pair): pair is [string, string] => pair[1] !== undefined);
    };
  });
}

/** The kinds of answer that a reply is. */
function placesOf(exchange: Exchange): readonly Place[] {
  const place = placeOf(exchange);
  return notesOf(exchange).answersClient ? ["callback", place] : [place];
}

async function misReplied(reply: Reply, exchange: Exchange, dispatch: Dispatch): Promise<Reply> {
  const framed = await withLogoutFrames(reply, exchange, dispatch);
  const places = placesOf(exchange);
  let refined = framed;
  for (const place of places) {
    refined = await dispatch(refined, { exchange, place }, (fault) =>
      fault.place === place ? fault.reply : undefined,
    );
  }
  return refined;
}

/** What is answered in the place of what a broken fault was to make: not thrown, as nobody would be left to answer. */
function brokenReply(error: unknown): Reply {
  if (!(error instanceof OAuthError)) throw error;
  return json(error.status, { error: error.code, error_description: error.description }, NO_STORE);
}

/** What tells whose request an exchange is, and what follows from it. */
const KNOWING: Partial<Hooks> = {
  authorizeParams(params, exchange) {
    learn(exchange, { clientId: params.all("client_id")[0], state: params.all("state")[0] });
    return params;
  },
  checkAuthorize({ exchange, client, params, scope }) {
    learn(exchange, { clientId: client.clientId, state: params.get("state"), scope });
  },
  bindToCode({ request, scope }) {
    const { params } = request;
    const [state] = params.all("state");
    const [asked] = params.all("scope");
    return { [BINDING]: { ...(state === undefined ? {} : { state }), scope: scopeWords(asked) ?? scope } };
  },
};

/** What is said wrongly before it is put into an answer. */
function saying(dispatch: Dispatch): Partial<Hooks> {
  return {
    authorizeReply(parameters, { exchange, target, approval }) {
      notesOf(exchange).answersClient = true;
      const { client, state } = target;
      learn(exchange, { clientId: client.clientId, state, ...knownFromBindings(approval?.bindings ?? {}) });
      return misAnswered(parameters, exchange, dispatch);
    },
    async checkRedemption({ exchange, client, redeemable }) {
      learn(exchange, { clientId: client.clientId, ...knownFromBindings(redeemable.bindings) });
      const isKept = await dispatch<boolean>(false, { exchange, place: "token" }, ({ keeps, place }) =>
        keeps === true && place === "token" ? () => true : undefined,
      );
      // What the client hears instead is said by the fault at the very last.
      if (isKept) throw new OAuthError("temporarily_unavailable", "Cannot answer now", { status: 503 });
    },
    async accessToken(record, of) {
      const { exchange, client, bindings } = of;
      learn(exchange, { clientId: client.clientId, ...knownFromBindings(bindings) });
      const bound = withBound(record, bindings);
      return dispatch(bound, { exchange, place: answerPlace(exchange) }, ({ accessToken }) =>
        accessToken === undefined ? undefined : (value, context) => accessToken(value, { ...context, of }),
      );
    },
    tokenReply(body, of) {
      return dispatch(body, { exchange: of.exchange, place: "token" }, ({ tokenReply }) =>
        tokenReply === undefined ? undefined : (value, context) => tokenReply(value, { ...context, of }),
      );
    },
  };
}

/** What is claimed wrongly. */
function claiming(dispatch: Dispatch): Partial<Hooks> {
  return {
    async idTokenClaims(claims, of) {
      const { exchange, client, bindings } = of;
      learn(exchange, { clientId: client.clientId, ...knownFromBindings(bindings) });
      const occasion = { exchange, place: answerPlace(exchange) };
      const refined = await dispatch(claims, occasion, ({ idToken }) =>
        idToken === undefined ? undefined : (value, context) => idToken(value, { ...context, of }),
      );
      return misSigned(refined, { ...occasion, message: "id_token" }, dispatch);
    },
    async userinfo(claims, of) {
      const { exchange, client, record } = of;
      learn(exchange, { clientId: client.clientId, ...knownFromToken(record) });
      const occasion = { exchange, place: "userinfo" } as const;
      const refined = await dispatch(claims, occasion, ({ userinfo }) =>
        userinfo === undefined ? undefined : (value, context) => userinfo(value, { ...context, of }),
      );
      return misSigned(refined, { ...occasion, message: "userinfo" }, dispatch);
    },
    async logoutToken(claims, of) {
      const { exchange, client } = of;
      const occasion = { exchange, client, place: "logout_token" } as const;
      const refined = await dispatch(claims, occasion, ({ logoutToken }) =>
        logoutToken === undefined ? undefined : (value, context) => logoutToken(value, { ...context, of }),
      );
      return misSigned(refined, { ...occasion, message: "logout_token" }, dispatch);
    },
    async answerJwt(claims, of) {
      const { exchange, client } = of;
      learn(exchange, { clientId: client.clientId });
      const occasion = { exchange, place: "callback" } as const;
      const refined = await dispatch(claims, occasion, ({ answerJwt }) =>
        answerJwt === undefined ? undefined : (value, context) => answerJwt(value, { ...context, of }),
      );
      return misSigned(refined, { ...occasion, message: "callback" }, dispatch);
    },
    introspection(body, { exchange, record, client }) {
      learn(exchange, { clientId: client?.clientId, ...(record === undefined ? {} : knownFromToken(record)) });
      return body;
    },
  };
}

/**
 * Misbehaves as the uses of faults say that are at work: the last feature but one of a throwaway issuer.
 *
 * What a right provider would have said is changed at three depths: as claims, parameters and bodies at the hooks, as
 * signatures at the ring of keys, and as whole answers at the very last.
 *
 * @param faults By their names.
 */
export function misbehaviour(live: LiveIssuer, faults: ReadonlyMap<string, Fault>): Feature {
  const dispatch = dispatcher(live, faults);
  return {
    name: "misbehaviour",
    spec: "lab",
    replace: ({ keys }) => ({ keys: wrongKeys(keys) }),
    hooks: {
      ...KNOWING,
      ...saying(dispatch),
      ...claiming(dispatch),
      reply: (reply, exchange) => misReplied(reply, exchange, dispatch).catch(brokenReply),
    },
  };
}
