import type { DescribedRoute } from "../../engine/mod.ts";

/** What is documented, and how. */
export interface ApiDocsOptions {
  /** `document`: the OpenAPI document alone; `page`: the page in which one tries the API as well. */
  readonly shown: "document" | "page";
  /** Prefixes of older servers under which endpoints answer as well. */
  readonly aliasPrefixes: readonly string[];
  /** What is served beside the endpoints of the issuer: the sample API, the health of the process. */
  readonly others: readonly DescribedRoute[];
}
