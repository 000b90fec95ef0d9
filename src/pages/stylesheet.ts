import { nameByContent } from "./_asset.ts";
import { API_DOCS_CSS } from "./_api_docs_css.ts";
import { CONTROL_CSS } from "./_control_css.ts";
import { DEVICE_CSS } from "./_device_css.ts";
import { LAB_CSS } from "./_lab_css.ts";
import { PALETTE_CSS } from "./_palette_css.ts";
import { PART_CSS } from "./_part_css.ts";
import { SURFACE_CSS } from "./_surface_css.ts";

const text = PALETTE_CSS + SURFACE_CSS + CONTROL_CSS + PART_CSS + DEVICE_CSS + API_DOCS_CSS + LAB_CSS;

/** The one stylesheet of all pages: where it is served below an issuer, its bytes and its entity tag. */
export const STYLESHEET = { ...nameByContent(text, { name: "touchstone", ending: "css" }), text } as const;
