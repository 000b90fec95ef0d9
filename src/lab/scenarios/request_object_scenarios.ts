import type { JournalEntry } from "../journal/entry.ts";
import { askedFor, valueOf, valuesBeside, wasAnswered } from "../judge/observe.ts";
import { failed, passed, unseen, warned } from "./_seen.ts";
import { type Observation, type Observed, observes, type Scenario } from "./scenario.ts";

type Journal = readonly JournalEntry[];

/** Characters that every server has to take. @see RFC 9101 5.2 */
const LONGEST_ADDRESS = 512;

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The authorization requests that came with a request object which could be read. */
function withObject(journal: Journal): Journal {
  return askedFor(journal, "authorize").filter(({ object }) => object?.claims !== undefined);
}

/** What the client registered as the algorithm of its request objects. */
function registeredAlg(journal: Journal): unknown {
  const registered = askedFor(journal, "registration").findLast(wasAnswered);
  return memberOf(registered?.body, "request_object_signing_alg");
}

/** Looks at each request with an object, and finds the first of which something is to be said. */
function lookingAtEach(
  look: (entry: JournalEntry) => Observed | undefined,
  right: string,
): (seen: Observation) => Observed {
  return ({ journal }) => {
    const asked = withObject(journal);
    if (asked.length === 0)
      return unseen("It sent no request object that could be read", askedFor(journal, "authorize"));
    return asked.map(look).find((found) => found !== undefined) ?? passed(right, asked);
  };
}

function signedBy(wanted: string): (seen: Observation) => Observed {
  return (seen) => {
    const registered = registeredAlg(seen.journal);
    return lookingAtEach((entry) => {
      const alg = memberOf(entry.object?.header, "alg");
      if (alg !== wanted)
        return failed(`Its request object has the algorithm '${String(alg)}' and not '${wanted}'`, [entry]);
      if (registered === alg) return undefined;
      return failed(`It registered '${String(registered)}' for its request objects, which have '${wanted}'`, [entry]);
    }, `Its request objects have the algorithm '${wanted}', as it registered`)(seen);
  };
}

function audiencesOf(claims: unknown): readonly unknown[] {
  const aud = memberOf(claims, "aud");
  return Array.isArray(aud) ? aud : [aud];
}

/** What a request object says of who made it and for whom; the provider refuses what is wrong of it, and not what is missing. */
const namesParties = lookingAtEach((entry) => {
  const { object, url } = entry;
  const issuer = url.replace(/\/authorize$/, "");
  const missing = [
    ...(memberOf(object?.claims, "iss") === valueOf(entry, "client_id") ? [] : ["iss"]),
    ...(audiencesOf(object?.claims).includes(issuer) ? [] : ["aud"]),
  ];
  return missing.length === 0
    ? undefined
    : warned(`Its request object lacks a right ${missing.join(" and ")}`, [entry]);
}, "Its request objects name the client as iss and the provider as aud");

/** By RFC 9101 nothing has to stand beside the object but the client; such a request has no response_type there. */
const saysOpenid = lookingAtEach((entry) => {
  if (valuesBeside(entry, "response_type").length === 0) return undefined;
  const scope = valuesBeside(entry, "scope").flatMap((words) => words.split(" "));
  return scope.includes("openid") ? undefined : failed("The scope beside its request object lacks 'openid'", [entry]);
}, "Its requests are of OpenID Connect before their objects are read, or of RFC 9101");

/** An address is no longer than every server has to take. */
const isShort = lookingAtEach((entry) => {
  const [address = ""] = valuesBeside(entry, "request_uri");
  return address.length <= LONGEST_ADDRESS
    ? undefined
    : warned(`Its request_uri has ${address.length} characters, of which servers take ${LONGEST_ADDRESS}`, [entry]);
}, `Its request_uri has no more than ${LONGEST_ADDRESS} characters`);

type Rest = Omit<Scenario, "name" | "setups" | "faults" | "keyword"> & Partial<Pick<Scenario, "setups" | "keyword">>;

function scenario(name: string, rest: Rest): Scenario {
  return {
    name,
    setups: ["oidc-request-object", "oidc-request-uri"],
    keyword: "MUST",
    faults: [],
    ...rest,
  };
}

const BY_REFERENCE = ["oidc-request-uri"] as const;
const SIGN =
  "Register request_object_signing_alg with the public key in jwks or jwks_uri, and sign each request object by that algorithm, with the kid of the key in its header.";
const UNSIGNED =
  'Register request_object_signing_alg as \'none\' where you do not sign: an object of the header {"alg":"none"}, which ends with a dot and has no signature.';

/** How a client puts its authorization requests into JWTs. */
export const REQUEST_OBJECT_SCENARIOS: readonly Scenario[] = [
  scenario("request_object_signed", {
    title: "Signed request object",
    rule: "OIDC-6.3.2-3",
    says: "Sign the request object by the algorithm that was registered, here RS256",
    expect: observes(signedBy("RS256")),
    mend: SIGN,
  }),
  scenario("request_uri_signed", {
    title: "Signed request object by reference",
    setups: BY_REFERENCE,
    rule: "OIDC-6.3.2-3",
    says: "Sign the request object that lies at the request_uri by the algorithm that was registered, here RS256",
    expect: observes(signedBy("RS256")),
    mend: SIGN,
    known: ["OIDF request-uri-signed-rs256"],
  }),
  scenario("request_object_unsigned", {
    title: "Unsigned request object",
    rule: "OIDC-6.3.2-3",
    says: "Leave the request object unsigned where 'none' was registered for it",
    client: { request_object_signing_alg: "none" },
    expect: observes(signedBy("none")),
    mend: UNSIGNED,
  }),
  scenario("request_uri_unsigned", {
    title: "Unsigned request object by reference",
    setups: BY_REFERENCE,
    rule: "OIDC-6.3.2-3",
    says: "Leave the request object at the request_uri unsigned where 'none' was registered for it",
    client: { request_object_signing_alg: "none" },
    expect: observes(signedBy("none")),
    mend: UNSIGNED,
    known: ["OIDF request-uri-signed-none"],
  }),
  scenario("request_object_parties", {
    title: "Who made a request object, and for whom",
    rule: "RFC9101-4-4",
    keyword: "SHOULD",
    says: "Name the client as iss and the provider as aud in a request object",
    expect: observes(namesParties),
    mend: "Put iss (your client_id) and aud (the issuer, as the metadata has it) beside the parameters in the object.",
  }),
  scenario("request_object_openid", {
    title: "openid beside the request object",
    rule: "OIDC-6.1-3",
    says: "Name the scope openid beside the request object as well, unless the request is one of RFC 9101",
    expect: observes(saysOpenid),
    mend: "Send response_type, client_id and a scope with openid beside the object, whatever is in it; or client_id alone, as RFC 9101 has it.",
  }),
  scenario("request_uri_short", {
    title: "Long request_uri",
    setups: BY_REFERENCE,
    rule: "RFC9101-5.2-3",
    keyword: "SHOULD NOT",
    says: "Send no request_uri of more than 512 characters",
    expect: observes(isShort),
    mend: "Name request objects by something short, such as a random identifier, and keep what they say out of their address.",
  }),
];
