import type { CodeblockTransformContext } from '@slidev/types'
import { expect, it } from 'vitest'
import { runnableBlock } from '../../../build/fences/runnable-block.ts'

/** A fence on line 12 of `pages/01.md`, the fourth of slide 3, which starts on line 9. */
function transform(meta: string, code = 'console.log("<&>")\n') {
  const info = `ts ${meta}`
  return runnableBlock({
    info,
    code,
    fence: 3,
    slide: { index: 2, source: { filepath: '/deck/pages/01.md', start: 8, raw: `---\n---\n\n<<< @/snippets/a.ts ${info}\n` } },
    options: { userRoot: '/deck' },
    renderHighlighted: ({ code }: { code?: string }) => `<pre>${code}</pre>`,
  } as unknown as CodeblockTransformContext)
}

it('leaves other fences alone', async () => {
  expect(await transform('{1|2}')).toBeUndefined()
})

it('gives the component its options and its code, and keeps the static block', async () => {
  expect(await transform('{monaco-run} {autorun: false, env: { MAIL_SERVER: \'down\' }}')).toBe(
    '<RunnableCode v-bind="{&quot;env&quot;:{&quot;MAIL_SERVER&quot;:&quot;down&quot;},&quot;code&quot;:&quot;console.log(\\&quot;&lt;&amp;>\\&quot;)&quot;}">'
    + '<div v-pre><pre>console.log("<&>")</pre></div></RunnableCode>',
  )
})

it('does not show the comments that name regions', async () => {
  const html = await transform('{monaco-run} {autorun: false}', 'a()\n\n// #region b\nb()\n// #endregion b\n')
  expect(html).toContain('"{&quot;code&quot;:&quot;a()\\n\\nb()&quot;}"')
})

it.each([
  ['{monaco-run}', 'option "autorun" must be false: the reader starts a run'],
  ['{monaco-run} {autorun: true}', 'option "autorun" must be false: the reader starts a run'],
  ['{monaco-run} {autorun: false, height: 3}', 'option "height" is unknown; known: autorun, env, panel, rows'],
  ['{monaco-run} {autorun: false, panel: \'top\'}', 'option "panel" must be \'below\' or \'side\''],
  ['{monaco-run} {autorun: false, env: { A: 1 }}', 'option "env" must hold strings: { MAIL_SERVER: \'down\' }'],
  ['{monaco-run} {autorun: }', 'the options {autorun: } do not parse'],
])('refuses %s, and tells where', async (meta, problem) => {
  await expect(transform(meta)).rejects.toThrow(`pages/01.md:12, slide 3: {monaco-run}: ${problem}`)
})

it.each([
  ['const a = 1\nconst b = (\n', 'line 2, column 12 of the code: Unexpected token'],
  ['let a = 1\nlet a = 2', 'line 2, column 5 of the code: Identifier \'a\' has already been declared'],
  ['import fs from \'node:fs\'', '\'node:fs\' cannot be imported by a run; runner/modules.ts lists emittery'],
])('refuses the code %j', async (code, problem) => {
  await expect(transform('{monaco-run} {autorun: false}', code)).rejects.toThrow(`pages/01.md:12, slide 3: {monaco-run}: ${problem}`)
})
