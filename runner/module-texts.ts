import type { LoadModule } from './modules.ts'

/** A CommonJS module as text, which a worker without network is handed. */
export interface ModuleText {
  /** As other texts `require` it. */
  name: string
  /** What a program imports it by; null for a part that several modules share. */
  specifier: string | null
  code: string
}

type CommonJs = (module: { exports: object }, exports: object, require: (name: string) => object | undefined) => void

const { eval: indirectEval } = globalThis

/**
 * Makes modules from texts.
 * @param texts what a text requires stands before it
 */
export function loadFromTexts(texts: ModuleText[]): LoadModule {
  const byName = new Map<string, object>()
  const bySpecifier = new Map<string, object>()
  for (const { name, specifier, code } of texts) {
    const module = { exports: {} }
    const run = indirectEval(`(function (module, exports, require) {${code}\n})\n//# sourceURL=${name}`) as CommonJs
    run(module, module.exports, name => byName.get(name))
    byName.set(name, module.exports)
    if (specifier)
      bySpecifier.set(specifier, module.exports)
  }
  return async specifier => bySpecifier.get(specifier)!
}
