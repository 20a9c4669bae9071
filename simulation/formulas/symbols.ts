/** A letter that stands alone, Greek ones included, or two that are multiplied: `4LM`. */
const SYMBOL = /(?<!\p{L})\p{L}{1,2}(?!\p{L})/gu
/** A sum and its index, Euler's number, units. */
const NOT_SYMBOLS = new Set(['Σ', 'Σₖ', 'e', 'ms', 's'])

/** The quantities that a formula of `predict` names, each once: D, L and N in `N·(D + 2L)`. */
export function symbolsIn(formula: string): string[] {
  const found = [...formula.matchAll(SYMBOL)].filter(([symbol]) => !NOT_SYMBOLS.has(symbol)).flatMap(([symbol]) => [...symbol])
  return [...new Set(found)]
}
