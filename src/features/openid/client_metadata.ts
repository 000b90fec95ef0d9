import {
  contentAlgField,
  keyAlgField,
  type MetadataContext,
  type MetadataField,
  oneOfField,
  parseWebUri,
  refuseMetadata,
  signingAlgsFor,
} from "../../engine/mod.ts";
import { FetchRefused, type SafeFetchAnswer } from "../../platform/mod.ts";
import { CONTENT_ALGS } from "../../protocol/mod.ts";

function isSent(name: string, { document }: MetadataContext): boolean {
  return document[name] !== undefined && document[name] !== null;
}

function redirectUrisIn({ document }: MetadataContext): readonly string[] {
  const { redirect_uris: uris } = document;
  return Array.isArray(uris) ? uris.filter((uri): uri is string => typeof uri === "string") : [];
}

/** Hosts of redirect URIs; those without a host count by their schemes, as sectors do. */
function hostsIn(context: MetadataContext): ReadonlySet<string> {
  const urls = redirectUrisIn(context).flatMap((uri) => (URL.canParse(uri) ? [new URL(uri)] : []));
  return new Set(urls.map(({ hostname, protocol }) => (hostname === "" ? protocol : hostname)));
}

const SUBJECT_TYPE = oneOfField("subject_type", ["public", "pairwise"], {
  says: "Whether each sector gets its own subject identifiers",
  standard: () => "public",
});

/** Redirect URIs of several hosts are no sector by themselves. @see OpenID Connect Core 8.1 */
function parseSubjectType(value: unknown, context: MetadataContext): unknown {
  const type = SUBJECT_TYPE.parse(value, context);
  if (type === "pairwise" && hostsIn(context).size > 1 && !isSent("sector_identifier_uri", context))
    return refuseMetadata(
      "its redirect URIs are of several hosts, and no sector_identifier_uri says that they belong together",
      "OIDC-8.1-4",
    );
  return type;
}

/** Bytes: some hundred addresses. */
const LARGEST_SECTOR = 64 * 1_024;
/** Milliseconds, so that a slow server keeps nobody waiting but its client. */
const PATIENCE = 3_000;

async function fetched(uri: string, { fetch }: MetadataContext): Promise<SafeFetchAnswer> {
  try {
    return await fetch(uri, { accept: ["application/json"], maxBytes: LARGEST_SECTOR, timeoutMs: PATIENCE });
  } catch (error) {
    if (error instanceof FetchRefused) return refuseMetadata("sector_identifier_uri cannot be read", "OIDCREG-5-1");
    throw error;
  }
}

function listedIn({ status, text }: SafeFetchAnswer): readonly unknown[] {
  try {
    const list: unknown = status === 200 ? JSON.parse(text) : undefined;
    if (Array.isArray(list)) return list;
  } catch {
    // Told below, as every other answer that is no list.
  }
  return refuseMetadata("what lies at sector_identifier_uri is no JSON list", "OIDCREG-5-1");
}

/** @see OpenID Connect Dynamic Client Registration 5 */
async function parseSector(value: unknown, context: MetadataContext): Promise<unknown> {
  const uri = parseWebUri(value, "sector_identifier_uri");
  const listed = new Set(listedIn(await fetched(uri, context)));
  const missing = redirectUrisIn(context).find((one) => !listed.has(one));
  if (missing !== undefined)
    return refuseMetadata("the list at sector_identifier_uri lacks one of its redirect URIs", "OIDCREG-5-2");
  return uri;
}

/** RS256 as the specification says, or the first algorithm of an issuer that has no such key. */
function standardIdTokenAlg({ signingAlgs: own }: MetadataContext): unknown {
  return own.includes("RS256") ? "RS256" : own[0];
}

/** @see OpenID Connect Dynamic Client Registration 2 */
export const OPENID_CLIENT_METADATA: readonly MetadataField[] = [
  { ...SUBJECT_TYPE, parse: parseSubjectType },
  {
    name: "sector_identifier_uri",
    says: "Where the redirect URIs of its sector are listed",
    shape: "text",
    parse: parseSector,
  },
  oneOfField("id_token_signed_response_alg", signingAlgsFor, {
    says: "Algorithm that signs its ID tokens",
    standard: standardIdTokenAlg,
  }),
  keyAlgField("id_token_encrypted_response_alg", "Algorithm that wraps the key of its ID tokens"),
  contentAlgField("id_token_encrypted_response_enc", CONTENT_ALGS, {
    says: "Algorithm that encrypts its ID tokens",
    beside: "id_token_encrypted_response_alg",
  }),
  oneOfField("userinfo_signed_response_alg", signingAlgsFor, {
    says: "Algorithm that signs its UserInfo answers; plain JSON without it",
  }),
  keyAlgField("userinfo_encrypted_response_alg", "Algorithm that wraps the key of its UserInfo answers"),
  contentAlgField("userinfo_encrypted_response_enc", CONTENT_ALGS, {
    says: "Algorithm that encrypts its UserInfo answers",
    beside: "userinfo_encrypted_response_alg",
  }),
];
