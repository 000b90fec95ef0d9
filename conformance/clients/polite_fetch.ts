import type { CustomFetch } from "openid-client";
import { pause, retryAfter } from "./own/http.ts";

const MOST_WAITING = 6_000;

/** Waits where the provider asks to, twice at most; follows nothing. */
export const politeFetch: CustomFetch = async (url, options) => {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(url, { ...options, redirect: "manual" } as RequestInit);
    const wait = [429, 503].includes(answer.status) ? retryAfter(answer.headers) : undefined;
    if (wait === undefined || wait > MOST_WAITING || tries === 2) return answer;
    await answer.arrayBuffer();
    await pause(wait + 50);
  }
};
