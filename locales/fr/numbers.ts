/** Numbers as the audience writes them: comma, groups of three set apart by a non-breaking space. */

const NARROW_SPACES = /\u202F/g

/** Those made so far: a figure that follows a slider writes dozens of numbers a frame, and a format takes longer to make than to use. */
const formats = new Map<string, Intl.NumberFormat>()

function write(value: number, minimumFractionDigits: number, maximumFractionDigits: number): string {
  const key = `${minimumFractionDigits} ${maximumFractionDigits}`
  const format = formats.get(key) ?? new Intl.NumberFormat('fr-FR', { minimumFractionDigits, maximumFractionDigits })
  formats.set(key, format)
  return format.format(value).replace(NARROW_SPACES, '\u00A0')
}

/** `digits` is the most decimals shown; the fonts hold no narrow space, so groups are set apart by U+00A0. */
export function french(value: number, digits = 0): string {
  return Number.isFinite(value) ? write(value, 0, digits) : '∞'
}

/** `2 003 ms`. */
export function milliseconds(value: number): string {
  return `${french(value)} ms`
}

/** `12 %`, of a share. */
export function percent(share: number): string {
  return `${french(share * 100)} %`
}

/** Like {@link french} with a fixed number of decimals, so that a column lines up. */
export function frenchFixed(value: number, digits: number): string {
  return write(value, digits, digits)
}
