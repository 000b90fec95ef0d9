import { OAUTH1_GRANT, SIGNATURE_METHODS_MEMBER } from "../../clients/mod.ts";
import { type Issuer, type MetadataContext, type MetadataField, metadataGround } from "../../engine/mod.ts";
import type { FieldModel, FieldOption, FormPart } from "../../pages/mod.ts";
import { applicationPolicy, type Registrant } from "./application_policy.ts";
import { LOCALIZED, memberFields } from "./field_names.ts";
import { grantLabel, hasHybrid, HYBRID } from "./grant_labels.ts";
import type { Judged } from "./judge.ts";
import { memberField } from "./member_field.ts";
import { type Typed, wordsIn } from "./typed.ts";

/** What a form is made of. */
export interface FormPartsOptions extends Registrant {
  readonly issuer: Issuer;
  readonly typed: Typed;
  /** What it was found to be; undefined = nobody has looked yet. */
  readonly judged: Pick<Judged, "problems" | "warnings"> | undefined;
}

/** Members that people look for first, with what they call them. */
const FIRST: Readonly<Record<string, Partial<FieldModel>>> = {
  post_logout_redirect_uris: { label: "Addresses after a logout" },
  id_token_signed_response_alg: {
    label: "Algorithm",
    hint: "How ID tokens are signed; RS256 or the first of the server where none is given. With HS256 the secret is the key, so that it is kept itself, under seal, and not its digest alone.",
  },
  jwks_uri: { label: "Address of its public keys" },
  jwks: {
    label: "Its public keys",
    hint: "A JWK Set, or what stands in a file of a public key or a certificate (PEM), which is kept as one. Never a private key (jwks)",
  },
  [SIGNATURE_METHODS_MEMBER]: {
    label: "How it signs (OAuth 1.0a)",
    hint: "None ticked: any of them. With those of RSA it signs by a key of its own, whose public half stands above; with the others by its secret.",
  },
};

/** What is to be known of words that are ticked. */
const HINTS: ReadonlyMap<string, string> = new Map([
  ["HMAC-SHA1", "The one that all libraries know"],
  ["PLAINTEXT", "Sends the secrets themselves: over https alone"],
]);

/** What people have to know of a grant type. */
const GRANT_HINTS: ReadonlyMap<string, string> = new Map([
  ["implicit", "Discouraged: tokens leak from addresses (RFC 9700 2.1.2)"],
  ["password", "Discouraged: the application sees passwords (RFC 9700 2.4)"],
  ["refresh_token", "People need not sign in again each time; goes with the others"],
  [
    OAUTH1_GRANT,
    "For clients of RFC 5849: the client id is the consumer key, and the redirect URIs are the callbacks; without any, people type a PIN. The secret is kept itself, under seal, as signatures are verified by it; who had one before gets a new one. With the client credentials it signs for itself as well (two legs)",
  ],
]);

function grantOptions(options: FormPartsOptions): readonly FieldOption[] {
  const { grantTypes } = applicationPolicy(options.issuer, options);
  const known = grantTypes.map((type): FieldOption => {
    const hint = GRANT_HINTS.get(type);
    return { value: type, text: grantLabel(type), ...(hint === undefined ? {} : { hint }) };
  });
  const hybrid = {
    value: HYBRID,
    text: "OpenID Connect hybrid",
    hint: "The authorization code and the implicit grant together (OpenID Connect Core 3.3)",
  };
  return hasHybrid(grantTypes) && options.issuer.responseWords.has("id_token") ? [...known, hybrid] : known;
}

function text(name: string, { typed }: FormPartsOptions): Pick<FieldModel, "name" | "value"> {
  return { name, value: typed.get(name)?.[0] ?? "" };
}

function scopeField(name: string, options: FormPartsOptions): FieldModel {
  const { scopes } = applicationPolicy(options.issuer, options);
  const sentences = options.issuer.settings.scopes;
  return {
    name,
    label: name === "scope" ? "Scopes that it may ask for" : "Scopes that it gets when it asks for none",
    kind: "ticks",
    hint: name === "scope" ? "None ticked: all of them." : "None ticked: those that the server gives.",
    value: wordsIn(options.typed, name),
    options: [...scopes].map((scope) => ({ value: scope, text: scope, hint: sentences.get(scope) ?? "" })),
  };
}

function ofApplication(options: FormPartsOptions): FormPart {
  const idHint = "Made up where none is given; it cannot be changed later.";
  return {
    title: "Application",
    fields: [
      {
        ...text("name", options),
        label: "Name",
        kind: "text",
        hint: "What people read when they are asked for their consent.",
      },
      ...(options.before === undefined
        ? [{ ...text("client_id", options), label: "Client id", kind: "text", hint: idHint, required: false } as const]
        : []),
      {
        ...text("client_type", options),
        label: "Client type",
        kind: "choice",
        hint: "Whether it can keep a secret: an application on a server can, one on people's devices or in their browsers cannot.",
        options: [
          { value: "confidential", text: "Confidential" },
          { value: "public", text: "Public" },
        ],
      },
      {
        name: "grant_types",
        label: "Authorization grant types",
        kind: "ticks",
        value: wordsIn(options.typed, "grant_types"),
        options: grantOptions(options),
      },
      {
        ...text("redirect_uris", options),
        label: "Redirect URIs",
        kind: "lines",
        hint: "Where browsers are sent back to, one a line. They are compared character by character.",
        required: false,
      },
    ],
  };
}

function methodField(options: FormPartsOptions): FieldModel {
  const { authMethods } = applicationPolicy(options.issuer, options);
  const { name, value } = text("token_endpoint_auth_method", options);
  const words = [...new Set(["", ...authMethods, String(value)])];
  return {
    name,
    value: String(value),
    label: "How it proves who it is",
    kind: "choice",
    hint: "At the token endpoint; any way that fits its type where none is given.",
    options: words.map((word) => ({ value: word, text: word === "" ? "Not given" : word })),
    required: false,
  };
}

function withHint(option: FieldOption): FieldOption {
  const hint = HINTS.get(option.value);
  return hint === undefined ? option : { ...option, hint };
}

function membersOf(fields: readonly MetadataField[], { issuer, typed }: FormPartsOptions): readonly FieldModel[] {
  // Whatever the others say, every word is offered that one of them may allow.
  const context: MetadataContext = { ...metadataGround(issuer), document: {}, clientType: "confidential" };
  return fields.map((field) => {
    const shown = { ...memberField(field, { typed, context }), ...FIRST[field.name] };
    return shown.kind === "ticks" ? { ...shown, options: shown.options?.map(withHint) ?? [] } : shown;
  });
}

function lifetimeField(token: "access" | "refresh", options: FormPartsOptions): FieldModel {
  return {
    ...text(`${token}_token_lifetime`, options),
    label: `Lifetime of its ${token} tokens`,
    kind: "number",
    hint: "Seconds; as the settings say where none are given.",
    required: false,
  };
}

function ofStaff(options: FormPartsOptions): FormPart {
  return {
    title: "For staff",
    fields: [
      { ...text("skip_authorization", options), label: "Do not ask people for their consent", kind: "tick" },
      lifetimeField("access", options),
      lifetimeField("refresh", options),
    ],
  };
}

const LONGEST_SAID = 400;
const MOST_SAID = 5;

/** Several things that are said of one field as one text, which does not bury the page. */
function said(texts: readonly string[] | undefined): string | undefined {
  if (texts === undefined) return undefined;
  const shown = texts
    .slice(0, MOST_SAID)
    .map((one) => (one.length > LONGEST_SAID ? `${one.slice(0, LONGEST_SAID)}…` : one))
    .join(". ");
  return texts.length > MOST_SAID ? `${shown}. And ${texts.length - MOST_SAID} more` : shown;
}

/** A part with what is said of each of its fields. */
function withSaid(part: FormPart, judged: FormPartsOptions["judged"]): FormPart {
  const fields = part.fields.map((field) => {
    const problem = said(judged?.problems.get(field.name));
    const warning = said(judged?.warnings.get(field.name));
    return Object.assign({}, field, { problem, warning });
  });
  return { ...part, fields };
}

/** The fields of the form, as they were filled in, with what is wrong with each. */
export function formParts(options: FormPartsOptions): readonly FormPart[] {
  const { issuer, typed, judged, isStaff } = options;
  const members = memberFields(issuer);
  const first = Object.keys(FIRST).flatMap((name) => issuer.clientMetadata.get(name) ?? []);
  const keys = first.filter(({ name }) => name !== "post_logout_redirect_uris");
  const addresses = first.filter(({ name }) => name === "post_logout_redirect_uris");
  const application = ofApplication(options);
  const parts: readonly FormPart[] = [
    { ...application, fields: [...application.fields, ...membersOf(addresses, options)] },
    { title: "Permissions", fields: [scopeField("scope", options), scopeField("default_scope", options)] },
    { title: "Secrets and keys", fields: [methodField(options), ...membersOf(keys, options)] },
    ...(isStaff ? [ofStaff(options)] : []),
    {
      title: "Advanced",
      says: "What applications register by themselves can be said here as well, in the words of RFC 7591 and OpenID Connect.",
      folded: true,
      fields: [
        ...membersOf(
          members.filter(({ name }) => !Object.hasOwn(FIRST, name)),
          options,
        ),
        {
          name: LOCALIZED,
          value: typed.get(LOCALIZED)?.[0] ?? "",
          label: "In other languages",
          kind: "lines",
          hint: "A line each, such as client_name#fr = Imprimante de photos",
          required: false,
        },
      ],
    },
  ];
  return parts.map((part) => withSaid(part, judged));
}
