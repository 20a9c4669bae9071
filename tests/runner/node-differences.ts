import type { NodeAnswer } from './real-node.ts'

interface Difference { reason: string, here: Partial<NodeAnswer> }

const engine = 'No browser tells it.'
const bounded = 'A slide is bounded.'
const outOfReach = 'A slide has no files, network or process: its program is told so, in French, by name.'

/** Programs of `node-programs.ts` that are to come to something else on a slide than in Node, and why. */
export const differences: Record<string, Difference> = {
  'console.log(Promise.resolve(1))': {
    reason: `What a promise has settled with is known from the next microtask on. ${engine}`,
    here: { output: 'Promise { <pending> }' },
  },
  'const f = async () => \'at once\'\nconsole.log(f())': {
    reason: `What a promise has settled with is known from the next microtask on. ${engine}`,
    here: { output: 'Promise { <pending> }' },
  },
  'console.log(new Map([[1, 2]]).entries(), [1][Symbol.iterator]())': {
    reason: `What an iterator still holds. ${engine}`,
    here: { output: '[Map Iterator] {  } Object [Array Iterator] {}' },
  },
  'console.log(\'x\'.repeat(2500))': {
    reason: bounded,
    here: { output: `${'x'.repeat(2000)}… (2500 characters)` },
  },
  'console.log(setTimeout(() => {}, 1))': {
    reason: 'How Node keeps its timers is no matter of the program.',
    here: { output: 'Timeout {}' },
  },
  'import { readFileSync } from \'node:fs\'\nconsole.log(typeof readFileSync)': {
    reason: outOfReach,
    here: { error: 'ImportError: Cannot import \'node:fs\'. Available: emittery, ./bus/event-bus.ts, ./bus/command-runner.ts', exitCode: 1 },
  },
  'console.log(typeof fetch)': {
    reason: outOfReach,
    here: { output: 'undefined' },
  },
  'console.log(eval(\'1 + 1\'))': {
    reason: 'Code made from text would escape what is counted of a program.',
    here: { error: 'ReferenceError: eval is not defined', exitCode: 1 },
  },
  'console.log(Buffer.from(\'x\').toString(\'hex\'))': {
    reason: 'Buffers serve files and networks, and would weigh more than all the rest.',
    here: { error: 'ReferenceError: Buffer is not defined', exitCode: 1 },
  },
}
