import { signatureBaseString } from "../signature_base.ts";
import { isSignatureOf } from "../signature_methods.ts";
import { type BaseStringDifference, diffBaseStrings } from "./diff_base_strings.ts";
import { findMistake, type FoundMistake } from "./find_mistake.ts";
import { maskBases, maskParams, maskSecrets } from "./mask.ts";
import type { Mistake } from "./mistake.ts";
import { type ReceivedParam, receivedParams } from "./received_params.ts";
import type { Trial } from "./trial.ts";

/** The mistake of a client, as it may be shown. */
export interface ShownMistake extends Mistake {
  readonly detail?: string;
}

/** What is to be said of a signature. Nothing of it is secret. */
export interface SignatureReport {
  /** `unknown`: nobody knows the keys. */
  readonly verdict: "right" | "wrong" | "unknown";
  readonly method: string;
  readonly consumerKey: string;
  readonly params: readonly ReceivedParam[];
  /** The server's base string. */
  readonly ours: string;
  /** The client's: as it says, or as its mistake makes it. */
  readonly theirs?: string;
  readonly mistake?: ShownMistake;
  readonly difference?: BaseStringDifference;
  /** What follows from all that, where no mistake was found. */
  readonly advice?: string;
}

/** How a signature is looked at. */
export interface ReportOptions {
  /** What the client says that it signed. */
  readonly claimed?: string;
  /** Whether well-known mistakes are looked for; so it is when not given. */
  readonly searches?: boolean;
}

/** Characters of a base string that are kept and shown, of a value, and parameters. */
const LONGEST_BASE = 8_000;
const LONGEST_VALUE = 500;
const MOST_PARAMS = 100;

/**
 * Looks at a signature: whether it is right, what the server signs, and what the client did otherwise.
 *
 * @see RFC 5849 3.4
 */
export function reportSignature(trial: Trial, { claimed, searches = true }: ReportOptions = {}): SignatureReport {
  const { received, signed, method, keys } = trial;
  const base = signatureBaseString(signed);
  const isRight = isMadeOf(trial, base);
  const found = isRight || !searches ? undefined : findMistake(trial);
  const secrets = secretsOf(trial);
  const { ours, theirs } = maskBases(
    { ours: base, ...optional("theirs", claimed?.trim() ?? found?.base) },
    { secrets },
  );
  const difference = theirs === undefined ? undefined : diffBaseStrings(ours, theirs);
  const verdict = keys.length === 0 ? "unknown" : isRight ? "right" : "wrong";
  return {
    verdict,
    method,
    consumerKey: signed.consumerKey,
    params: maskParams(receivedParams(received), secrets).slice(0, MOST_PARAMS).map(cutParam),
    ours: cut(ours, LONGEST_BASE),
    ...optional("theirs", theirs === undefined ? undefined : cut(theirs, LONGEST_BASE)),
    ...optional("mistake", found === undefined ? undefined : shown(found, secrets)),
    ...optional("difference", difference === undefined ? undefined : cutDifference(difference)),
    ...optional("advice", found === undefined && searches ? adviceFor(trial, { base, claimed, verdict }) : undefined),
  };
}

/** Every secret that is known of, for nothing of which there is a place in a report. */
function secretsOf({ keys, earlierSecrets = [] }: Trial): readonly string[] {
  const known = keys.flatMap((key) => ("consumerSecret" in key ? [key.consumerSecret, key.tokenSecret] : []));
  return [...known, ...earlierSecrets];
}

function isMadeOf({ method, keys, signed: { signature } }: Trial, base: string): boolean {
  return keys.some((key) => isSignatureOf(method, { base, signature, key }));
}

interface Facts extends Pick<SignatureReport, "verdict"> {
  readonly base: string;
  readonly claimed: string | undefined;
}

function adviceFor(trial: Trial, { base, claimed, verdict }: Facts): string | undefined {
  if (verdict !== "wrong") return undefined;
  if (trial.method === "PLAINTEXT") return "The signature is not both secrets with & between them: compare the secrets";
  if (claimed === undefined)
    return "No well-known mistake makes this signature: a secret may be another one, or two mistakes were made at once";
  if (claimed.trim() === base)
    return "The base strings are the same: the key is another one, so compare both secrets, and what becomes of them";
  return isMadeOf(trial, claimed.trim())
    ? "The signature belongs to the base string of the client: it is right when the difference is mended"
    : "The signature does not belong to the base string of the client either: a secret may be another one as well";
}

function shown({ name, says, rule, mend, detail }: FoundMistake, secrets: readonly string[]): ShownMistake {
  return { name, says, rule, mend, ...optional("detail", detail && cut(maskSecrets(detail, secrets), LONGEST_VALUE)) };
}

/** Not in the middle of a character, which nothing could encode. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(longest - 1));
  return `${text.slice(0, isHalf ? longest - 1 : longest)}...`;
}

function cutParam({ name, value, from }: ReceivedParam): ReceivedParam {
  return { name: cut(name, LONGEST_VALUE), value: cut(value, LONGEST_VALUE), from };
}

/** The neighbourhood of the difference alone. */
function cutDifference(difference: BaseStringDifference): BaseStringDifference {
  const { ours, theirs, same, parameter } = difference;
  const start = Math.max(0, same - LONGEST_VALUE);
  return {
    ...difference,
    ...optional("parameter", parameter && cut(parameter, LONGEST_VALUE)),
    ours: ours.slice(start, start + 2 * LONGEST_VALUE),
    theirs: theirs.slice(start, start + 2 * LONGEST_VALUE),
    same: same - start,
  };
}

function optional<N extends string, T>(name: N, value: T | undefined): { readonly [K in N]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in N]: T });
}
