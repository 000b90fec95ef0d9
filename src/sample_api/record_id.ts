/** No record has a larger id. */
const LARGEST_ID = 2_147_483_647;

const ID = /^[1-9]\d{0,9}$/;

/** The id of a record; undefined for text that can be the id of none. */
export function parseRecordId(text: string): number | undefined {
  const id = ID.test(text) ? Number(text) : 0;
  return id > 0 && id <= LARGEST_ID ? id : undefined;
}
