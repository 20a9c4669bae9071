/** Characters the self-hosted fonts hold; `tests/deck.test.ts` checks that no slide needs another one. */
const ascii = Array.from({ length: 0x7F - 0x20 }, (_, index) => String.fromCharCode(0x20 + index)).join('')
const french = 'ÀÂÄÆÇÈÉÊËÎÏÔÖŒÙÛÜàâäæçèéêëîïôöœùûüÿ'
const typography = '\u00A0«»‘’“”–—…·•°²³€×÷±−½'

export const textCharacters = `${ascii}${french}${typography}`
/** Drawn by a mathematics font, whatever the machine has: arrows, operators and the Greek letters of the formulas. */
export const symbolCharacters = '→←↑↓↔⇒⇐↦⌈⌉⌊⌋ΣΠαβλμρτσΔ∈∞≈≠≤≥√⋅✓'
