/** The page itself: text, header, card, footer. */
export const SURFACE_CSS = `*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  display: flex;
  flex-direction: column;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.55 var(--face);
  overflow-wrap: anywhere;
}
h1, h2, h3, p, ul, dl, dd, fieldset { margin: 0; padding: 0; }
h1 { font-size: 1.625rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.015em; text-wrap: balance; }
h2 { font-size: 1.0625rem; line-height: 1.4; font-weight: 650; }
h3 { font-size: 1rem; line-height: 1.4; font-weight: 600; }
ul { list-style: none; }
code { font: 0.9em/1.5 var(--code); }
a { color: var(--link); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; inset-inline-start: 1rem; top: -6rem; z-index: 1; padding: 0.75rem 1rem; background: var(--card); border-radius: 8px; }
.skip:focus { top: 0.75rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.top { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.25rem 1rem; padding: 0.75rem 1.25rem; }
.brand { display: inline-flex; align-items: center; gap: 0.625rem; min-height: 44px; color: var(--ink); font-weight: 650; letter-spacing: -0.01em; text-decoration: none; }
.brand img { display: block; }
.who { display: flex; align-items: center; gap: 0.25rem; min-width: 0; }
.who .name { display: inline-flex; align-items: center; min-height: 44px; padding: 0 0.5rem; color: var(--soft); text-decoration: none; }
.who .name:hover { color: var(--ink); text-decoration: underline; }
.page { flex: 1; width: 100%; margin: 0 auto; padding: clamp(0.5rem, 6vh, 4rem) 1.25rem 2.5rem; }
.narrow { max-width: 28.5rem; }
.medium { max-width: 38.5rem; }
.wide { max-width: 50rem; }
.card { position: relative; overflow: hidden; padding: 2.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 16px; box-shadow: var(--shade); }
.card:first-child::before {
  content: "";
  position: absolute;
  top: 0;
  inset-inline-start: 2.25rem;
  width: 4.5rem;
  height: 4px;
  margin: 0;
  border-radius: 0 0 4px 4px;
  background: linear-gradient(90deg, #a87410, #efca63 55%, #d09a26);
}
.card + .card { margin-top: 1.25rem; }
.card > * + * { margin-top: 1.25rem; }
.card > h1 + .lead, .card > h2 + p { margin-top: 0.5rem; }
.lead { color: var(--soft); font-size: 1.0625rem; }
.soft, .fine { color: var(--soft); }
.fine { font-size: 0.875rem; }
.block { display: block; }
.strong, .client { font-weight: 600; color: var(--ink); }
.foot { padding: 0 1.25rem 1.5rem; color: var(--soft); font-size: 0.8125rem; text-align: center; }
.popup .page { padding: 1rem; }
.touch button, .touch .field input { min-height: 56px; }
@media (max-width: 30rem) {
  .page { padding: 0 0 1.5rem; }
  .card { padding: 1.75rem 1.25rem; border-width: 1px 0; border-radius: 0; box-shadow: none; }
  .card:first-child::before { inset-inline-start: 1.25rem; }
}
@media (forced-colors: active) {
  .card, .alert, .note, .badge { border: 1px solid; }
}
@media (prefers-reduced-motion: no-preference) {
  button, .button, input { transition: background-color 120ms ease-out, border-color 120ms ease-out; }
}
@media print {
  body { background: none; }
  .top form, .skip, .actions, .rows form { display: none; }
  .card { border: 0; box-shadow: none; padding: 0; }
  .developers a::after { content: " (" attr(href) ")"; }
}
`;
