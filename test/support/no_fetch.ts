import { FetchRefused, type SafeFetch } from "../../src/platform/mod.ts";

/** Reaches nobody, for tests that must not. */
export const NO_FETCH: SafeFetch = async () => {
  throw new FetchRefused("connection", "Cannot fetch in this test");
};
