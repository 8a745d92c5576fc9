import { commitToDetail, type JsonObject, type JsonValue, TlogError } from '#libs/tlog';
import { commitmentsIn, type Detail, type DetailKind, valuesIn } from '../details/detail.ts';
import { asObject, asText, readSalt } from './opening-members.ts';

/** A detail as somebody's file has it: of any kind. */
export type GivenDetail = Omit<Detail, 'kind'> & { readonly kind: string };

/**
 * Reads the member `details` of an opening: kind → `{ salt, value }`. Its form is checked, and nothing is proved by that.
 * @param member absent where no detail is there: then it is not written, so that there is one spelling of that.
 * @throws TlogError
 */
export function readGivenDetails(member: JsonValue | undefined): GivenDetail[] {
  if (member === undefined) return [];
  const given = Object.entries(asObject(member));
  if (given.length === 0) throw new TlogError('bad-json');
  return given.map(([kind, opened]) => {
    const { salt, value, ...others } = asObject(opened);
    if (Object.keys(others).length > 0) throw new TlogError('bad-json');
    return { kind, value: asText(value), salt: readSalt(asText(salt)) };
  });
}

/**
 * @returns the kind of the first detail that the payload does not commit to: nowhere, or to another value. A value that stands
 * in the payload beside its own commitment is one too: it would be read in place of the one that was checked.
 */
export function strangeDetail(payload: JsonObject, given: readonly GivenDetail[]): string | undefined {
  const committed = commitmentsIn(payload);
  const doubled = valuesIn(payload).find(({ kind, value }) => value !== undefined && committed.has(kind));
  if (doubled) return doubled.kind;
  const strange = given.find(
    ({ kind, value, salt }) =>
      committed.get(kind as DetailKind) !== commitToDetail({ kind, value }, salt).toString('base64'),
  );
  return strange?.kind;
}
