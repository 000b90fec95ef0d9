/** What a person touches: fields, tick boxes, buttons. */
export const CONTROL_CSS = `.card form > :not([type="hidden"]) + * { margin-top: 1.25rem; }
.field label { display: block; margin-bottom: 0.375rem; font-weight: 550; }
.field input, .field textarea, .field select {
  width: 100%;
  min-height: 48px;
  padding: 0.625rem 0.875rem;
  background: var(--card);
  color: inherit;
  font: inherit;
  border: 1px solid var(--edge);
  border-radius: 10px;
}
.field input:hover, .field textarea:hover, .field select:hover { border-color: var(--ink); }
.field input:focus-visible, .field textarea:focus-visible, .field select:focus-visible { outline-offset: -1px; border-color: var(--focus); border-radius: 10px; }
.field .fine, .field .wrong, .field .caution { margin-top: 0.375rem; }
.caution { padding: 0.375rem 0.75rem; background: var(--note); color: var(--note-ink); border-radius: 8px; font-size: 0.9375rem; }
.wrong { color: var(--alert-ink); font-size: 0.9375rem; }
.field textarea { display: block; font-family: var(--code); font-size: 0.9375rem; resize: vertical; }
.field [aria-invalid] { border-color: var(--alert-ink); }
input[type="checkbox"] { flex: none; width: 1.25rem; height: 1.25rem; margin: 0.1875rem 0 0; accent-color: var(--action); }
.ticks { min-width: 0; border: 0; }
.ticks legend { padding: 0 0 0.25rem; font-weight: 550; }
.ticks .tick { flex-wrap: wrap; row-gap: 0; }
.ticks .tick .fine { flex: 1 0 100%; margin: -0.5rem 0 0.5rem; padding-inline-start: 2.125rem; }
.ticks[data-wrong] { border-inline-start: 4px solid var(--alert-ink); padding-inline-start: 0.875rem; }
.part > * + * { margin-top: 1.25rem; }
.card form > .part + .part { padding-top: 1.75rem; margin-top: 1.75rem; border-top: 1px solid var(--line); }
summary { min-height: 44px; padding: 0.5rem 0; font-weight: 600; cursor: pointer; }
.search { display: flex; flex-wrap: wrap; align-items: start; gap: 1rem 0.75rem; }
.search > button { align-self: end; }
.search details { flex: 1 1 100%; }
.card form.search > * + *, .card .search > * + * { margin-top: 0; }
.search .field { flex: 1 1 12rem; min-width: 0; }
/* Browsers bring the cursor of a text of several lines into sight, which is on its first line. */
html { scroll-padding-block-end: 8rem; }
a, button, summary, .tick input, .field input, .field textarea, .field select { scroll-margin-block: 0.75rem; }
.actions { display: grid; gap: 0.75rem; padding-top: 0.25rem; }
.pair { grid-template-columns: 1fr 1fr; }
.pair button { padding-inline: 0.75rem; }
button, .button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  min-height: 48px;
  padding: 0.625rem 1.25rem;
  font: inherit;
  font-weight: 600;
  text-decoration: none;
  border: 1px solid transparent;
  border-radius: 10px;
  cursor: pointer;
}
button:focus-visible, .button:focus-visible { border-radius: 10px; }
.main, .button { background: var(--action); color: var(--action-ink); }
.main:hover, .button:hover { background: var(--action-hover); }
.button.other, .other { background: var(--card); color: var(--ink); border-color: var(--edge); }
.button.other:hover, .other:hover { background: var(--inset); border-color: var(--ink); }
.button.danger, .danger { min-height: 44px; padding: 0.5rem 1rem; background: var(--card); color: var(--alert-ink); border-color: var(--edge); font-size: 0.9375rem; }
.button.danger:hover, .danger:hover { background: var(--alert); border-color: var(--alert-ink); }
.quiet { min-height: 44px; padding: 0 0.625rem; background: none; color: var(--ink); font-weight: 550; }
.quiet:hover { text-decoration: underline; text-underline-offset: 0.2em; }
`;
