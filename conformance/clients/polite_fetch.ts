import type { CustomFetch } from "openid-client";
import { objectOf, pause, retryAfter } from "./own/http.ts";

const MOST_WAITING = 6_000;

/** openid-client breaks off at an interval that is none, where RFC 8628 3.2 has a standard value. */
async function usable(answer: Response): Promise<Response> {
  const text = answer.status === 200 ? await answer.clone().text() : "";
  if (!text.includes('"device_code"')) return answer;
  const { interval, ...members } = objectOf(text);
  const seconds = Number(interval);
  const right = seconds > 0 ? { interval: seconds } : {};
  return new Response(JSON.stringify({ ...members, ...right }), answer);
}

/** Follows nothing, and sends nothing again. */
export const onceFetch: CustomFetch = (url, options) => fetch(url, { ...options, redirect: "manual" } as RequestInit);

/** Waits where the provider asks to, twice at most; follows nothing. */
export const politeFetch: CustomFetch = async (url, options) => {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(url, { ...options, redirect: "manual" } as RequestInit);
    const wait = [429, 503].includes(answer.status) ? retryAfter(answer.headers) : undefined;
    if (wait === undefined || wait > MOST_WAITING || tries === 2) return usable(answer);
    await answer.arrayBuffer();
    await pause(wait + 50);
  }
};
