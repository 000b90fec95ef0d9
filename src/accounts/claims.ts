/** Claims of a person by their name. @see OpenID Connect Core 5.1 */
export type AccountClaims = Readonly<Record<string, unknown>>;

/** Claims that tokens carry by themselves: nobody's record says anything of them. */
const PROTOCOL_CLAIMS: ReadonlySet<string> = new Set([
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "jti",
  "auth_time",
  "nonce",
  "acr",
  "amr",
  "azp",
  "sid",
  "at_hash",
  "c_hash",
  "s_hash",
  "cnf",
  "act",
  "events",
  "scope",
  "client_id",
  "sub_jwk",
  "_claim_names",
  "_claim_sources",
]);

/** Names that objects have by themselves, which some programs that read JSON fall for. */
const NAMES_OF_OBJECTS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** The name of a claim without the language that it is in: `name#fr`. @see OpenID Connect Core 5.2 */
export function claimBase(name: string): string {
  const [base = name] = name.split("#", 1);
  return base;
}

/** Whether a person's record may say something under a name. */
export function isPersonalClaim(name: string): boolean {
  const base = claimBase(name);
  return base !== "" && !PROTOCOL_CLAIMS.has(base) && !NAMES_OF_OBJECTS.has(base);
}

type Kind = "text" | "flag" | "number" | "address";

const TEXTS = [
  "name",
  "family_name",
  "given_name",
  "middle_name",
  "nickname",
  "preferred_username",
  "profile",
  "picture",
  "website",
  "email",
  "gender",
  "birthdate",
  "zoneinfo",
  "locale",
  "phone_number",
] as const;

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...TEXTS.map((name): readonly [string, Kind] => [name, "text"]),
  ["email_verified", "flag"],
  ["phone_number_verified", "flag"],
  ["updated_at", "number"],
  ["address", "address"],
]);

const SAYS: Readonly<Record<Kind, string>> = {
  text: "a text",
  flag: "true or false",
  number: "a number",
  address: "an object of texts (formatted, street_address, locality, region, postal_code, country)",
};

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isAddress(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isText);
}

/** Whether a claim is of the type that the specification gives it; claims of others are of any type. */
export function isFitClaim(name: string, value: unknown): boolean {
  switch (KINDS.get(claimBase(name))) {
    case "text":
      return isText(value);
    case "flag":
      return typeof value === "boolean";
    case "number":
      return typeof value === "number";
    case "address":
      return isAddress(value);
    case undefined:
      return true;
  }
}

const NAME = /^[\x21-\x7E]{1,200}$/;
const ADDRESSES: ReadonlySet<string> = new Set(["profile", "picture", "website"]);
/** A year may stand alone, and a day without its year is of the year 0000. */
const BIRTHDATE = /^\d{4}(?:-\d{2}-\d{2})?$/;
/** Bytes of JSON: far more than anybody says of a person. */
const LARGEST = 64 * 1_024;

function isDay(text: string): boolean {
  if (!BIRTHDATE.test(text)) return false;
  if (text.length === 4) return true;
  // The year 0000 stands for one that is not told, and has a 29th of February.
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text.replace("_", "-")).length === 1;
  } catch {
    return false;
  }
}

function formComplaint(base: string, text: string): string | undefined {
  if (ADDRESSES.has(base) && !/^https?:\/\//i.test(text)) return "the address of a page on the web";
  if (base === "birthdate" && !isDay(text)) return "a date like 1990-12-31, 0000-12-31 or 1990";
  if (base === "zoneinfo" && !isTimeZone(text)) return "a time zone like Europe/Paris";
  if (base === "locale" && !isLocale(text)) return "a language tag like en-US";
  return undefined;
}

function complaintOf(name: string, value: unknown): string | undefined {
  if (!NAME.test(name)) return "The name of a claim has 1 to 200 printable ASCII characters without a space";
  if (!isPersonalClaim(name)) return `'${name}' is made by the server: nobody's record says anything of it`;
  const base = claimBase(name);
  const kind = KINDS.get(base);
  if (kind !== undefined && !isFitClaim(name, value)) return `'${name}' must be ${SAYS[kind]}`;
  const form = isText(value) ? formComplaint(base, value) : undefined;
  return form === undefined ? undefined : `'${name}' must be ${form}`;
}

/** What no database holds as JSON: NUL, and half of a surrogate pair. */
function isStorable(text: string): boolean {
  return !/\\u0000|\\ud[89a-f]/i.test(text.replaceAll("\\\\", ""));
}

/** Everything that is wrong with claims that are to be kept of a person; empty when they are right. */
export function claimComplaints(claims: AccountClaims): readonly string[] {
  const text = JSON.stringify(claims);
  if (text.length > LARGEST) return ["Give at most 64 KiB of claims"];
  if (!isStorable(text)) return ["Give texts without NUL and without halves of surrogate pairs"];
  return Object.entries(claims).flatMap(([name, value]) => complaintOf(name, value) ?? []);
}
