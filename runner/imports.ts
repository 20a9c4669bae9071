/** Thrown by an import of what a module does not export, in Node's words. */
export class MissingExportError extends Error {
  override name = 'SyntaxError'

  constructor(specifier: string, name: string) {
    super(`The requested module '${specifier}' does not provide an export named '${name}'`)
  }
}

/** How a program gets modules, once it runs. */
export interface Imports {
  /** A module, of which these names are imported. Throws MissingExportError, and what `require` throws. */
  require: (specifier: string, names: string[]) => object
  /** `import()`. */
  import: (specifier: unknown) => Promise<object>
}

/** @param require gives a module that was loaded, with an `__esModule` that no program sees */
export function createImports(require: (specifier: string) => object): Imports {
  const namespaces = new Map<string, object>()

  function namespace(specifier: string): object {
    const found = namespaces.get(specifier) ?? asNamespace(require(specifier))
    namespaces.set(specifier, found)
    return found
  }

  return {
    require(specifier, names) {
      const module = namespace(specifier)
      const missing = names.find(name => !(name in module))
      if (missing !== undefined)
        throw new MissingExportError(specifier, missing)
      return module
    },
    import: async specifier => namespace(String(specifier)),
  }
}

/** What `import * as` gives: the exports by name, sorted, and nothing else. */
function asNamespace(module: object): object {
  const exports = Object.entries(module).filter(([name]) => name !== '__esModule').sort(([a], [b]) => a < b ? -1 : 1)
  const namespace = Object.create(null, { [Symbol.toStringTag]: { value: 'Module' } })
  return Object.seal(Object.assign(namespace, Object.fromEntries(exports)))
}
