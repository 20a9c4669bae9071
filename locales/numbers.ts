/** Numbers as the audience writes them: comma, groups of three set apart by a non-breaking space. */

const NARROW_SPACES = /\u202F/g

/** `digits` is the most decimals shown; the fonts hold no narrow space, so groups are set apart by U+00A0. */
export function french(value: number, digits = 0): string {
  if (!Number.isFinite(value))
    return '∞'
  return value.toLocaleString('fr-FR', { maximumFractionDigits: digits }).replace(NARROW_SPACES, '\u00A0')
}

/** Like {@link french} with a fixed number of decimals, so that a column lines up. */
export function frenchFixed(value: number, digits: number): string {
  return value.toLocaleString('fr-FR', { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace(NARROW_SPACES, '\u00A0')
}
