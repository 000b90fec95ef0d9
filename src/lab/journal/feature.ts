import type { Exchange, Feature } from "../../engine/mod.ts";
import type { Reply } from "../../protocol/mod.ts";
import type { LiveIssuer } from "../issuers/live.ts";
import { knownOf } from "../misbehaviour/known.ts";
import { notesOf } from "../misbehaviour/notes.ts";
import { callbackPart, type ClientAnswer } from "./callback_entry.ts";
import type { JournalEntry, Place } from "./entry.ts";
import { type Mark, marksUnder } from "./marks.ts";
import { type Addressee, recordOutgoing } from "./outgoing.ts";
import { originOf, placeOf } from "./place_of.ts";
import { redactParameters } from "./redact.ts";
import { replyPart, waitOf } from "./reply_part.ts";
import { type RequestObjects, requestObjects } from "./request_objects.ts";
import { requestPart } from "./request_part.ts";

type Unnumbered = Omit<JournalEntry, "n">;

/** Answers that travel by other ways than the reply to the request that led to them, and have entries of their own. */
const APART: ReadonlySet<Place> = new Set(["callback", "logout_token", "logout_frame"]);

/** The faults that were at work in answers of a kind, each once. */
function faultsAt(exchange: Exchange, isThere: (place: Place) => boolean): readonly string[] {
  return [...new Set(notesOf(exchange).served.flatMap(({ fault, place }) => (isThere(place) ? [fault] : [])))];
}

/** When a request came, by the clock of the machine. */
function arrivalOf({ since }: Exchange, live: LiveIssuer): { readonly at: number; readonly took: number } {
  const took = since === undefined ? 0 : Math.max(0, Math.round(performance.now() - since));
  return { at: live.time() - took, took };
}

/** Addresses that a page shows in frames: the browser asks for them, and what they answer is not seen here. */
function framesOf(reply: Reply): readonly string[] {
  return reply.kind === "html" ? (reply.frames ?? []) : [];
}

/** What is written down of one exchange, in the order in which it is seen. */
function entriesOf(
  exchange: Exchange,
  reply: Reply,
  { live, mark, answer, rule, objects }: Written,
): readonly Unnumbered[] {
  const { at, took } = arrivalOf(exchange, live);
  const place = placeOf(exchange);
  const { clientId } = knownOf(exchange);
  const { broken } = notesOf(exchange);
  const callback = answer === undefined ? undefined : callbackPart(answer, { reply, mark });
  const isApart = (one: Place): boolean => (one === "callback" ? callback !== undefined : APART.has(one));
  const object = place === "authorize" ? objects.of(exchange.request) : undefined;
  const whose = clientId === undefined ? {} : { client_id: clientId };
  const own: Unnumbered = {
    at,
    took: took + waitOf(reply),
    place,
    ...requestPart(exchange.request, { origin: originOf(exchange.issuer), mark }),
    ...(object === undefined ? {} : { object }),
    ...whose,
    ...replyPart(reply, mark),
    faults: faultsAt(exchange, (one) => !isApart(one)),
    ...(broken === undefined ? {} : { broken }),
    ...(rule === undefined ? {} : { rule }),
  };
  const through = { at: at + took, took: 0, ...whose, headers: {}, credentials: "none", status: reply.status } as const;
  const shown = { ...through, place: "logout_frame", method: "GET", form: [], reply_headers: {} } as const;
  const sent: readonly Unnumbered[] =
    callback === undefined
      ? []
      : [
          {
            ...through,
            place: "callback",
            ...callback,
            reply_headers: {},
            faults: faultsAt(exchange, (one) => one === "callback"),
          },
        ];
  const framed: Unnumbered[] = [];
  for (const address of framesOf(reply)) {
    const [url = address, query = ""] = address.split("?");
    const faults = faultsAt(exchange, (one) => one === "logout_frame");
    framed.push({ ...shown, url, query: redactParameters(query, mark), faults });
  }
  return [own, ...sent, ...framed];
}

/** What the entries of an exchange are made of. */
interface Written {
  readonly live: LiveIssuer;
  readonly mark: Mark;
  /** The answer of the authorization endpoint, where it is one. */
  readonly answer: ClientAnswer | undefined;
  /** The rule for which the request was refused. */
  readonly rule: string | undefined;
  readonly objects: RequestObjects;
}

/** Who is sent a logout token now, by the address to which it goes. */
function openAddressees(): {
  readonly told: (uri: unknown, addressee: Addressee) => void;
  readonly find: (uri: string) => Addressee | undefined;
} {
  const known = new Map<string, Addressee>();
  return {
    told(uri, addressee) {
      if (typeof uri === "string") known.set(uri, addressee);
    },
    find: (uri) => known.get(uri),
  };
}

/**
 * Writes down every request with its answer, the answers of the authorization endpoint, and what is sent to clients:
 * the last feature of a throwaway issuer.
 *
 * An entry is there before its answer is sent, so that whoever has the answer finds it.
 */
export function journal(live: LiveIssuer): Feature {
  const mark = marksUnder(live.markKey);
  const answers = new WeakMap<Exchange, ClientAnswer>();
  const rules = new WeakMap<Exchange, string>();
  const addressees = openAddressees();
  const objects = requestObjects(mark);
  return {
    name: "journal",
    spec: "lab",
    replace: ({ fetch, log }) => ({
      fetch: objects.seeing(
        recordOutgoing(fetch, {
          live,
          addressee: addressees.find,
          lost: (cause) => log.error("Cannot write down what was sent to a client", { cause }),
        }),
      ),
    }),
    hooks: {
      authorizeReply(parameters, { exchange, target }) {
        answers.set(exchange, { target, parameters });
        return parameters;
      },
      logoutToken(claims, { exchange, client: { clientId, metadata } }) {
        addressees.told(metadata["backchannel_logout_uri"], {
          clientId,
          faults: () =>
            notesOf(exchange).served.flatMap(({ fault, place, clientId: whose }) =>
              place === "logout_token" && whose === clientId ? [fault] : [],
            ),
        });
        return claims;
      },
      errorReply(reply, { exchange, error }) {
        if (error.rule !== undefined) rules.set(exchange, error.rule);
        return reply;
      },
      async reply(reply, exchange) {
        const written = { live, mark, answer: answers.get(exchange), rule: rules.get(exchange), objects };
        try {
          for (const entry of entriesOf(exchange, reply, written)) await live.record(entry);
        } catch (cause) {
          exchange.log.error("Cannot write an exchange down", { trace: exchange.trace, cause });
        }
        return reply;
      },
    },
  };
}
