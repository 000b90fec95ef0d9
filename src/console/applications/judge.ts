import {
  type ClientInput,
  type Complaint,
  complaintsOf,
  SIGNATURE_METHODS_MEMBER,
  type Warning,
  warningsOf,
} from "../../clients/mod.ts";
import {
  checkMembers,
  type Issuer,
  type Members,
  metadataGround,
  type ReadMetadata,
  readMetadata,
  type RefusedMember,
} from "../../engine/mod.ts";
import { OAuthError } from "../../protocol/mod.ts";
import type { ClientType } from "../../stores/mod.ts";
import { applicationPolicy, openScopes, type Registrant } from "./application_policy.ts";
import { LOCALIZED, memberFields, singleNames } from "./field_names.ts";
import { grantTypesOf } from "./grant_labels.ts";
import { memberValue } from "./member_field.ts";
import { isTicked, linesIn, textIn, type Typed, wordsIn } from "./typed.ts";

/** What a form was found to be. */
export interface Judged {
  /** What is to be registered, where nothing is wrong. */
  readonly input: ClientInput;
  /** What is wrong, by the names of the fields. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
  /** What is wrong and belongs to no field. */
  readonly problem: string | undefined;
  readonly warnings: ReadonlyMap<string, readonly string[]>;
}

/** By what a form is judged. */
export interface JudgeOptions extends Registrant {
  readonly issuer: Issuer;
}

/** Fields of what {@link complaintsOf} speaks of; what has none is said of the form as a whole. */
const FIELD_OF: Readonly<Partial<Record<keyof ClientInput | "algorithm" | "signatures", string>>> = {
  name: "name",
  clientId: "client_id",
  type: "client_type",
  grantTypes: "grant_types",
  redirectUris: "redirect_uris",
  scope: "scope",
  defaultScope: "default_scope",
  authMethod: "token_endpoint_auth_method",
  skipAuthorization: "skip_authorization",
  accessTokenLifetime: "access_token_lifetime",
  refreshTokenLifetime: "refresh_token_lifetime",
  algorithm: "token_endpoint_auth_method",
  signatures: SIGNATURE_METHODS_MEMBER,
};

type Said = readonly (readonly [field: string, says: string])[];

function grouped(said: Said): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const [field, says] of said) groups.set(field, [...(groups.get(field) ?? []), says]);
  return groups;
}

function typeOf(typed: Typed): ClientType | undefined {
  const type = textIn(typed, "client_type");
  return type === "confidential" || type === "public" ? type : undefined;
}

/** Texts that are no number are refused with everything else. */
function secondsIn(typed: Typed, name: string): number | undefined {
  const text = textIn(typed, name);
  return text === "" ? undefined : /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

/** The scopes that were ticked; none of them stands for what was there before: all that there are, or none at all. */
function scopeIn(
  typed: Typed,
  { name, none }: { readonly name: string; readonly none: readonly string[] | undefined },
): string | undefined {
  const words = wordsIn(typed, name);
  return words.length > 0 ? words.join(" ") : none?.join(" ");
}

/** What holds where no scope is ticked. */
function noneTicked({ issuer, isStaff, before }: JudgeOptions): readonly string[] | undefined {
  if (before !== undefined && (before.scope === undefined || before.scope.length === 0)) return before.scope;
  return isStaff ? undefined : openScopes(issuer);
}

type StaffInput = Pick<ClientInput, "skipAuthorization" | "accessTokenLifetime" | "refreshTokenLifetime">;

/** What staff alone decides; others leave it as it is. */
function ofStaff(typed: Typed, { isStaff, before }: JudgeOptions): StaffInput {
  const access = isStaff ? secondsIn(typed, "access_token_lifetime") : before?.accessTokenLifetime;
  const refresh = isStaff ? secondsIn(typed, "refresh_token_lifetime") : before?.refreshTokenLifetime;
  return {
    skipAuthorization: isStaff ? isTicked(typed, "skip_authorization") : (before?.skipAuthorization ?? false),
    ...(access === undefined ? {} : { accessTokenLifetime: access }),
    ...(refresh === undefined ? {} : { refreshTokenLifetime: refresh }),
  };
}

function coreOf(typed: Typed, options: JudgeOptions): ClientInput {
  const { before } = options;
  const clientId = before?.clientId ?? textIn(typed, "client_id");
  const authMethod = textIn(typed, "token_endpoint_auth_method");
  const scope = scopeIn(typed, { name: "scope", none: noneTicked(options) });
  const noDefault = before?.defaultScope?.length === 0 ? before.defaultScope : undefined;
  const defaultScope = scopeIn(typed, { name: "default_scope", none: noDefault });
  return {
    name: textIn(typed, "name"),
    type: typeOf(typed) ?? "confidential",
    grantTypes: grantTypesOf(wordsIn(typed, "grant_types")),
    redirectUris: linesIn(typed, "redirect_uris"),
    ...(clientId === "" ? {} : { clientId }),
    ...(authMethod === "" ? {} : { authMethod }),
    ...(scope === undefined ? {} : { scope }),
    ...(defaultScope === undefined ? {} : { defaultScope }),
    ...ofStaff(typed, options),
  };
}

/** What was said in other languages, a line each: `client_name#fr = Imprimante`. */
function localizedIn(typed: Typed, { issuer }: JudgeOptions): { readonly members: Members; readonly wrong: Said } {
  const fields = [...issuer.clientMetadata.values()];
  const known = new Set(fields.flatMap(({ name, localized }) => (localized === true ? [name] : [])));
  const members: Record<string, unknown> = {};
  const wrong: [string, string][] = [];
  for (const line of linesIn(typed, LOCALIZED)) {
    const [, name = "", base = "", value = ""] = /^(([^#=\s]+)#[^=\s]+)\s*=\s*(.+)$/.exec(line) ?? [];
    if (known.has(base)) members[name] = value;
    else
      wrong.push([LOCALIZED, `Write each line like client_name#fr = Imprimante, with one of ${[...known].join(", ")}`]);
  }
  return { members, wrong };
}

/** Members that are sent to be judged, and those that cannot even be looked into. */
function membersIn(typed: Typed, options: JudgeOptions): { readonly members: Members; readonly wrong: Said } {
  const { issuer, before } = options;
  const localized = localizedIn(typed, options);
  const members: Record<string, unknown> = { ...localized.members };
  const wrong = [...localized.wrong];
  for (const field of memberFields(issuer)) {
    const value = memberValue(field, { typed, before: before?.metadata[field.name] });
    try {
      checkMembers({ [field.name]: value });
      if (value !== undefined) members[field.name] = value;
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      wrong.push([field.name, error.description]);
    }
  }
  return { members, wrong };
}

/** Has the features judge their members. */
function readMembers(
  members: Members,
  { core, options }: { readonly core: ClientInput; readonly options: JudgeOptions },
): Promise<ReadMetadata> {
  const { issuer, before } = options;
  const { grantTypes, redirectUris, authMethod, name } = core;
  const document = {
    ...members,
    // Who registered by itself named itself there as well.
    ...(before?.metadata["client_name"] === undefined ? {} : { client_name: name }),
    grant_types: grantTypes,
    redirect_uris: redirectUris,
    ...(authMethod === undefined ? {} : { token_endpoint_auth_method: authMethod }),
  };
  const context = { ...metadataGround(issuer), document, clientType: core.type };
  return readMetadata({ fields: issuer.clientMetadata, context, standards: false });
}

/** Members of features that are turned off, which nobody judges and nobody takes away. */
function unjudged({ issuer, before }: JudgeOptions): Members {
  const kept = Object.entries(before?.metadata ?? {}).filter(
    ([name]) => !issuer.clientMetadata.has(name.replace(/#.*$/s, "")),
  );
  return Object.fromEntries(kept);
}

function repeatedIn(typed: Typed, { issuer }: JudgeOptions): Said {
  const repeated = singleNames(issuer).filter((name) => (typed.get(name)?.length ?? 0) > 1);
  return repeated.map((name) => [name, "This was sent more than once, and only the first is shown"] as const);
}

function saidOf({ member, name, says, item }: Complaint): readonly [field: string, says: string] {
  return [name ?? FIELD_OF[member] ?? "", item === undefined ? says : `No. ${item + 1}: ${says}`];
}

function saidOfMember({ name, error }: RefusedMember): readonly [field: string, says: string] {
  if (name === "client_name") return ["name", error.description];
  return [name.includes("#") ? LOCALIZED : name, error.description];
}

/** Secrets that serve as keys are spoken of where the algorithm is chosen, if it is. */
function fieldOfWarning({ member }: Warning, { metadata = {} }: ClientInput): string {
  const alg = "id_token_signed_response_alg";
  return member === "algorithm" && metadata[alg] !== undefined ? alg : (FIELD_OF[member] ?? "");
}

/** Judges a form, by the same code as registrations on the command line and by applications themselves; tells all that is wrong. */
export async function judge(typed: Typed, options: JudgeOptions): Promise<Judged> {
  const core = coreOf(typed, options);
  const { members, wrong } = membersIn(typed, options);
  const { held, refused } = await readMembers(members, { core, options });
  const input: ClientInput = { ...core, metadata: { ...unjudged(options), ...held } };
  const unread = new Set([...refused, ...wrong.map(([name]) => ({ name }))].map(({ name }) => name));
  const complaints = complaintsOf(input, applicationPolicy(options.issuer, options))
    // What a member cannot be read for is told once.
    .filter(({ name }) => name === undefined || !unread.has(name))
    .map(saidOf);
  const untyped: Said = typeOf(typed) === undefined ? [["client_type", "Say confidential or public"]] : [];
  const named = new Set(complaints.map(([field]) => field));
  const ofMembers = refused.map(saidOfMember).filter(([field]) => field !== "name" || !named.has(field));
  const said: Said = [...repeatedIn(typed, options), ...untyped, ...complaints, ...wrong, ...ofMembers];
  const problems = grouped(said.filter(([field]) => field !== ""));
  const warnings: Said = warningsOf(input).map((warning) => [fieldOfWarning(warning, input), warning.says]);
  return {
    input,
    problems,
    problem: said.find(([field]) => field === "")?.[1],
    // Where something is wrong it has to be changed in any case.
    warnings: grouped(warnings.filter(([field]) => !problems.has(field))),
  };
}
