/** The members of a body by name: values of JSON, or the text of form fields. */
export type Members = ReadonlyMap<string, unknown>;
