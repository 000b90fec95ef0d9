/** Names of browsers as they call themselves, the first that fits: many claim to be others as well. */
const BROWSERS: readonly (readonly [name: string, mark: RegExp])[] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\b(?:OPR|Opera)\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /(?:Chrome|CriOS|Chromium)\//],
  ["Safari", /\bSafari\//],
];

/** Systems likewise. */
const SYSTEMS: readonly (readonly [name: string, mark: RegExp])[] = [
  ["Android", /\bAndroid\b/],
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Windows", /\bWindows\b/],
  ["Mac", /\bMac(?:intosh| OS X)\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Linux", /\bLinux\b/],
];

function nameIn(agent: string, names: readonly (readonly [string, RegExp])[]): string | undefined {
  return names.find(([, mark]) => mark.test(agent))?.[0];
}

/**
 * What a person calls the browser that says this of itself: `Firefox on Linux`.
 *
 * It helps people recognise their own and is believed for nothing else.
 */
export function browserName(agent: string | undefined): string {
  const browser = agent === undefined ? undefined : nameIn(agent, BROWSERS);
  const system = agent === undefined ? undefined : nameIn(agent, SYSTEMS);
  if (browser === undefined) return system === undefined ? "A browser" : `A browser on ${system}`;
  return system === undefined ? browser : `${browser} on ${system}`;
}
