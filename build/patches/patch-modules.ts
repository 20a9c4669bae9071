import type { Plugin } from 'vite'

/** A change to a module of Slidev or of a library: the end of its path, and what to put in place of what. */
export interface Patch {
  file: string
  replace: [from: string | RegExp, to: string][]
}

/**
 * Makes `patch` in `code`.
 * @throws when the text to replace is not there: the library has changed, and the patch has to follow.
 */
export function applyPatch(code: string, { file, replace }: Patch): string {
  return replace.reduce((patched, [from, to]) => {
    if (typeof from === 'string' ? !patched.includes(from) : patched.search(from) < 0)
      throw new Error(`${file} no longer holds ${from}. Look at what changed there, then adapt or drop its patch in build/.`)
    return patched.replace(from, () => to)
  }, code)
}

/**
 * A plugin that changes modules of others in the production build, and with `inDev` in `npm run dev` as well. It fails
 * when one of them has changed, or has left the build; among the builds of several workers, that of `entry`.
 */
export function patchModules(name: string, patches: Patch[], { inDev = false, entry = '' } = {}): Plugin {
  const unseen = new Set<string>()
  return {
    name: `deck:${name}`,
    apply: (_config, { command }) => inDev || command === 'build',
    enforce: 'pre',
    buildStart({ input }) {
      if (this.environment.mode === 'build' && Object.values(input).some(file => file.endsWith(entry)))
        patches.forEach(({ file }) => unseen.add(file))
    },
    transform: {
      order: 'pre',
      handler(code, id) {
        // Vite's dev server numbers the files of packages: `main.ts?v=4a209280`.
        const own = patches.filter(({ file }) => id.replace(/\?v=\w+$/, '').endsWith(file))
        if (own.length === 0)
          return undefined
        own.forEach(({ file }) => unseen.delete(file))
        return { code: own.reduce(applyPatch, code), map: null }
      },
    },
    buildEnd(error) {
      if (!error && unseen.size > 0)
        this.error(`deck:${name}: nothing imports ${[...unseen].join(', ')} any more. Adapt or drop its patch in build/.`)
    },
  }
}
