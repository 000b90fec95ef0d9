import { nameByContent } from "./_asset.ts";

// A basalt pebble with the streak that gold leaves on it. Presentation attributes only, as the policy of the pages allows
// no inline style, and colours that hold on a light and on a dark ground.
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<defs>
<linearGradient id="stone" x1="12" y1="6" x2="52" y2="60" gradientUnits="userSpaceOnUse"><stop offset="0" stop-color="#566172"/><stop offset=".55" stop-color="#2d343f"/><stop offset="1" stop-color="#1b2028"/></linearGradient>
<linearGradient id="gold" x1="14" y1="45" x2="50" y2="20" gradientUnits="userSpaceOnUse"><stop offset="0" stop-color="#b97f10"/><stop offset=".5" stop-color="#f3cf6b"/><stop offset="1" stop-color="#d9a12a"/></linearGradient>
</defs>
<path d="M24.5 5.5C36 1.8 50.5 7 56.4 17.6c5.4 9.8 4.2 24.7-3.4 33.4-7.3 8.3-22.6 10.5-33.4 6.800C9.3 54.2 3.3 43.5 4 32.4 4.7 20.5 13.2 9.1 24.5 5.500Z" fill="url(#stone)" stroke="#707b8c" stroke-width="1.5"/>
<path d="M13.6 44.600C24.5 38.8 36.5 29.4 48.8 16.200c1.5-1.6 4 .3 2.9 2.200C42.5 33 29.5 42.8 15.2 48c-2.4.9-3.9-2.2-1.6-3.400Z" fill="url(#gold)"/>
</svg>
`;

/** The mark of the house as an image: where it is served below an issuer, its bytes and its entity tag. */
export const BRAND_MARK = { ...nameByContent(svg, { name: "mark", ending: "svg" }), svg } as const;
