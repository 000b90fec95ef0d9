import type { Middleware } from "koa";
import { API_DOCS_SCRIPT, BRAND_MARK, FORM_CHECK_SCRIPT, STYLESHEET } from "../pages/mod.ts";

interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
}

function fileOf(type: string, { text, etag }: { readonly text: string; readonly etag: string }): Asset {
  return { type, bytes: Buffer.from(text), etag };
}

/** By their paths below an issuer; held once, however many issuers there are. */
const FILES: ReadonlyMap<string, Asset> = new Map([
  [STYLESHEET.path, fileOf("text/css; charset=utf-8", STYLESHEET)],
  [BRAND_MARK.path, fileOf("image/svg+xml", { text: BRAND_MARK.svg, etag: BRAND_MARK.etag })],
  ...[API_DOCS_SCRIPT, FORM_CHECK_SCRIPT].map(
    (script) => [script.path, fileOf("text/javascript; charset=utf-8", script)] as const,
  ),
]);

/** Serves the stylesheet, the mark and the scripts of the pages; their names change with their content, so they are kept for ever. */
export function assets(bases: readonly string[]): Middleware {
  const files = new Map(bases.flatMap((base) => Array.from(FILES, ([path, file]) => [base + path, file] as const)));
  return async (context, next) => {
    const asset = files.get(context.path);
    if (asset === undefined || (context.method !== "GET" && context.method !== "HEAD")) return next();
    context.status = 200;
    context.set({
      "Cache-Control": "public, max-age=31536000, immutable",
      ETag: asset.etag,
      "X-Content-Type-Options": "nosniff",
    });
    if (context.fresh) {
      context.status = 304;
      return undefined;
    }
    context.body = asset.bytes;
    context.type = asset.type;
    return undefined;
  };
}
