import { expect, it } from 'vitest'
import { text } from '../../locales/index.ts'
import { absenceIn } from '../../runner/absent.ts'
import { runInNode } from '../../runner/node.ts'

it.each([
  ['fetch("http://x")', 'fetch n’existe pas ici : un programme n’a pas de réseau.'],
  ['globalThis.fetch("http://x")', 'fetch n’existe pas ici : un programme n’a pas de réseau.'],
  ['import { readFile } from "node:fs/promises"', 'node:fs/promises n’existe pas ici : un programme n’a ni fichiers ni stockage.'],
  ['await import("fs")', 'fs n’existe pas ici : un programme n’a ni fichiers ni stockage.'],
  ['import assert from "node:assert"', 'node:assert n’existe pas ici : c’est dans Node, mais pas sur une diapositive.'],
  ['import _ from "lodash"', 'lodash n’existe pas ici : c’est dans Node, mais pas sur une diapositive.'],
  ['require("fs")', 'require n’existe pas ici : un module importe, par import.'],
  ['module.exports = 1', 'module n’existe pas ici : un module importe, par import.'],
  ['process.kill(1)', 'process.kill n’existe pas ici : un programme n’a ni processus ni fenêtre à qui parler.'],
  ['process.stdin.on("data", () => {})', 'process.stdin n’existe pas ici : un programme n’a ni fichiers ni stockage.'],
  ['process.getuid()', 'process.getuid n’existe pas ici : un programme n’a ni processus ni fenêtre à qui parler.'],
  ['new Worker("x")', 'Worker n’existe pas ici : un programme n’a ni processus ni fenêtre à qui parler.'],
  ['Buffer.from("x")', 'Buffer n’existe pas ici : c’est dans Node, mais pas sur une diapositive.'],
  ['document.title', 'document n’existe pas ici : un programme n’a pas de page.'],
  ['eval("1")', 'eval n’existe pas ici : un programme n’en écrit pas un autre.'],
  ['new Function("return 1")', 'Function n’existe pas ici : un programme n’en écrit pas un autre.'],
])('%s is told in French, by name', async (code, told) => {
  const { failure } = await runInNode(code)
  const absence = absenceIn(failure!.error.message)!
  expect(text.runner.absent(absence.name, text.runner.absences[absence.reason]).replaceAll('\u00A0', ' ')).toBe(told)
})

it.each(['x is not defined', 'o.f is not a function', 'no'])('what is wrong with the program itself is not: %s', (message) => {
  expect(absenceIn(message)).toBeUndefined()
})
