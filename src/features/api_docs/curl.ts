import type { Access } from "../../engine/mod.ts";
import type { Documented } from "./documented.ts";
import { printExample } from "./shape.ts";

/** In single quotes, in which a shell reads nothing. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function credentials([first = { kind: "anybody" }]: readonly Access[]): readonly string[] {
  switch (first.kind) {
    case "client":
      return ['-u "$CLIENT_ID:$CLIENT_SECRET"'];
    case "token":
    case "registration":
      return ['-H "Authorization: Bearer $TOKEN"'];
    case "key":
      return ['-H "Authorization: Bearer $KEY"'];
    // What it signs stands among its fields.
    case "consumer":
    case "anybody":
      return [];
    default:
      return assertNever(first);
  }
}

function assertNever(access: never): never {
  throw new TypeError(`Cannot write a command for the access ${JSON.stringify(access)}`);
}

function fieldsOf({ operation: { form = {} } }: Documented): readonly string[] {
  return Object.entries(form).flatMap(([name, { required, schema }]) =>
    required === true ? [`-d ${quoted(`${name}=${String(schema?.enum?.[0] ?? "…")}`)}`] : [],
  );
}

/** The command that sends an operation, with what it must be given; names in capitals are for the reader to fill in. */
export function curlOf(documented: Documented, url: string): string {
  const { method, operation } = documented;
  const fields = fieldsOf(documented);
  const query = Object.entries(operation.query ?? {}).flatMap(([name, { required }]) =>
    required === true ? [`${name}=…`] : [],
  );
  const address = query.length === 0 ? url : `${url}?${query.join("&")}`;
  const words = [
    // A form is posted by itself.
    ...(method === "GET" || (method === "POST" && fields.length > 0) ? [] : [`-X ${method}`]),
    ...credentials(operation.access ?? []),
    ...fields,
    ...(operation.json === undefined
      ? []
      : ['-H "Content-Type: application/json"', `-d ${quoted(printExample(operation.json))}`]),
  ];
  return [`curl ${quoted(address)}`, ...words].join(" \\\n  ");
}
