import { type Output, registerSchema, unregisterSchema, validate } from "@hyperjump/json-schema/openapi-3-1";

/** What of an OpenAPI document the tests look at. */
export interface OpenApi {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}

type PathItem = Readonly<Record<string, OpenApiOperation>> & { readonly servers?: OpenApi["servers"] };

/** One operation of the document. */
export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly "x-also-at"?: readonly string[];
}

/** An operation and where it stands. */
export interface Found {
  readonly method: string;
  readonly path: string;
  readonly server: string;
  readonly operation: OpenApiOperation;
}

const META_SCHEMA = "https://spec.openapis.org/oas/3.1/schema-base";

/** Every operation of a document. */
export function operationsOf(document: OpenApi): readonly Found[] {
  return Object.entries(document.paths).flatMap(([path, { servers, ...item }]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      server: (servers ?? document.servers)[0]!.url,
      operation,
    })),
  );
}

function printed(output: Output): readonly string[] {
  return output.valid
    ? []
    : (output.errors ?? []).map(
        ({ instanceLocation, absoluteKeywordLocation }) => `${instanceLocation}: ${absoluteKeywordLocation}`,
      );
}

/** What the schema of the specification itself says against a document. */
export async function documentComplaints(document: unknown): Promise<readonly string[]> {
  return printed(await validate(META_SCHEMA, document as never, "BASIC"));
}

/** One answer on the wire. */
export interface WireAnswer {
  readonly method: string;
  /** With a query or without. */
  readonly path: string;
  readonly status: number;
  readonly contentType?: string | undefined;
  /** Parsed; undefined where it is no JSON. */
  readonly body?: unknown;
}

function pointerTo(...names: readonly string[]): string {
  return names.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function matches(template: string, path: string): boolean {
  const [expected, actual] = [template, path].map((one) => one.replace(/(?<=.)\/$/, "").split("/"));
  return (
    expected!.length === actual!.length &&
    expected!.every((part, index) => (part.startsWith("{") ? actual![index] !== "" : part === actual![index]))
  );
}

/** A document to which answers are held. */
export interface Judge {
  /** The operation that a request asks for; undefined where the document has none. */
  find(method: string, path: string): Found | undefined;
  /** What is wrong with an answer by what the document says of its operation. */
  complaints(answer: WireAnswer): Promise<readonly string[]>;
  close(): void;
}

/** Opens a judge; one document may be open at a time under a name. */
export function openJudge(document: OpenApi, name = "https://openapi.test/document"): Judge {
  registerSchema(document as never, name, META_SCHEMA);
  const all = operationsOf(document);

  function find(method: string, path: string): Found | undefined {
    const bare = path.replace(/[?#].*$/s, "");
    return all.find(
      (one) =>
        one.method === method &&
        [one.path, ...(one.operation["x-also-at"] ?? [])].some((template) => matches(template, bare)),
    );
  }

  async function complaints({ method, path, status, contentType, body }: WireAnswer): Promise<readonly string[]> {
    const found = find(method, path);
    if (found === undefined) return [`${method} ${path} is not described`];
    const { responses } = found.operation;
    const key = [String(status), `${Math.floor(status / 100)}XX`].find((one) => Object.hasOwn(responses, one));
    if (key === undefined) return [`${status} is not described`];
    const { content } = responses[key]!;
    const type = contentType?.split(";")[0];
    if (content === undefined) return type === undefined ? [] : [`${status} has no body, but there is ${type}`];
    if (type === undefined || !Object.hasOwn(content, type)) return [`${status} is not described as ${type}`];
    if (body === undefined) return [];
    const at = pointerTo("paths", found.path, method.toLowerCase(), "responses", key, "content", type, "schema");
    return printed(await validate(`${name}#${encodeURI(at)}`, body as never, "BASIC"));
  }

  return { find, complaints, close: () => unregisterSchema(name) };
}
