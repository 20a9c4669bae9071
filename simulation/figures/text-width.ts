/**
 * Characters by their width, in hundredths of the font size, rounded up: the deck's text font in bold, Atkinson Hyperlegible
 * Next. A figure is laid out without a page to measure texts on; a test holds this table to the font's file.
 */
const CHARACTERS: Record<number, string> = {
  22: '\'',
  26: 'j',
  28: '.,:;’',
  30: 'iî·',
  32: 'lï \u00A0\u202F!',
  34: '()',
  38: 'frt-',
  40: '°',
  44: 'I1ÎÏ/',
  52: 'cszç–',
  54: 'vxy7×',
  56: 'akLàâ?',
  58: 'ehnouFJ29éèêëôöùûü',
  60: 'bdgpqE3ÉÈÊË+',
  62: 'STZ5=',
  64: 'P468',
  66: 'BCRVY0Ç«»',
  68: 'AKÀÂ',
  70: 'DUXÙÛ',
  72: 'GHN',
  74: 'w&',
  76: 'OQÔ',
  78: '…#',
  86: 'M',
  90: 'mW',
  94: 'œ',
  98: '%',
}

const widths = new Map(Object.entries(CHARACTERS).flatMap(([width, characters]) => [...characters].map(character => [character, Number(width)] as const)))
/** For a character that is not in the table: as wide as the widest. */
const WIDEST = Math.max(...widths.values())

/** Width of a text in bold, in the unit of the font size; not less than it is drawn. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0
  for (const character of text)
    width += widths.get(character) ?? WIDEST
  return width * fontSize / 100
}
