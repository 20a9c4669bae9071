import type { Rolldown } from 'vite'
import { expect, it } from 'vitest'
import { keptFiles } from '../../build/offline.ts'

type File = Rolldown.OutputBundle[string]

function chunk(fileName: string, imports: string[], dynamicImports: string[], css: string[] = []): File {
  const name = fileName.replace(/^assets\/|-\w+\.js$/g, '')
  const viteMetadata = { importedCss: new Set(css), importedAssets: new Set<string>() }
  return { type: 'chunk', fileName, name, isEntry: name === 'index', imports, dynamicImports, code: `// ${name}`, viteMetadata } as unknown as File
}
const asset = (fileName: string): File => ({ type: 'asset', fileName, source: fileName }) as unknown as File
const bundleOf = (...files: File[]): Rolldown.OutputBundle => Object.fromEntries(files.map(file => [file.fileName, file]))

it('keeps what slides can ask for, and not what diagrams and editors of other languages would', () => {
  const files = keptFiles(bundleOf(
    chunk('assets/index-1.js', ['assets/shared-1.js'], ['assets/slide-1.js', 'assets/mermaid-1.js'], ['assets/index.css']),
    chunk('assets/shared-1.js', [], []),
    chunk('assets/slide-1.js', [], ['assets/console-1.js'], ['assets/slide.css']),
    chunk('assets/console-1.js', [], []),
    chunk('assets/mermaid-1.js', ['assets/shared-1.js'], ['assets/gantt-1.js'], ['assets/slide.css']),
    chunk('assets/gantt-1.js', [], [], ['assets/gantt.css']),
    ...['index.css', 'slide.css', 'gantt.css', 'ts.worker-1.js', 'css.worker-1.js', 'frame-1.html'].map(name => asset(`assets/${name}`)),
    asset('404.html'),
  ))
  expect(files.map(({ url }) => url.replace(/^assets\//, '')).sort()).toEqual([
    ...['console-1.js', 'frame-1.html', 'index-1.js', 'index.css', 'mermaid-1.js', 'shared-1.js', 'slide-1.js', 'slide.css', 'ts.worker-1.js'],
  ])
  expect(files.every(({ revision, bytes }) => revision === null && bytes > 0)).toBe(true)
})
