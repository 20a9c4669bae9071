import { execFile } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const script = fileURLToPath(new URL('../../scripts/sns.ts', import.meta.url))
const run = async (...given: string[]) => (await promisify(execFile)(process.execPath, [script, ...given], { env: { ...process.env, NO_COLOR: '1' } })).stdout

it.each(['core', 'metis'])('%s is killed, and each document is read', async (role) => {
  const trace = await run('--kill', role, '--at', '300')
  expect(trace).toMatch(new RegExp(`${role} +is killed[\\s\\S]+${role} +starts again`))
  expect(trace).toMatch(/3 documents uploaded, \d+ publications, \d+ readings, 3 documents read\n$/)
})

it('what it does not know is refused with its usage', async () => {
  await expect(run('--kill', 'atlas')).rejects.toThrow('npm run sns -- [--kill core|metis]')
})
