import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readDiagramKinds, usedDiagramKinds } from '../../../build/patches/mermaid-diagrams.ts'

const kinds = readDiagramKinds(readFileSync('node_modules/mermaid/dist/mermaid.esm.mjs', 'utf8'))
const diagram = (code: string) => ({ info: 'mermaid', code, where: 'slide 7' })
const used = (...codes: string[]) => usedDiagramKinds(codes.map(diagram), kinds).map(({ id }) => id)

describe('mermaid', () => {
  it('declares its kinds of diagrams in the form that is read', () => {
    expect(kinds.map(({ id }) => id)).toEqual(expect.arrayContaining(['sequence', 'flowchart-v2', 'stateDiagram', 'gantt', 'wardley']))
    expect(new Set(kinds.map(({ module }) => module)).size).toBeGreaterThan(30)
  })
})

describe('usedDiagramKinds', () => {
  it('names each kind once', () => {
    expect(used('sequenceDiagram\n  A->>B: x', 'flowchart LR\n  a --> b', 'sequenceDiagram')).toEqual(['sequence', 'flowchart-v2'])
  })

  it('passes over front matter, directives and comments', () => {
    expect(used('---\ntitle: x\n---\nstateDiagram-v2\n', '%%{init: {}}%%\n%% note\n  gantt')).toEqual(['stateDiagram', 'gantt'])
  })

  it('names the slide of a diagram that Mermaid does not know', () => {
    expect(() => used('sequencediagram')).toThrow('slide 7: Mermaid knows no diagram that begins with "sequencediagram"')
  })
})
