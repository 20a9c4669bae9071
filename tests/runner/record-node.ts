/** Records what real Node says to each program of `node-programs.ts`: `npm run record:programs`. */
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { nodePrograms } from './node-programs.ts'
import { askNode } from './real-node.ts'

const programs = Object.values(nodePrograms).flat()
askNode(programs).then((answers) => {
  const recorded = { node: process.versions.node, answers: Object.fromEntries(programs.map((code, index) => [code, answers[index]])) }
  writeFileSync(new URL('node-answers.json', import.meta.url), `${JSON.stringify(recorded, null, 2)}\n`)
})
