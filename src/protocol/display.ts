/** Ways in which a client may ask for pages to be shown. @see OpenID Connect Core 3.1.2.1 (display) */
export const DISPLAYS = ["page", "popup", "touch", "wap"] as const;

/** One of them. */
export type Display = (typeof DISPLAYS)[number];

/**
 * How a client wants pages to be shown: a whole page where it does not say, or says something that nobody knows.
 *
 * Choice: an unknown word is not refused, as it only says what would look best.
 *
 * @see OpenID Connect Core 3.1.2.1
 *
 * @example A small window
 * ```ts
 * assert.deepEqual([parseDisplay("popup"), parseDisplay("hologram")], ["popup", "page"]);
 * ```
 */
export function parseDisplay(text: string | undefined): Display {
  return DISPLAYS.find((one) => one === text) ?? "page";
}
