import type { RawAnswer } from "../support/raw_http.ts";
import { formsOf } from "../support/visitor.ts";

/** Headers that tell of the connection and the hour, and lengths, which the body tells. */
const LEFT_OUT: ReadonlySet<string> = new Set(["date", "connection", "keep-alive", "content-length"]);

/** What is another value each time, by the name that stands for it. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/ts_at_\w{57}/g, "{{new access token}}"],
  [/ts_rt_\w{57}/g, "{{new refresh token}}"],
  [/ts_ac_\w{57}/g, "{{new code}}"],
  [/ts_cs_\w{57}/g, "{{new client secret}}"],
  [/ts_ra_\w{57}/g, "{{new registration access token}}"],
  [/(?<="client_id":"|\/register\/)[0-9A-Za-z]{32}(?=")/g, "{{new client id}}"],
  [/(?<="request_uri":"urn:ietf:params:oauth:request_uri:)[\w-]{43}(?=")/g, "{{new reference}}"],
  [/ts_dc_\w{57}/g, "{{new device code}}"],
  [/ts_tc_\w{57}/g, "{{new temporary credentials}}"],
  [/ts_ot_\w{57}/g, "{{new token credentials}}"],
  [/(?<=oauth_token_secret=)[\w-]{43}/g, "{{new shared secret}}"],
  [/(?<=oauth_verifier=)\w{32}/g, "{{new verifier}}"],
  [/\b[B-Z]{4}-[B-Z]{4}\b/g, "{{new user code}}"],
  [/(?<=__Host-b=)[\w-]{43}/g, "{{new browser}}"],
  [/(?<=__Host-sid=)[\w-]{22}\.[\w-]{43}/g, "{{new session}}"],
  [/(?<=[?&]sid=)[\w-]{22}/g, "{{new sid}}"],
  [/(?<=__Host-bs=)[\w-]{22}/g, "{{new browser state}}"],
  [/(?<=session_state=)[\w-]{43}\.[\w-]{22}/g, "{{new session state}}"],
  [/(?<=response=)eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "{{new signed response}}"],
  [/(?<=\/interaction\/)[\w-]{32}/g, "{{new interaction}}"],
  [/(?<=\/applications\/)\d+/g, "{{application}}"],
  [/(?<=\/admin\/users\/)\d+/g, "{{person}}"],
  [/(?<=\/admin\/sessions\/)[\w-]{22}/g, "{{sid}}"],
  [/(?<=changed_at=)\d+/g, "{{new state of the record}}"],
  [/(?<=seen=)[\w-]{22}/g, "{{new state}}"],
  [/(?<=csrf=)[\w-]{43}/g, "{{new csrf}}"],
  [/(?<=\/admin\/authorizations\/)\w{8}\b/g, "{{tag}}"],
  [/(?<=known=)[\w-]{22}/g, "{{new keys}}"],
  [/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, "{{sub of ann}}"],
  [/(?<=^Trace-Id: ).*$/gm, "{{trace}}"],
  [/(?<="(?:n|x|y)":")[\w-]{40,}(?=")/g, "{{new public key}}"],
  [/(?<="kid":")[\w-]{43}(?=")/g, "{{new key id}}"],
  // The document is held to what is served elsewhere: here each new endpoint would change its tag.
  [/(?<=^ETag: ")[\w-]+(?="$[\s\S]*\{\{an OpenAPI document)/gm, "{{new tag}}"],
  // The tag of a key set is another when the keys are.
  [/(?<=^ETag: ")[\w-]+(?="$[\s\S]*"keys":)/gm, "{{new tag}}"],
];

function nameOf(lowerCase: string): string {
  if (lowerCase === "www-authenticate") return "WWW-Authenticate";
  if (lowerCase === "etag") return "ETag";
  return lowerCase.replaceAll(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function printHeaders(headers: RawAnswer["headers"]): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => !LEFT_OUT.has(name))
    .flatMap(([name, value]) => value.split("\n").map((one) => `${nameOf(name)}: ${one}`))
    .sort();
}

/** What a page says, where its forms lead and what it shows in frames: its look has tests of its own. */
function printPage(markup: string): string {
  const heading = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(markup)?.[1] ?? "";
  const lead = /<p class="lead">([\s\S]*?)<\/p>/.exec(markup)?.[1] ?? "";
  const texts = [heading, lead].map((text) => text.replaceAll(/<[^>]+>/g, "").trim());
  // A form that leads nowhere is for a script, and says what the endpoints of the day take.
  const sent = formsOf(markup).filter(({ action }) => action !== "");
  const forms = sent.map(({ action, fields }) =>
    [
      `form: ${markup.includes(`<form method="get" action="${action}"`) ? "GET" : "POST"} ${action}`,
      ...fields.map(([name, value]) => `  ${name}=${value}`),
    ].join("\n"),
  );
  const frames = [...markup.matchAll(/<iframe [^>]*src="([^"]*)"/g)].map(
    ([, address = ""]) => `frame: GET ${address.replaceAll("&amp;", "&")}`,
  );
  return [`page: ${texts.filter((text) => text !== "").join(" / ")}`, ...forms, ...frames].join("\n");
}

function printBody({ headers, body }: RawAnswer): string {
  if (body.startsWith('{"openapi":')) return "{{an OpenAPI document}}";
  return headers["content-type"]?.startsWith("text/html") === true ? printPage(body) : body;
}

/** An answer as a transcript shows it; known values stand there by their names, `{{code}}`. */
export function printAnswer(answer: RawAnswer, known: ReadonlyMap<string, string>): string {
  const head = [String(answer.status), ...printHeaders(answer.headers)].join("\n");
  const body = printBody(answer);
  let text = body === "" ? head : `${head}\n\n${body}`;
  for (const [name, value] of known) if (value.length > 8) text = text.replaceAll(value, `{{${name}}}`);
  for (const [pattern, name] of VOLATILE) text = text.replaceAll(pattern, name);
  return text;
}
