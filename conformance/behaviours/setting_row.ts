/** What stands here for a setting of an older server. */
export type Counterpart =
  /** A setting of ours, by its name. */
  | { readonly kind: "setting"; readonly name: string; readonly differs?: string }
  /** An option of a function of the library, by the names of both. */
  | {
      readonly kind: "option";
      readonly of: string;
      readonly name: string;
      /** File of the resource server that declares it, without its ending. */
      readonly file: string;
    }
  /** It is always so here, and no setting. */
  | { readonly kind: "always"; readonly says: string }
  /** It has no counterpart, for a reason. */
  | { readonly kind: "none"; readonly because: string };

/** A setting there, and what stands for it here. */
export interface SettingRow {
  /** Its name there. */
  readonly dot: string;
  readonly here: Counterpart;
}

/** The settings of one older server. */
export interface SettingTable {
  readonly title: string;
  readonly says: string;
  readonly rows: readonly SettingRow[];
}

/** A setting of ours; of the same name unless another one is said. */
export function setting(
  dot: string,
  { name = dot, differs }: { readonly name?: string; readonly differs?: string } = {},
): SettingRow {
  return { dot, here: { kind: "setting", name, ...(differs === undefined ? {} : { differs }) } };
}

/** An option of a function of the library. */
export function option(
  dot: string,
  of: string,
  { name, file = "introspection_reader" }: { readonly name: string; readonly file?: string },
): SettingRow {
  return { dot, here: { kind: "option", of, name, file } };
}

/** What is always so here. */
export function always(dot: string, says: string): SettingRow {
  return { dot, here: { kind: "always", says } };
}

/** What has no counterpart. */
export function none(dot: string, because: string): SettingRow {
  return { dot, here: { kind: "none", because } };
}
