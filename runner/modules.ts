/**
 * All that code on a slide can import, by the name it writes: packages, and files of `snippets/` as their neighbours name
 * them (`'./bus/event-bus.ts'`). Loaded only when a run's code holds the name.
 */
export const modules: Record<string, () => Promise<object>> = {
  'emittery': () => import('emittery'),
  './bus/event-bus.ts': () => import('../snippets/bus/event-bus.ts'),
  './bus/command-runner.ts': () => import('../snippets/bus/command-runner.ts'),
}

/** Thrown by an import of anything else. */
export class UnknownImportError extends Error {
  override name = 'ImportError'

  constructor(specifier: string) {
    super(`Cannot import '${specifier}'. Available: ${Object.keys(modules).join(', ')}`)
  }
}

/** The importable modules whose names stand in the code, loaded, behind a CommonJS `require`. */
export async function loadModules(code: string): Promise<(specifier: string) => object> {
  const loaded = new Map<string, object>()
  for (const [specifier, load] of Object.entries(modules)) {
    if (code.includes(specifier))
      loaded.set(specifier, { __esModule: true, ...await load() })
  }
  return (specifier) => {
    const found = loaded.get(specifier)
    if (!found)
      throw new UnknownImportError(specifier)
    return found
  }
}
