/** What the pages of the lab are put together from: counts, cases, requests. */
export const LAB_CSS = `.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 9.5rem), 1fr)); gap: 0.75rem; }
@media (min-width: 40rem) {
  .counts { grid-template-columns: repeat(3, 1fr); }
}
.counts li { padding: 0.75rem 1rem; background: var(--inset); border: 1px solid var(--line); border-radius: 10px; }
.counts strong { display: block; font-size: 1.5rem; line-height: 1.2; font-weight: 650; }
.counts .bad { background: var(--alert); color: var(--alert-ink); border-color: var(--alert-ink); }
.counts .poor { background: var(--note); color: var(--note-ink); border-color: var(--gold); }
.counts .fine { color: inherit; }
.card > .cases { padding: 0; margin: 1.25rem 0 0; list-style: none; }
.cases > li + li { margin-top: 2rem; padding-top: 2rem; border-top: 1px solid var(--line); }
.cases > li > * + * { margin-top: 0.75rem; }
.verdict { display: inline-block; padding: 0 0.625rem; border-radius: 99px; background: var(--badge); color: var(--badge-ink); font-size: 0.875rem; font-weight: 600; }
.verdict.bad { background: var(--alert); color: var(--alert-ink); }
.verdict.poor { background: var(--note); color: var(--note-ink); }
.requests { padding: 0; margin: 0; list-style: none; border-inline-start: 2px solid var(--line); }
.requests > li { position: relative; padding: 0.375rem 0 0.375rem 1rem; }
.requests > li::before { content: ""; position: absolute; inset-inline-start: -5px; top: 0.9375rem; width: 8px; height: 8px; border-radius: 50%; background: var(--edge); }
.requests .wrong, .requests .proof { border-radius: 0 8px 8px 0; }
.requests .wrong { background: var(--note); color: var(--note-ink); }
.requests .proof { background: var(--alert); color: var(--alert-ink); }
.requests .wrong .soft, .requests .proof .soft { color: inherit; }
.requests details { margin-top: 0.25rem; }
.requests pre { margin: 0.375rem 0; }
.lines, .requests pre { overflow-x: auto; padding: 0.625rem 0.75rem; background: var(--inset); color: var(--ink); border-radius: 8px; font: 0.8125rem/1.5 var(--code); white-space: pre-wrap; }
summary { cursor: pointer; min-height: 44px; padding: 0.5625rem 0; font-weight: 600; }
.short li { display: grid; grid-template-columns: minmax(12rem, 1fr) 2fr; gap: 0 1.5rem; padding: 0.625rem 0; border-top: 1px solid var(--line); }
.demand { padding: 0.75rem 1rem; background: var(--inset); border-inline-start: 4px solid var(--gold); border-radius: 10px; }
.steps { list-style: decimal; }
.card > * + h3 { margin-top: 1.75rem; }
.current { border-color: var(--gold); }
.pick { user-select: all; overflow-wrap: anywhere; }
.told > div { align-items: center; }
.made { display: block; width: 100%; height: 0.625rem; margin-top: 0.5rem; overflow: hidden; appearance: none; background: var(--inset); border: 1px solid var(--edge); border-radius: 99px; }
.made::-webkit-progress-bar { background: var(--inset); }
.made::-webkit-progress-value { background: var(--gold); }
.made::-moz-progress-bar { background: var(--gold); }
.told button { min-height: 44px; }
.paste textarea[name="document"] { min-height: 14rem; }
.outcomes p + p { margin-top: 0.75rem; }
@media (max-width: 30rem) {
  .short li { grid-template-columns: 1fr; }
}
`;
