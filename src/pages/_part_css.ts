/** What pages are put together from: notices, facts, scopes, lists. */
export const PART_CSS = `.alert, .note { padding: 0.75rem 1rem; border-radius: 10px; border-inline-start: 4px solid; }
.alert { background: var(--alert); color: var(--alert-ink); border-color: var(--alert-ink); }
.note { background: var(--note); color: var(--note-ink); border-color: var(--gold); }
.badge { display: inline-block; margin-inline-start: 0.5rem; padding: 0 0.5rem; background: var(--badge); color: var(--badge-ink); border-radius: 99px; font-size: 0.8125rem; font-weight: 550; }
.scopes { min-width: 0; border: 0; }
.scopes legend { padding: 0 0 0.5rem; font-weight: 600; }
.scope { display: flex; gap: 0.875rem; padding: 0 1rem; background: var(--inset); border: 1px solid var(--line); }
.scope + .scope { border-top: 0; }
.scope:first-of-type { border-radius: 12px 12px 0 0; }
.scope:last-of-type { border-radius: 0 0 12px 12px; }
.scope:first-of-type:last-of-type { border-radius: 12px; }
.scope input, .tick input { cursor: pointer; }
.scope input { margin-top: 1rem; }
.scope label { flex: 1; min-width: 0; padding: 0.8125rem 0; cursor: pointer; }
.scope .sentence { display: block; }
.tick { display: flex; gap: 0.875rem; align-items: flex-start; }
.tick input { margin-top: 0.75rem; }
.tick label { flex: 1; min-height: 44px; padding: 0.625rem 0; cursor: pointer; }
.facts > div { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0 1rem; padding: 0.6875rem 0; border-top: 1px solid var(--line); }
.facts > div:last-child { border-bottom: 1px solid var(--line); }
.logo { display: block; width: 3rem; height: 3rem; object-fit: contain; margin-bottom: 0.75rem; }
.facts dt { color: var(--soft); }
.facts dd { min-width: 0; }
.developers { padding-top: 1.5rem; border-top: 1px solid var(--line); }
.developers > * + * { margin-top: 1rem; }
.rule { padding: 1rem 1.125rem; background: var(--note); color: var(--note-ink); border-inline-start: 4px solid var(--gold); border-radius: 10px; }
.rule .fine, .rule a { color: inherit; }
.rule .says { margin: 0.25rem 0 0.5rem; font-weight: 550; }
.base { display: block; padding: 0.5rem 0.75rem; background: var(--inset); border-radius: 8px; white-space: pre-wrap; }
.base mark { background: var(--note); color: var(--note-ink); text-decoration: underline; text-decoration-thickness: 2px; }
.card > section > * + *, .compared > * + * { margin-top: 0.5rem; }
.card > section > .compared { margin-top: 1rem; }
.notes { list-style: disc; padding-inline-start: 1.25rem; }
.places { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: 0 2rem; margin-top: 0.5rem; }
.places li { padding: 0.875rem 0; border-top: 1px solid var(--line); }
.places a { display: inline-block; font-weight: 600; }
.rows li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.75rem 1.5rem; padding: 1rem 0; border-top: 1px solid var(--line); }
.rows > li:last-child { padding-bottom: 0; }
.rows li > div { flex: 1 1 16rem; min-width: 0; }
.rows .button { min-height: 44px; padding: 0.5rem 1rem; font-size: 0.9375rem; }
.words { display: flex; flex-wrap: wrap; gap: 0.375rem; margin-top: 0.5rem; }
.rows .words li { padding: 0 0.5rem; background: var(--badge); color: var(--badge-ink); border: 0; border-radius: 6px; }
.does { display: flex; flex-wrap: wrap; gap: 0.75rem; }
.does .button, .does button { min-height: 44px; padding: 0.5rem 1rem; font-size: 0.9375rem; }
.pager { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; }
.pager a { display: inline-flex; align-items: center; min-height: 44px; }
.sections { padding: 0 1.25rem; }
.sections ul { display: flex; flex-wrap: wrap; gap: 0 0.25rem; max-width: 50rem; margin: 0 auto; }
.sections a { display: inline-flex; align-items: center; min-height: 44px; padding: 0 0.5rem; color: var(--soft); text-decoration: none; border-bottom: 3px solid transparent; }
.sections a:hover { color: var(--ink); text-decoration: underline; }
.sections [aria-current] { color: var(--ink); font-weight: 600; border-color: var(--gold); }
.sections + .page { padding-top: 1.5rem; }
@media (max-width: 30rem) {
  .facts > div { grid-template-columns: 1fr; }
  .rows form, .rows button, .rows .button { width: 100%; }
}
`;
