import type { SafeFetch } from "../platform/mod.ts";
import { fail, OAuthError } from "../protocol/mod.ts";
import type { ClientType } from "../stores/mod.ts";
import type { Issuer } from "./issuer.ts";
import { askable, type ResponseWord } from "./response.ts";
import type { Settings } from "./settings.ts";

/** The members of a document of JSON, or of client metadata. */
export type Members = Readonly<Record<string, unknown>>;

/** What members are judged by, whatever document they come in. */
export interface MetadataGround {
  readonly settings: Settings;
  /** Words of response types that the issuer answers with. */
  readonly responseWords: ReadonlyMap<string, Pick<ResponseWord, "grantType" | "alone">>;
  /** Algorithms for which the issuer has a signing key. */
  readonly signingAlgs: readonly string[];
  /** Key management algorithms of what the issuer can decrypt. */
  readonly decryptionAlgs: readonly string[];
  /** Reads what a member points at, guarded. */
  readonly fetch: SafeFetch;
}

/** What a member of client metadata may be judged by. */
export interface MetadataContext extends MetadataGround {
  /** The whole document as it was sent, for members that depend on one another. */
  readonly document: Members;
  readonly clientType: ClientType;
}

/** What an issuer judges members of client metadata by. */
export function metadataGround({
  settings,
  responseWords,
  keys,
  fetch,
}: Pick<Issuer, "settings" | "responseWords" | "keys" | "fetch">): MetadataGround {
  const asked = new Map(askable(responseWords.values()).map((word) => [word.name, word]));
  return {
    settings,
    responseWords: asked,
    signingAlgs: keys.algorithms,
    decryptionAlgs: keys.encryptionAlgorithms,
    fetch,
  };
}

/** What a member of client metadata is made of: a text, a number, true or false, a list of texts, or an object of JSON. */
export type MemberShape = "text" | "number" | "flag" | "list" | "object";

/**
 * One member of client metadata, kept in `ClientRecord.metadata` under its own name.
 *
 * @see RFC 7591 2, OpenID Connect Dynamic Client Registration 2
 */
export interface MetadataField {
  /** Its name in the registry: `id_token_signed_response_alg`. */
  readonly name: string;
  /** What a person reads of it. */
  readonly says: string;
  readonly shape: MemberShape;
  /** The texts that it can be, where those are known. */
  words?(context: MetadataContext): readonly string[];
  /** True: it may come in several languages, as `client_name#fr`. @see RFC 7591 2.2 */
  readonly localized?: true;
  /** Checks what was sent and answers what is kept, or a promise of it. Throws invalid_client_metadata, or invalid_redirect_uri. */
  parse(value: unknown, context: MetadataContext): unknown;
  /** What holds, and is told to the client, when it was not sent; undefined = nothing is. Throws where it must be sent. */
  standard?(context: MetadataContext): unknown;
}

/** A member that was refused, and why. */
export interface RefusedMember {
  readonly name: string;
  readonly error: OAuthError;
}

/** Members that hold, and those that were refused. */
export interface ReadMetadata {
  readonly held: Members;
  readonly refused: readonly RefusedMember[];
}

/** How client metadata is read. */
export interface ReadMetadataOptions {
  readonly fields: ReadonlyMap<string, MetadataField>;
  readonly context: MetadataContext;
  /** Whether what was not sent gets its standard value. */
  readonly standards: boolean;
}

/** Refuses a document for one of its members. @see RFC 7591 3.2.2 */
export function refuseMetadata(why: string, rule = "RFC7591-3.2.2-2"): never {
  return fail("invalid_client_metadata", `Cannot register the client as ${why}`, { rule });
}

/** Languages in which a client may say one thing. */
const MOST_LANGUAGES = 100;

/** Whether a text is a language tag. @see RFC 5646 2.1 */
function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** What was sent of a field: by its own name, and with language tags. */
function sentOf({ name, localized }: MetadataField, document: Members): readonly (readonly [string, unknown])[] {
  const plain: readonly (readonly [string, unknown])[] = Object.hasOwn(document, name) ? [[name, document[name]]] : [];
  if (localized !== true) return plain;
  return [...plain, ...Object.entries(document).filter(([key]) => key.startsWith(`${name}#`))];
}

function checkLanguage(key: string, name: string): void {
  if (key !== name && !isLanguageTag(key.slice(name.length + 1)))
    refuseMetadata(`what stands behind '#' in a name that begins with ${name} is no language tag`, "RFC7591-2.2-1");
}

async function attempt(name: string, read: () => unknown): Promise<RefusedMember | { readonly value: unknown }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof OAuthError) return { name, error };
    throw error;
  }
}

/**
 * Reads the members of a document that fields know; others are dropped, and a member that is null was not sent.
 *
 * @see RFC 7591 2, 3.1
 * @returns Every refusal, in the order of the fields.
 */
export async function readMetadata({ fields, context, standards }: ReadMetadataOptions): Promise<ReadMetadata> {
  const held: Record<string, unknown> = {};
  const refused: RefusedMember[] = [];
  for (const field of fields.values()) {
    const sent = sentOf(field, context.document).filter(([, value]) => value !== null && value !== undefined);
    if (sent.length > MOST_LANGUAGES) {
      const description = `Cannot register the client as ${field.name} comes in more than ${MOST_LANGUAGES} languages`;
      const error = new OAuthError("invalid_client_metadata", description, { rule: "RFC7591-3.2.2-2" });
      refused.push({ name: field.name, error });
      continue;
    }
    for (const [key, value] of sent) {
      const read = await attempt(key, () => {
        checkLanguage(key, field.name);
        return field.parse(value, context);
      });
      if ("error" in read) refused.push(read);
      else if (read.value !== undefined) held[key] = read.value;
    }
    if (!standards || sent.some(([key]) => key === field.name)) continue;
    const standard = await attempt(field.name, () => field.standard?.(context));
    if ("error" in standard) refused.push(standard);
    else if (standard.value !== undefined) held[field.name] = standard.value;
  }
  return { held, refused };
}
