import { z } from "zod";
import { isPersonalClaim } from "../accounts/mod.ts";
import { parseNetworks } from "../platform/mod.ts";
import { checkIssuerUrl, isLoopbackUri, parseRate, resourceProblem } from "../protocol/mod.ts";
import { parseTrustedIssuers, type TrustedIssuers, TrustedIssuersRefused } from "../features/jwt_bearer/mod.ts";
import { type KnownResources, parseKnownResources, ResourcesRefused } from "../features/resource_indicators/mod.ts";
import { parseRedisUrl } from "../stores/redis/mod.ts";

const YES = new Set(["true", "1", "yes", "on"]);
const NO = new Set(["false", "0", "no", "off"]);

/** Yes or no. */
export function yesOrNo(): z.ZodType<boolean> {
  return z.preprocess(
    (value) => {
      if (typeof value !== "string") return value;
      const word = value.trim().toLowerCase();
      return YES.has(word) ? true : NO.has(word) ? false : value;
    },
    z.boolean({ error: "say true or false" }),
  );
}

/** A whole number between two others. */
export function wholeNumber(least: number, most: number): z.ZodType<number> {
  const error = `give a whole number from ${least} to ${most}`;
  return z.preprocess(
    (value) => (typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value),
    z.number({ error }).int({ error }).min(least, { error }).max(most, { error }),
  );
}

/** Seconds: fifty years, which every store can add to any date, and a token's record (32 bits) to any of this century. */
const LONGEST = 1_576_800_000;

/** Seconds. */
export function seconds(least = 1, most = LONGEST): z.ZodType<number> {
  return wholeNumber(least, most);
}

/** Seconds, or nothing for "no limit" (`none`). */
export function secondsOrNone(): z.ZodType<number | undefined> {
  return z.preprocess((value) => (value === "none" || value === null ? undefined : value), seconds().optional());
}

/** What a text of JSON holds; what is no such text stays what it is, for the schema to refuse. */
function unpacked(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed;
  } catch {
    return value;
  }
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}

/** Words separated by spaces or commas. */
export function wordList(): z.ZodType<readonly string[]> {
  const error = "give words separated by spaces";
  return z.preprocess(
    (value) => (typeof value === "string" ? wordsOf(value) : value),
    z.array(z.string({ error }), { error }),
  );
}

/** Schemes of URIs, in any case and without the colon. @see RFC 3986 3.1 */
export function uriSchemes(): z.ZodType<readonly string[]> {
  const error = "give schemes without colon and slashes, such as https com.example.app";
  return wordList().pipe(
    z.array(
      z
        .string()
        .toLowerCase()
        .regex(/^[a-z][a-z\d+.-]*$/, { error }),
    ),
  );
}

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): z.ZodType<Word> {
  return z.custom<Word>((value) => words.some((word) => word === value), { error: `give one of ${words.join(", ")}` });
}

/** Some of a few words, each once. */
export function someOf<const Word extends string>(...words: readonly Word[]): z.ZodType<readonly Word[]> {
  const error = `give one or more of ${words.join(", ")}, each once`;
  return wordList().pipe(
    z
      .array(z.custom<Word>((value) => words.some((word) => word === value), { error }))
      .min(1, { error })
      .refine((given) => new Set(given).size === given.length, { error }),
  );
}

/** The same, or `none` of them. */
export function noneOrSomeOf<const Word extends string>(...words: readonly Word[]): z.ZodType<readonly Word[]> {
  return z.union([z.literal("none").transform((): readonly Word[] => []), z.tuple([]), someOf(...words)], {
    error: `give none, or one or more of ${words.join(", ")}, each once`,
  });
}

function isRate(value: unknown): boolean {
  try {
    return typeof value === "string" && parseRate(value).limit > 0;
  } catch {
    return false;
  }
}

/** How often something may be done (`100/hour`), or `none` for as often as one likes. */
export function rateOrNone(): z.ZodType<string | undefined> {
  const error = "give a rate such as 100/hour or 10/30s, or none";
  return z.preprocess(
    (value) => (value === "none" || value === null ? undefined : value),
    z.string({ error }).refine(isRate, { error }).optional(),
  );
}

const EACH = "give each rate as 100/hour or 10/30s, or null";

/** Rates by their names, as JSON; null = as often as one likes. */
export function throttleRates(): z.ZodType<Readonly<Record<string, string | null>>> {
  const error = 'give a JSON object of names and rates such as {"user":"100/hour","anon":"10/hour"}';
  return z.preprocess(
    unpacked,
    z.record(
      z.string().regex(/^\w{1,40}$/, { error }),
      z.string({ error: EACH }).refine(isRate, { error: EACH }).nullable(),
      { error },
    ),
  );
}

/** Networks, or `none`. */
export function networks(): z.ZodType<readonly string[]> {
  return z.preprocess(
    (value) => (value === "none" ? [] : value),
    wordList().superRefine((words, context) => {
      try {
        parseNetworks(words);
      } catch (error) {
        context.addIssue({ code: "custom", message: error instanceof Error ? error.message : "this is no network" });
      }
    }),
  );
}

/** Values of `acr`, each once, or `none`. @see OpenID Connect Core 3.1.2.1 (acr_values) */
export function acrValues(): z.ZodType<readonly string[]> {
  const error = "give none, or words of printable ASCII separated by spaces, each once";
  return z.preprocess(
    (value) => (value === "none" ? [] : value),
    wordList().pipe(
      z
        .array(z.string().regex(/^[\x21-\x7E]{1,255}$/, { error }))
        .refine((given) => new Set(given).size === given.length, { error }),
    ),
  );
}

const SCOPE_NAME = /^[\x21\x23-\x5B\x5D-\x7E]+$/;
const SCOPE_NAME_SAYS = "a scope name holds printable ASCII without space, quote or backslash";

/** One scope name. */
export function scopeName(): z.ZodType<string> {
  return z.string({ error: SCOPE_NAME_SAYS }).regex(SCOPE_NAME, { error: SCOPE_NAME_SAYS });
}

/** Scope names and their sentences: a JSON object, or words that stand for themselves. */
export function scopeSentences(): z.ZodType<Readonly<Record<string, string>>> {
  return z.preprocess(
    (value) => {
      if (typeof value !== "string") return value;
      if (!value.trimStart().startsWith("{")) return Object.fromEntries(wordsOf(value).map((name) => [name, name]));
      return unpacked(value);
    },
    z.record(z.string().regex(SCOPE_NAME), z.string({ error: "give the sentence of each scope as a text" }), {
      // What is wrong with a name is an issue of the whole record's.
      error: ({ code }) =>
        code === "invalid_key" ? SCOPE_NAME_SAYS : "give a JSON object of scope names and their sentences, or words",
    }),
  );
}

/** Scope names, and the names of the claims that each stands for, as JSON. */
export function scopeClaims(): z.ZodType<Readonly<Record<string, readonly string[]>>> {
  return z.preprocess(
    unpacked,
    z.record(
      z.string().regex(SCOPE_NAME),
      z.array(z.string({ error: "give the claims of each scope as a list of names" }), {
        error: "give the claims of each scope as a list of names",
      }),
      {
        error: ({ code }) =>
          code === "invalid_key" ? SCOPE_NAME_SAYS : "give a JSON object of scope names and lists of claim names",
      },
    ),
  );
}

/** Issuers whose JWTs are taken for grants, as JSON. */
export function trustedIssuers(): z.ZodType<TrustedIssuers> {
  return z.unknown().transform((value, context) => {
    try {
      return parseTrustedIssuers(typeof value === "string" ? JSON.parse(value) : value);
    } catch (error) {
      const isOurs = error instanceof TrustedIssuersRefused;
      context.addIssue({ code: "custom", message: isOurs ? error.message : "give a JSON object of trusted issuers" });
      return z.NEVER;
    }
  });
}

/** Protected resources for which tokens are issued, as JSON. */
export function knownResources(): z.ZodType<KnownResources> {
  return z.unknown().transform((value, context) => {
    try {
      return parseKnownResources(typeof value === "string" ? JSON.parse(value) : value);
    } catch (error) {
      const isOurs = error instanceof ResourcesRefused;
      context.addIssue({ code: "custom", message: isOurs ? error.message : "give a JSON object of resources" });
      return z.NEVER;
    }
  });
}

const SOURCES_SAY =
  'give a JSON object of names and sources such as {"bank":{"claims":["score"],"endpoint":"https://bank.example/claims"}}';

/** Who else vouches for claims, as JSON: the claims of each source, and its endpoint where clients fetch them there. */
export function claimSources(): z.ZodType<
  Readonly<Record<string, { readonly claims: readonly string[]; readonly endpoint?: string | undefined }>>
> {
  const error = SOURCES_SAY;
  return z.preprocess(
    unpacked,
    z.record(
      z.string().regex(/^[\w.-]{1,100}$/, { error }),
      z.strictObject(
        {
          claims: z
            .array(
              z.string({ error }).refine((name) => isPersonalClaim(name), { error: "a source speaks of people only" }),
              { error },
            )
            .min(1, { error }),
          endpoint: webAddress().optional(),
        },
        { error },
      ),
      { error },
    ),
  );
}

/** The address of a page. */
export function webAddress(): z.ZodType<string> {
  const error = "give a web address such as https://id.example/about";
  return z.string({ error }).refine((value) => URL.canParse(value) && /^https?:\/\//i.test(value), { error });
}

/** The name of a protected resource that has an address. @see RFC 9728 1.2 */
export function resourceAddress(): z.ZodType<string> {
  const error = "give the https URL of an API, without fragment and query, such as https://id.example/api";
  return z
    .string({ error })
    .refine(
      (value) =>
        resourceProblem(value) === undefined &&
        (/^https:/i.test(value) || isLoopbackUri(value)) &&
        !value.includes("?"),
      { error },
    );
}

/** An issuer identifier. */
export function issuerUrl(): z.ZodType<string> {
  return z.string({ error: "give a URL such as https://id.example" }).superRefine((value, context) => {
    try {
      checkIssuerUrl(value, { allowHttp: true });
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : "this is no issuer" });
    }
  });
}

/** The address of a Redis. */
export function redisUrl(): z.ZodType<string> {
  return z.string({ error: "give a URL such as redis://host:6379" }).superRefine((value, context) => {
    try {
      parseRedisUrl(value);
    } catch (error) {
      context.addIssue({
        code: "custom",
        message: error instanceof Error ? error.message : "this is no address of a Redis",
      });
    }
  });
}

/** The address of a Postgres. */
export function postgresUrl(): z.ZodType<string> {
  const error = "give a URL such as postgresql://user:password@host:5432/database";
  return z.string({ error }).refine((value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value), { error });
}

/** Any text but the empty one. */
export function text(): z.ZodType<string> {
  return z.string({ error: "give a text" }).min(1, { error: "give a text" });
}

/** A key that cannot be guessed. */
export function secretKey(): z.ZodType<string> {
  const error = "give at least 32 characters, such as the output of: openssl rand -base64 48";
  return z.string({ error }).min(32, { error });
}
