import * as fc from "fast-check";

/** A request in parts that can be bent. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  /** Names and values as they stand on the wire. */
  readonly query: readonly Pair[];
  readonly form: readonly Pair[];
  readonly headers: readonly Pair[];
}

type Pair = readonly [name: string, value: string];

/** One way to bend a request: what is done, to which part of it, and what is put there. */
export interface Mutation {
  readonly kind: keyof typeof KINDS;
  readonly at: number;
  readonly text: string;
}

/** What no page may hold as it is. */
export const MARKUP = `"'><img src=x onerror=alert(1)>`;

/** What strangers send. */
const EVIL: readonly string[] = [
  "",
  "%",
  "%zz",
  "%00",
  "%0d%0aLocation:%20https://evil.test/",
  "%ED%A0%80",
  "%C0%AF",
  "%FF",
  "__proto__",
  "constructor",
  "https://evil.test/",
  "//evil.test/",
  "https%3A%2F%2Fevil.test%2F",
  "https%3A%2F%2Fclient.test%2Fcb%40evil.test",
  "javascript%3Aalert(1)",
  encodeURIComponent(MARKUP),
  MARKUP,
  "a".repeat(3_000),
  "%F0%9F%92%A5",
  "ünïcode",
  "1e309",
  "null",
  "[object Object]",
  "code token",
  "form_post",
  "none",
];

function changed(pairs: readonly Pair[], at: number, change: (pair: Pair) => readonly Pair[]): readonly Pair[] {
  const index = pairs.length === 0 ? 0 : at % pairs.length;
  return pairs.flatMap((pair, place) => (place === index ? change(pair) : [pair]));
}

/** Bends the parameters, wherever the request has them. */
function parameters(request: FuzzRequest, at: number, change: (pair: Pair) => readonly Pair[]): FuzzRequest {
  return request.form.length > 0
    ? { ...request, form: changed(request.form, at, change) }
    : { ...request, query: changed(request.query, at, change) };
}

function added(request: FuzzRequest, pair: Pair): FuzzRequest {
  return request.form.length > 0
    ? { ...request, form: [...request.form, pair] }
    : { ...request, query: [...request.query, pair] };
}

function headers(request: FuzzRequest, at: number, change: (pair: Pair) => readonly Pair[]): FuzzRequest {
  return { ...request, headers: changed(request.headers, at, change) };
}

const METHODS = ["GET", "POST", "HEAD", "PUT", "OPTIONS", "PROPFIND"];
const SCHEMES = ["Basic", "Bearer", "OAuth", 'OAuth oauth_consumer_key="app",'];
const TYPES = [
  "application/json",
  "text/plain",
  "multipart/form-data; boundary=a",
  "",
  "application/x-www-form-urlencoded;a",
];

const KINDS = {
  drop: (request: FuzzRequest, { at }: Mutation) => parameters(request, at, () => []),
  repeat: (request: FuzzRequest, { at }: Mutation) => parameters(request, at, (pair) => [pair, pair]),
  replace: (request: FuzzRequest, { at, text }: Mutation) => parameters(request, at, ([name]) => [[name, text]]),
  truncate: (request: FuzzRequest, { at }: Mutation) =>
    parameters(request, at, ([name, value]) => [[name, value.slice(0, at % (value.length + 1))]]),
  twist: (request: FuzzRequest, { at }: Mutation) =>
    parameters(request, at, ([name, value]) => [[name, value.slice(0, at % 40) + "A" + value.slice((at % 40) + 1)]]),
  bracket: (request: FuzzRequest, { at }: Mutation) =>
    parameters(request, at, ([name, value]) => [[at % 2 === 0 ? `${name}[a]` : `${name}.a`, value]]),
  rename: (request: FuzzRequest, { at, text }: Mutation) => parameters(request, at, ([, value]) => [[text, value]]),
  second_client: (request: FuzzRequest, { text }: Mutation) => added(request, ["client_id", text]),
  second_secret: (request: FuzzRequest, { text }: Mutation) => added(request, ["client_secret", text]),
  mode: (request: FuzzRequest, { text }: Mutation) => added(request, ["response_mode", text]),
  drop_header: (request: FuzzRequest, { at }: Mutation) => headers(request, at, () => []),
  replace_header: (request: FuzzRequest, { at, text }: Mutation) => headers(request, at, ([name]) => [[name, text]]),
  truncate_header: (request: FuzzRequest, { at }: Mutation) =>
    headers(request, at, ([name, value]) => [[name, value.slice(0, at % (value.length + 1))]]),
  content_type: (request: FuzzRequest, { at }: Mutation) => ({
    ...request,
    headers: [...request.headers, ["Content-Type", TYPES[at % TYPES.length] ?? ""] as const],
  }),
  authorization: (request: FuzzRequest, { at, text }: Mutation) => ({
    ...request,
    headers: [...request.headers, ["Authorization", `${SCHEMES[at % SCHEMES.length] ?? ""} ${text}`] as const],
  }),
  method: (request: FuzzRequest, { at }: Mutation) => ({ ...request, method: METHODS[at % METHODS.length] ?? "GET" }),
  path: (request: FuzzRequest, { at }: Mutation) => ({
    ...request,
    path: request.path + (["/", "//", "/..", "%2f", "%00", ";a", "/__proto__"][at % 7] ?? ""),
  }),
};

/** Any way to bend a request. */
export const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[])),
  at: fc.nat({ max: 10_000 }),
  text: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...EVIL) },
    fc.string({ unit: "binary" }).map(encodeURIComponent),
  ),
});

/** Bends a request in several ways, one after the other. */
export function mutate(request: FuzzRequest, mutations: readonly Mutation[]): FuzzRequest {
  return mutations.reduce((bent, mutation) => KINDS[mutation.kind](bent, mutation), request);
}
