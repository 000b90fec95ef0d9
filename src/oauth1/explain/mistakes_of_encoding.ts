import type { Param } from "../../protocol/mod.ts";
import { encodePercent } from "../percent_encoding.ts";
import type { MistakeOfBase } from "./mistake.ts";
import { receivedParams } from "./received_params.ts";
import { compareParams, compareTexts, type Trial, type Ways, type WrongBase, wrongBase } from "./trial.ts";

/** How clients write what they sign. @see RFC 5849 3.4.1.3.2, 3.6 */
export const MISTAKES_OF_ENCODING: readonly MistakeOfBase[] = [
  {
    name: "not_sorted",
    says: "The parameters are signed in the order in which they are sent",
    rule: "RFC5849-3.4.1.3.2-2",
    mend: "Sort the encoded parameters by name, and those of one name by value",
    bases: (trial) => sentOrders(trial).map((params) => ({ base: wrongBase(trial, { params, order: asTheyAre }) })),
  },
  {
    name: "values_not_sorted",
    says: "The parameters are sorted by their names alone",
    rule: "RFC5849-3.4.1.3.2-2",
    mend: "Sort parameters of one name by their values",
    bases: (trial) =>
      bases(trial, [
        {
          order: (params) =>
            params.toSorted(([one], [other]) => compareTexts(encodePercent(one), encodePercent(other))),
        },
      ]),
  },
  {
    name: "sorted_before_encoding",
    says: "The parameters are sorted before they are encoded",
    rule: "RFC5849-3.4.1.3.2-1",
    mend: "Encode names and values first, then sort them",
    bases: (trial) => bases(trial, [{ order: (params) => params.toSorted(compareParams) }]),
  },
  {
    name: "sorted_without_case",
    says: "The parameters are sorted as a dictionary is, without regard to capitals",
    rule: "RFC5849-3.4.1.3.2-2",
    mend: "Sort by the bytes of the encoded names, in which capitals come before small letters",
    bases: (trial) =>
      bases(trial, [
        { order: byLowerCase },
        { order: (params) => params.toSorted(([one], [other]) => one.localeCompare(other, "en")) },
      ]),
  },
  {
    name: "callback_encoded_once",
    says: "The callback is encoded once too seldom",
    rule: "RFC5849-3.4.1.3.2-1",
    mend: "Encode the value of oauth_callback as every other value, and then the joined parameters once more",
    bases: (trial) => ofCallback(trial, (value) => value),
  },
  {
    name: "callback_encoded_thrice",
    says: "The callback is encoded once too often",
    rule: "RFC5849-3.4.1.3.2-1",
    mend: "Encode the value of oauth_callback once, and then the joined parameters once more",
    bases: (trial) => ofCallback(trial, (value) => encodePercent(encodePercent(value))),
  },
  {
    name: "values_not_encoded",
    says: "Names and values are not encoded before they are joined",
    rule: "RFC5849-3.4.1.3.2-1",
    mend: "Encode each name and each value, and then the joined parameters once more",
    bases: (trial) => bases(trial, [{ encode: asItIs }]),
  },
  {
    name: "values_encoded_twice",
    says: "Names and values are encoded twice before they are joined",
    rule: "RFC5849-3.4.1.3.2-1",
    mend: "Encode each name and each value once; encode the address once",
    bases: (trial) => bases(trial, [{ encode: (text) => encodePercent(encodePercent(text)) }]),
  },
  {
    name: "parts_not_encoded",
    says: "The address or the joined parameters are not encoded before they are put together",
    rule: "RFC5849-3.4.1.1-3",
    mend: "Encode the address and the joined parameters once more, and join method, address and parameters by &",
    bases(trial) {
      const right = wrongBase(trial, {}).split("&");
      const raw = wrongBase(trial, { encodeAgain: asItIs });
      const uri = raw.slice(0, raw.indexOf("&", raw.indexOf("&") + 1));
      const [method = "", encoded = "", joined = ""] = right;
      return [{ base: raw }, { base: `${uri}&${joined}` }, { base: `${method}&${encoded}${raw.slice(uri.length)}` }];
    },
  },
  {
    name: "plus_for_space",
    says: "A space is signed as a plus sign",
    rule: "RFC5849-3.6-3",
    mend: "Encode a space as %20: no encoding of forms does",
    bases: (trial) =>
      hasSome(trial, " ")
        ? [plus, plusBare, formEncoded].flatMap((encode) => bases(trial, [{ encode }, both(encode)]))
        : [],
  },
  {
    name: "characters_left_bare",
    says: "Some of the characters !'()* are not encoded, as encodeURIComponent leaves them",
    rule: "RFC5849-3.6-3",
    mend: "Encode all but letters, digits, hyphen, period, underscore and tilde",
    bases: (trial) => [encodeURIComponent, starBare, phpBare].flatMap((encode) => levels(trial, encode)),
  },
  {
    name: "tilde_encoded",
    says: "The tilde is encoded",
    rule: "RFC5849-3.6-2",
    mend: "Leave ~ as it is",
    bases: (trial) => levels(trial, (text) => encodePercent(text).replaceAll("~", "%7E")),
  },
  {
    name: "hexadecimal_in_lower_case",
    says: "Percent-encoding is written with small letters",
    rule: "RFC5849-3.6-4",
    mend: "Write %2F, not %2f",
    bases: (trial) =>
      levels(trial, (text) => encodePercent(text).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
  },
  {
    name: "not_utf8",
    says: "Text is encoded as ISO 8859-1",
    rule: "RFC5849-3.6-1",
    mend: "Encode text as UTF-8 before it is escaped",
    bases: (trial) => bases(trial, [{ encode: latin1 }]),
  },
];

function bases(trial: Pick<Trial, "signed">, all: readonly Ways[]): readonly WrongBase[] {
  return all.map((ways) => ({ base: wrongBase(trial, ways) }));
}

function asItIs(text: string): string {
  return text;
}

function asTheyAre(params: readonly Param[]): readonly Param[] {
  return params;
}

function both(encode: (text: string) => string): Ways {
  return { encode, encodeAgain: encode };
}

/** An encoding used everywhere, or for the values alone, or for the parts alone. */
function levels(trial: Trial, encode: (text: string) => string): readonly WrongBase[] {
  return bases(trial, [both(encode), { encode }, { encodeAgain: encode }]);
}

/** The parameters as they are sent, with those of header, form and query in any order. */
function sentOrders({ received }: Trial): readonly (readonly Param[])[] {
  const params = receivedParams(received).filter(({ name }) => name !== "oauth_signature");
  const [header, form, query] = (["header", "form", "query"] as const).map((place) =>
    params.filter(({ from }) => from === place).map(({ name, value }): Param => [name, value]),
  );
  if (header === undefined || form === undefined || query === undefined) return [];
  return [
    [...header, ...form, ...query],
    [...header, ...query, ...form],
    [...query, ...form, ...header],
    [...query, ...header, ...form],
    [...form, ...query, ...header],
    [...form, ...header, ...query],
  ];
}

function byLowerCase(params: readonly Param[]): readonly Param[] {
  return params.toSorted(
    ([one, oneValue], [other, otherValue]) =>
      compareTexts(one.toLowerCase(), other.toLowerCase()) || compareTexts(oneValue, otherValue),
  );
}

/** With the value of the callback encoded otherwise. */
function ofCallback(trial: Trial, encode: (value: string) => string): readonly WrongBase[] {
  const { callback } = trial.signed;
  if (callback === undefined) return [];
  return bases(trial, [{ encode: (text) => (text === callback ? encode(text) : encodePercent(text)) }]);
}

function hasSome({ signed }: Trial, character: string): boolean {
  return signed.params.some(([name, value]) => name.includes(character) || value.includes(character));
}

function plus(text: string): string {
  return encodePercent(text).replaceAll("%20", "+");
}

function plusBare(text: string): string {
  return encodeURIComponent(text).replaceAll("%20", "+");
}

function formEncoded(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

function starBare(text: string): string {
  return encodePercent(text).replaceAll("%2A", "*");
}

/** All but the exclamation mark and the apostrophe, as some libraries mend encodeURIComponent. */
function phpBare(text: string): string {
  return encodePercent(text).replaceAll("%28", "(").replaceAll("%29", ")").replaceAll("%2A", "*");
}

function latin1(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0x7f && code <= 0xff ? `%${code.toString(16).toUpperCase()}` : encodePercent(character);
  }).join("");
}
