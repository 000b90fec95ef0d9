import { fail } from "../protocol/mod.ts";
import { encodePercent } from "./percent_encoding.ts";

/** Why a parameter is refused. */
export interface RefuseParameterOptions {
  /** What is wrong with it: the end of a sentence that begins `Cannot read the signed request as`. */
  readonly as: string;
  /** The id of the sentence that was broken. */
  readonly rule: string;
}

/** Characters of a name that is sent back; names of ours are far shorter. */
const LONGEST_NAMED = 64;

/**
 * Refuses a request for one of its parameters, by name alone: its value may be a secret.
 *
 * @see RFC 5849 3.2, OAuth Problem Reporting (2008)
 * @param name Undefined where the name itself cannot be read.
 * @throws {OAuthError} `parameter_rejected` (400), always.
 */
export function refuseParameter(name: string | undefined, options: RefuseParameterOptions): never {
  fail("parameter_rejected", `Cannot read the signed request as ${options.as}`, {
    rule: options.rule,
    ...(name === undefined || name.length > LONGEST_NAMED
      ? {}
      : { extra: { oauth_parameters_rejected: encodePercent(name) } }),
  });
}

/**
 * Refuses a request that lacks parameters.
 *
 * @see RFC 5849 3.2, OAuth Problem Reporting (2008)
 * @throws {OAuthError} `parameter_absent` (400), always.
 */
export function refuseAbsent(names: readonly string[], { rule }: { readonly rule: string }): never {
  const lacks = names.map((name) => `'${name}'`).join(", ");
  fail("parameter_absent", `Cannot read the signed request as it lacks ${lacks}`, {
    rule,
    extra: { oauth_parameters_absent: names.map(encodePercent).join("&") },
  });
}
