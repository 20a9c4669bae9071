import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { headerPolicy, policy } from '../../build/content-policy.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')

it.each(['netlify.toml', 'vercel.json'])('%s sends the policy that the deck is tested with', (file) => {
  expect(read(file).split(`"${headerPolicy}"`)).toHaveLength(2)
})

it('lets in no other host, and no code made from text', () => {
  for (const [directive, sources] of Object.entries(policy))
    expect(sources, directive).toMatch(/^(?:'none'|'self'(?: 'unsafe-inline'| data:| blob:)*)$/)
  expect(policy['script-src']).toBe('\'self\'')
  expect(policy['connect-src']).toBe('\'self\'')
})
