import type { Plugin } from 'vite'
import type { Fence } from '../deck-usage.ts'

/** How Mermaid's own source declares a kind of diagram: its id, the test of its first line, the module that draws it. */
const KIND = /var id\d* = "([\w-]+)";\nvar detector\d* = (?:(?!\bvar )[\s\S])*?\/(\^.+?)\/\w*\.test\((?:(?!\bvar id)[\s\S])*?import\("([^"]+)"\)/g

/** Sequence diagrams and flowcharts laid out by dagre need none of Mermaid's other layouts; ELK alone weighs 1.6 MB. */
const LIGHT_KINDS = ['sequence', 'flowchart-v2']
const OTHER_LAYOUT = /\bimport\("\.\/(?:elk|swimlanes|cose-bilkent)-[^"]+"\)/g
const FORMULAS = /\bimport\("\.\/katex-[^"]+"\)/g

export interface DiagramKind {
  id: string
  firstLine: RegExp
  module: string
}

/** Kinds of diagrams that `mermaid.esm.mjs` can load. */
export function readDiagramKinds(source: string): DiagramKind[] {
  return [...source.matchAll(KIND)].map(([, id = '', firstLine = '', module = '']) => ({ id, firstLine: new RegExp(firstLine), module }))
}

/** The diagram without front matter, directives and comments, as Mermaid tests it. */
const bare = (code: string) => code.replace(/^\s*---\n[\s\S]*?\n---\n/, '').replace(/%%.*$/gm, '').trimStart()

/**
 * Kinds that these diagrams are of.
 * @throws naming the slide, when Mermaid has no such kind.
 */
export function usedDiagramKinds(diagrams: Fence[], kinds: DiagramKind[]): DiagramKind[] {
  const used = diagrams.flatMap(({ code, where }) => {
    const found = kinds.filter(({ firstLine }) => firstLine.test(bare(code)))
    if (found.length === 0)
      throw new Error(`${where}: Mermaid knows no diagram that begins with "${bare(code).split('\n')[0]}". It knows: ${kinds.map(({ id }) => id).join(', ')}.`)
    return found
  })
  return [...new Set(used)]
}

/** What stands for the import of a module that is left out: it says so, should it be asked for after all. */
const missing = (what: string) => `Promise.reject(new Error(${JSON.stringify(`${what} is not part of this build: no slide used it.`)}))`

/** Leaves out of the build the diagrams of Mermaid that no slide draws, and with them ELK, KaTeX and Cytoscape. */
export function mermaidDiagrams(fences: Fence[]): Plugin {
  const diagrams = fences.filter(({ info }) => /^mermaid\b/.test(info))
  const unused = [
    ...diagrams.some(({ code }) => code.includes('$$')) ? [] : [FORMULAS],
    ...diagrams.some(({ code }) => /\b(?:elk|cose-bilkent)\b/.test(code)) ? [] : [OTHER_LAYOUT],
  ]
  const cut = new Set<RegExp>()
  let isBundled = false
  return {
    name: 'deck:mermaid-diagrams',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /\/mermaid\/dist\/(?:mermaid\.esm|chunks\/mermaid\.esm\/.*)\.mjs$/ },
      handler(code, id) {
        if (!id.endsWith('/mermaid.esm.mjs')) {
          return unused.reduce((kept, imports) => kept.replace(imports, (found) => {
            cut.add(imports)
            return missing(found)
          }), code)
        }
        isBundled = true
        const kinds = readDiagramKinds(code)
        if (!LIGHT_KINDS.every(light => kinds.some(({ id }) => id === light)))
          this.error('deck:mermaid-diagrams: Mermaid declares its diagrams in another form: adapt build/patches/mermaid-diagrams.ts.')
        const used = usedDiagramKinds(diagrams, kinds)
        const others = used.map(({ id }) => id).filter(id => !LIGHT_KINDS.includes(id))
        if (others.length > 0)
          this.warn(`deck:mermaid-diagrams: ${others.join(', ')} may need a layout that is left out: see OTHER_LAYOUT in build/patches/mermaid-diagrams.ts.`)
        const usedModules = new Set(used.map(({ module }) => module))
        return kinds
          .filter(({ module }) => !usedModules.has(module))
          .reduce((kept, { module }) => kept.replaceAll(`import("${module}")`, missing(module)), code)
      },
    },
    buildEnd(error) {
      if (!error && isBundled && unused.some(imports => !cut.has(imports)))
        this.error('deck:mermaid-diagrams: Mermaid loads its layouts or formulas from elsewhere: adapt build/patches/mermaid-diagrams.ts.')
    },
  }
}
