import { readFileSync } from "node:fs";
import { nameByContent } from "./_asset.ts";

// It is a file of its own, as no other module is: a browser runs it as it stands.
const file = readFileSync(new URL("api_docs_browser.js", import.meta.url), "utf8");
// The compiler's word for debuggers, which would ask for a file that is not served.
const text = file.replace(/^\/\/# sourceMappingURL=.*\n?/m, "");

/** The script of the API page: where it is served below an issuer, its bytes and its entity tag. */
export const API_DOCS_SCRIPT = { ...nameByContent(text, { name: "api_docs", ending: "js" }), text } as const;
