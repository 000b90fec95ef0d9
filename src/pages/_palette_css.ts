// Each pair of ink and ground is held to the contrast of WCAG 2.2 AA by stylesheet_test.ts.

/** The colours, sizes and faces that the rest of the stylesheet names. */
export const PALETTE_CSS = `:root {
  color-scheme: light dark;
  --ground: #f1f2f4;
  --card: #ffffff;
  --inset: #f6f7f8;
  --ink: #161a21;
  --soft: #525a67;
  --line: #dcdfe4;
  --edge: #7b8492;
  --action: #1c222c;
  --action-hover: #363f4d;
  --action-ink: #ffffff;
  --link: #744e00;
  --focus: #946200;
  --gold: #d3a02c;
  --alert: #fdefed;
  --alert-ink: #8a1c12;
  --note: #fbf4e1;
  --note-ink: #5a4100;
  --badge: #e9ebee;
  --badge-ink: #3d4552;
  --shade: 0 1px 2px rgb(22 26 33 / 6%), 0 12px 32px -8px rgb(22 26 33 / 12%);
  --face: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  --code: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1116;
    --card: #171b22;
    --inset: #1d222b;
    --ink: #eceff3;
    --soft: #a7afbc;
    --line: #2b313b;
    --edge: #7d8795;
    --action: #e6be5a;
    --action-hover: #f2d27f;
    --action-ink: #1a1405;
    --link: #f0cf80;
    --focus: #f0cf80;
    --gold: #d3a02c;
    --alert: #381714;
    --alert-ink: #ffbab0;
    --note: #2c2410;
    --note-ink: #f2d896;
    --badge: #2b313b;
    --badge-ink: #c9d0da;
    --shade: 0 1px 2px rgb(0 0 0 / 40%), 0 12px 32px -8px rgb(0 0 0 / 50%);
  }
}
`;
