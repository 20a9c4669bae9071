import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { bundleSandbox } from '../../build/snippet-sandbox.ts'
import { loadFromTexts } from '../../runner/module-texts.ts'
import { FAKE_TIMERS, importable, loadModules } from '../../runner/modules.ts'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const { frame, modules, sources } = await bundleSandbox(root)
const scripts = [...frame.content.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, code]) => code!)
const worker = JSON.parse(scripts[0]!) as string

it('the frame runs its own script and what it makes of text, and reaches nothing', () => {
  const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(frame.content)!
  const hash = createHash('sha256').update(scripts[1]!).digest('base64')
  expect(policy).toBe(`default-src 'none'; script-src 'sha256-${hash}' 'unsafe-eval'; worker-src data:`)
  expect(scripts).toHaveLength(2)
})

it('the worker is strict, and holds none of what only some programs import', () => {
  expect(worker).toMatch(/^'use strict';/)
  expect(worker).not.toContain('Emittery')
  expect(worker).not.toContain('fake-timers for')
  expect(sources).toContain(`${root}/runner/program.ts`)
})

it('what a module requires stands before it, and the modules share their parts', async () => {
  const texts = modules.map(({ name, specifier, content }) => ({ name, specifier, code: content }))
  const load = loadFromTexts(texts)
  expect(texts.flatMap(({ specifier }) => specifier ?? []).sort()).toEqual([...importable, FAKE_TIMERS].sort())
  const noted: string[] = []
  const given = await loadModules(importable.join(), load, { env: {}, note: name => noted.push(name) })
  const names = importable.map(specifier => Object.keys(given(specifier)))
  for (const [index, name] of ['default', 'createBus', 'createCommandRunner'].entries())
    expect(names[index]).toContain(name)
  const { answer, attach } = given('../world/shipping.ts') as { answer: (text: string) => void, attach?: unknown }
  expect(attach, 'no program sees it').toBeUndefined()
  answer('booked')
  expect(noted).toEqual(['answered'])
  expect(await load(FAKE_TIMERS)).toHaveProperty('createClock')
  expect(modules.some(({ specifier, servesFor }) => specifier === null && servesFor.length > 1)).toBe(true)
})

it('a module serves for itself alone where no other needs it', () => {
  expect(modules.find(({ specifier }) => specifier === FAKE_TIMERS)!.servesFor).toEqual([FAKE_TIMERS])
})
