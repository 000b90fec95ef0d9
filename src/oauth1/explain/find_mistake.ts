import { createHmac, type KeyObject } from "node:crypto";
import { sameBytes } from "../../platform/mod.ts";
import { signatureBaseString } from "../signature_base.ts";
import { hashOf, isRsa, isSignatureOf, type SharedSecrets } from "../signature_methods.ts";
import type { AnyMistake, Mistake, MistakeOfBase, MistakeOfKey } from "./mistake.ts";
import { MISTAKES_OF_ADDRESS } from "./mistakes_of_address.ts";
import { MISTAKES_OF_ENCODING } from "./mistakes_of_encoding.ts";
import { MISTAKES_OF_KEYS } from "./mistakes_of_keys.ts";
import { MISTAKES_OF_PARAMETERS } from "./mistakes_of_parameters.ts";
import { MISTAKES_OF_SIGNATURE } from "./mistakes_of_signature.ts";
import type { Trial } from "./trial.ts";

/** Every mistake that can be told by its signature, in the order in which they are tried: the special before the general. */
export const MISTAKES: readonly AnyMistake[] = [
  ...MISTAKES_OF_SIGNATURE,
  ...MISTAKES_OF_KEYS,
  ...MISTAKES_OF_ADDRESS,
  ...MISTAKES_OF_PARAMETERS,
  ...MISTAKES_OF_ENCODING,
];

/** The mistake that a client made. */
export interface FoundMistake extends Mistake {
  /** What exactly, where the sentence does not tell: the end of it. */
  readonly detail?: string;
  /** The base string that the client signed; undefined = it is not that. */
  readonly base?: string;
}

/** Characters of a base string beyond which nobody searches, so that a refusal costs nearly nothing. */
const LONGEST_BASE = 16_384;
/** Base strings that are tried at most, characters of all of them together, and keys. */
const MOST_TRIES = 120;
const MOST_CHARACTERS = 200_000;
const MOST_KEYS = 4;

/**
 * The well-known mistake that makes exactly the signature which a client sent.
 *
 * Nothing is learnt by it that a right signature would not tell: each try needs the secrets, which stay here.
 *
 * @see RFC 5849 3.4
 * @returns Undefined when the signature is right, or is made in no way that is known: then a secret is wrong, as a rule.
 */
export function findMistake(given: Trial): FoundMistake | undefined {
  const base = signatureBaseString(given.signed);
  if (base.length > LONGEST_BASE) return undefined;
  const trial = { ...given, keys: given.keys.slice(0, MOST_KEYS) };
  if (isSigned(trial, base)) return undefined;
  const tries: Tries = { trial, base, tried: new Set([base]), characters: 0 };
  for (const mistake of MISTAKES) {
    const found = tryOne(mistake, tries);
    if (found !== undefined) return found;
    if (tries.tried.size > MOST_TRIES || tries.characters > MOST_CHARACTERS) return undefined;
  }
  return undefined;
}

interface Tries {
  readonly trial: Trial;
  /** The right one. */
  readonly base: string;
  readonly tried: Set<string>;
  /** Of all that was written, whether it was tried or not. */
  characters: number;
}

function tryOne(mistake: AnyMistake, tries: Tries): FoundMistake | undefined {
  const { trial, base } = tries;
  if ("bases" in mistake) return tryBases(mistake, tries);
  const { name, says, rule, mend } = mistake;
  const isMade =
    "keys" in mistake
      ? trial.keys.some((key) => isShared(key) && isMadeWith(mistake, { trial, base, key }))
      : trial.keys.some((key) => mistake.isMade(trial, { base, key }));
  return isMade ? { name, says, rule, mend } : undefined;
}

function tryBases({ bases, ...mistake }: MistakeOfBase, tries: Tries): FoundMistake | undefined {
  const { trial, tried } = tries;
  if (trial.method === "PLAINTEXT") return undefined;
  for (const { base, detail } of bases(trial)) {
    tries.characters += base.length;
    if (tried.has(base)) continue;
    tried.add(base);
    if (isSigned(trial, base)) return { ...mistake, base, ...(detail === undefined ? {} : { detail }) };
  }
  return undefined;
}

function isSigned({ method, signed: { signature }, keys }: Trial, base: string): boolean {
  return keys.some((key) => isSignatureOf(method, { base, signature, key }));
}

function isMadeWith(
  { keys }: MistakeOfKey,
  { trial, base, key }: { readonly trial: Trial; readonly base: string; readonly key: SharedSecrets },
): boolean {
  const { method, signed } = trial;
  if (isRsa(method)) return false;
  return keys(key, trial).some((text) => {
    const made = method === "PLAINTEXT" ? text : createHmac(hashOf(method), text).update(base).digest("base64");
    return sameBytes(made, signed.signature);
  });
}

function isShared(key: SharedSecrets | KeyObject): key is SharedSecrets {
  return "consumerSecret" in key;
}
