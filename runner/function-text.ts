import type { Transpiled } from './transpile.ts'

const { apply } = Reflect
const { toString } = Function.prototype
const { get } = Map.prototype

/**
 * Makes `Function.prototype.toString` of the worker tell each function of the program as its reader wrote it, and those that
 * stand for Node's own as native code. It changes the worker for good.
 * @param written the text of each function as it was written, by the one that runs
 */
export function hideOwnCode(written: ReadonlyMap<string, string>): void {
  const replacement = {
    toString(this: unknown): string {
      const text = apply(toString, this, []) as string
      const nameOf = (value: unknown) => Object.getOwnPropertyDescriptor(value, 'name')?.value
      return apply(get, written, [text]) ?? (text.endsWith('{ [native code] }') ? text : `function ${nameOf(this)}() { [native code] }`)
    },
  }.toString
  const { prototype } = Function
  Object.defineProperty(prototype, 'toString', { value: replacement, writable: true, configurable: true })
}

/** Gives texts as they would be without what a run adds: engines quote a function whole in some of their errors. */
export function createCleaner({ functionTexts, marks }: Pick<Transpiled, 'functionTexts' | 'marks'>): (text: string) => string {
  // Of functions that stand in one another, the outer one comes first.
  const texts = [...functionTexts].sort(([a], [b]) => b.length - a.length)
  return text => marks.some(mark => text.includes(mark))
    ? texts.reduce((cleaned, [running, written]) => cleaned.replaceAll(running, () => written), text)
    : text
}
