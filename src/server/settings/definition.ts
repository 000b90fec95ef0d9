import type { z } from "zod";

/** One setting: how it is read, what it is when nobody says, and what a person reads of it. */
export interface SettingDefinition<T> {
  readonly schema: z.ZodType<T>;
  readonly standard: NoInfer<T>;
  /** What `--help` and the README say. */
  readonly says: string;
  /** `seconds`, `words`, `true or false`, … */
  readonly unit: string;
  /** Sentence of a specification, or the setting of Django OAuth Toolkit, that it stands for. */
  readonly source?: string;
}

/** Declares a setting. */
export function setting<T>(definition: SettingDefinition<T>): SettingDefinition<T> {
  return definition;
}

/** A setting that nobody need give and that has no standard. */
export function optional<T>(
  definition: Omit<SettingDefinition<T | undefined>, "standard" | "schema"> & { readonly schema: z.ZodType<T> },
): SettingDefinition<T | undefined> {
  return { ...definition, schema: definition.schema.optional(), standard: undefined };
}

/** Unit of a setting that is either. */
export const FLAG = "true or false";
