import { expect, it } from 'vitest'
import { runInNode } from '../../runner/node.ts'

it('keeps the lines and waits of two runs at once apart', async () => {
  const program = (name: string) => `for (let i = 0; i < 50; i++) {
  console.log('${name}', i)
  await new Promise(res => setTimeout(res, 1))
}`
  const records = await Promise.all(['a', 'b'].map(name => runInNode(program(name), { clock: 'real' })))
  for (const [index, name] of ['a', 'b'].entries()) {
    const { lines, waits, end } = records[index]!
    expect(end!.reason).toBe('done')
    expect(lines.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, i) => `${name} ${i}`))
    expect(waits).toHaveLength(50)
  }
})
