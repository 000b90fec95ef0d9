import type { Schema } from "../../engine/mod.ts";

type Members = Readonly<Record<string, unknown>>;

/** Schemas by their titles, and how others refer to them. */
export interface Components {
  /** The schema with every titled one, itself included, put aside and referred to. */
  readonly refer: (schema: Schema) => Members;
  /** What was put aside. */
  readonly schemas: Members;
}

function mapped<T>(members: Readonly<Record<string, T>>, change: (value: T) => unknown): Members {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, change(value)]));
}

/**
 * Collects titled schemas, so that a document says each of them once.
 *
 * `refer` throws TypeError when one title stands for two schemas.
 */
export function collectComponents(): Components {
  const schemas: Record<string, Members> = {};

  function inner({ items, properties, additionalProperties, ...rest }: Schema): Members {
    return {
      ...rest,
      ...(items === undefined ? {} : { items: refer(items) }),
      ...(properties === undefined ? {} : { properties: mapped(properties, refer) }),
      ...(additionalProperties === undefined
        ? {}
        : {
            additionalProperties:
              typeof additionalProperties === "boolean" ? additionalProperties : refer(additionalProperties),
          }),
    };
  }

  function refer(schema: Schema): Members {
    const { title } = schema;
    const printed = inner(schema);
    if (title === undefined) return printed;
    const known = schemas[title];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(printed))
      throw new TypeError(`Cannot describe two schemas called '${title}'`);
    schemas[title] = printed;
    return { $ref: `#/components/schemas/${title}` };
  }

  return { refer, schemas };
}
