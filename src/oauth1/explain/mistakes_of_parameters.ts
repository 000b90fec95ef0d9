import type { Param } from "../../protocol/mod.ts";
import { decodePercent } from "../percent_encoding.ts";
import type { MistakeOfBase } from "./mistake.ts";
import { jsonMembers } from "./json_members.ts";
import { rawParams, type ReceivedParam, receivedParams } from "./received_params.ts";
import { type Trial, type Ways, type WrongBase, wrongBase } from "./trial.ts";

/** Parameters that clients sign though they do not send them. */
const NOT_SENT: readonly Param[] = [
  ["oauth_version", "1.0"],
  ["oauth_version", ""],
  ["oauth_callback", "oob"],
  ["oauth_callback", ""],
  ["oauth_verifier", ""],
];

/** What clients sign too much, and what too little. @see RFC 5849 3.4.1.3 */
export const MISTAKES_OF_PARAMETERS: readonly MistakeOfBase[] = [
  {
    name: "query_left_out",
    says: "The parameters of the query are not signed",
    rule: "RFC5849-3.4.1.3.1-1",
    mend: "Sign the parameters of the query among those of OAuth",
    bases: (trial) => (trial.signed.place === "query" ? [] : without(trial, ({ from }) => from === "query")),
  },
  {
    name: "form_left_out",
    says: "The fields of the form-encoded body are not signed",
    rule: "RFC5849-3.4.1.3.1-3",
    mend: "Sign the fields of the body among those of OAuth, as its type is application/x-www-form-urlencoded",
    bases: (trial) => (trial.signed.place === "form" ? [] : without(trial, ({ from }) => from === "form")),
  },
  {
    name: "protocol_parameters_alone",
    says: "Nothing but the parameters of OAuth is signed",
    rule: "RFC5849-3.4.1.3.1-1",
    mend: "Sign the parameters of the query and the fields of a form-encoded body as well",
    bases: (trial) => without(trial, ({ name }) => !isProtocol(name)),
  },
  {
    name: "json_signed",
    says: "The members of a JSON body are signed as if they were fields of a form",
    rule: "RFC5849-3.4.1.3.1-3",
    mend: "Sign no part of a body that is not form-encoded, or send oauth_body_hash",
    bases: (trial) => (trial.received.form === undefined ? withMembers(trial, jsonMembers(trial.received.body)) : []),
  },
  {
    name: "token_left_out",
    says: "The token is sent and not signed",
    rule: "RFC5849-3.4.1.3.1-2",
    mend: "Sign oauth_token among the other parameters",
    bases: (trial) => without(trial, ({ name }) => name === "oauth_token"),
  },
  {
    name: "token_not_sent",
    says: "An empty token is signed that is not sent",
    rule: "RFC5849-3.4.1.3.1-5",
    mend: "Send 'oauth_token' with an empty value, or leave it out of the base string",
    bases: (trial) => addition(trial, ["oauth_token", ""]),
  },
  {
    name: "realm_signed",
    says: "The realm is signed",
    rule: "RFC5849-3.4.1.3.1-2",
    mend: "Leave the realm out of the base string: it is no parameter",
    bases({ signed }) {
      return signed.realm === undefined ? [] : addition({ signed }, ["realm", signed.realm]);
    },
  },
  {
    name: "signature_signed",
    says: "An empty oauth_signature is signed",
    rule: "RFC5849-3.4.1.3.1-4",
    mend: "Leave oauth_signature out of the base string, the name as well",
    bases: (trial) => addition(trial, ["oauth_signature", ""]),
  },
  {
    name: "plus_not_decoded",
    says: "A plus sign of the query or the form is signed as a plus sign",
    rule: "RFC5849-3.4.1.3.1-6",
    mend: "Sign '%20' where the query or the form has '+', which means a space there",
    bases: (trial) => rewritten(trial, (text) => decodePercent(text)),
  },
  {
    name: "raw_values_signed",
    says: "Query or form are signed as they are sent, so that they are encoded once too often",
    rule: "RFC5849-3.4.1.3.1-1",
    mend: "Decode names and values of the query and the form before they are encoded for the base string",
    bases: (trial) => rewritten(trial, (text) => text),
  },
  {
    name: "parameter_left_out",
    says: "A parameter is sent and not signed",
    rule: "RFC5849-3.4.1.3.1-2",
    mend: "Sign every parameter that the request holds, but the realm and oauth_signature",
    bases: (trial) => eachLeftOut(trial),
  },
  {
    name: "parameter_not_sent",
    says: "A parameter is signed that is not sent",
    rule: "RFC5849-3.4.1.3.1-5",
    mend: "Send every parameter that is signed, or sign none that is not sent",
    bases: (trial) => NOT_SENT.flatMap((param) => addition(trial, param, { isNamed: true })),
  },
  {
    name: "empty_left_out",
    says: "Parameters without a value are not signed",
    rule: "RFC5849-3.4.1.3.2-3",
    mend: "Sign the name and an equals sign for a parameter without a value",
    bases: (trial) => without(trial, ({ value }) => value === ""),
  },
  {
    name: "equals_left_out",
    says: "Parameters without a value are signed without the equals sign",
    rule: "RFC5849-3.4.1.3.2-3",
    mend: "Write the equals sign behind the name of a parameter without a value",
    bases: (trial) => [
      { base: wrongBase(trial, { pair: (name, value) => (value === "" ? name : `${name}=${value}`) }) },
    ],
  },
  {
    name: "repeated_left_out",
    says: "Of parameters with the same name only one is signed",
    rule: "RFC5849-3.4.1.3.1-1",
    mend: "Keep parameters as a list of pairs, not as an object, so that a name may stand in it twice",
    bases(trial) {
      const { params } = trial.signed;
      const lasts = [...new Map(params)];
      const firsts = [...new Map(params.toReversed())];
      return lasts.length === params.length ? [] : bases(trial, [{ params: lasts }, { params: firsts }]);
    },
  },
];

/** How many parameters of a request are left out one by one; nobody forgets the twenty-first. */
const MOST_LEFT_OUT = 20;

function isProtocol(name: string): boolean {
  return name.startsWith("oauth_");
}

function bases(trial: Pick<Trial, "signed">, all: readonly Ways[]): readonly WrongBase[] {
  return all.map((ways) => ({ base: wrongBase(trial, ways) }));
}

/** All that is signed but what is left out; nothing where there is nothing of the kind. */
function without(trial: Trial, isLeftOut: (param: ReceivedParam) => boolean): readonly WrongBase[] {
  const all = signedParams(trial);
  const kept = all.filter((param) => !isLeftOut(param));
  return kept.length === all.length ? [] : bases(trial, [{ params: pairsOf(kept) }]);
}

function signedParams({ received }: Pick<Trial, "received">): readonly ReceivedParam[] {
  return receivedParams(received).filter(({ name }) => name !== "oauth_signature");
}

function pairsOf(params: readonly ReceivedParam[]): readonly Param[] {
  return params.map(({ name, value }) => [name, value]);
}

function withMembers(trial: Trial, params: readonly Param[]): readonly WrongBase[] {
  return params.length === 0 ? [] : bases(trial, [{ params: [...trial.signed.params, ...params] }]);
}

/** With one parameter more, where the request does not hold it. */
function addition(
  { signed }: Pick<Trial, "signed">,
  param: Param,
  { isNamed = false }: { readonly isNamed?: boolean } = {},
): readonly WrongBase[] {
  if (signed.params.some(([name]) => name === param[0])) return [];
  const base = wrongBase({ signed }, { params: [...signed.params, param] });
  return [isNamed ? { base, detail: `'${param.join("=")}' is signed` } : { base }];
}

function eachLeftOut(trial: Trial): readonly WrongBase[] {
  const { signed } = trial;
  const names = [...new Set(signed.params.map(([name]) => name))].slice(0, MOST_LEFT_OUT);
  return names.map((left) => ({
    base: wrongBase(trial, { params: signed.params.filter(([name]) => name !== left) }),
    detail: `'${left}' is not signed`,
  }));
}

/** With names and values of query and form read in another way. */
function rewritten(trial: Trial, read: (text: string) => string | undefined): readonly WrongBase[] {
  const { received, signed } = trial;
  const raw = [...rawParams(received.form ?? ""), ...rawParams(received.query)]
    .map((pair): Param => [read(pair[0]) ?? pair[0], read(pair[1]) ?? pair[1]])
    .filter(([name]) => name !== "oauth_signature");
  const ofHeader = signed.params.slice(0, signed.params.length - raw.length);
  return bases(trial, [{ params: [...ofHeader, ...raw] }]);
}
