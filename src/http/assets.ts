import type { Middleware } from "koa";
import { API_DOCS_SCRIPT, BRAND_MARK, FORM_CHECK_SCRIPT, STYLESHEET } from "../pages/mod.ts";

interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
}

/** Serves the stylesheet, the mark and the scripts of the pages; their names change with their content, so they are kept for ever. */
export function assets(bases: readonly string[]): Middleware {
  const files = new Map<string, Asset>();
  for (const base of bases) {
    files.set(`${base}${STYLESHEET.path}`, {
      type: "text/css; charset=utf-8",
      bytes: Buffer.from(STYLESHEET.text),
      etag: STYLESHEET.etag,
    });
    files.set(`${base}${BRAND_MARK.path}`, {
      type: "image/svg+xml",
      bytes: Buffer.from(BRAND_MARK.svg),
      etag: BRAND_MARK.etag,
    });
    for (const { path, text, etag } of [API_DOCS_SCRIPT, FORM_CHECK_SCRIPT])
      files.set(base + path, { type: "text/javascript; charset=utf-8", bytes: Buffer.from(text), etag });
  }
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
