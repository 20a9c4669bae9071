import { describe, expect, it } from 'vitest'
import { asArtifacts, unmarked } from '../../scripts/pdf-content.ts'

const ground = ['1 1 1 rg', '0 0 794 1123 re', 'f']
const tagged = ['/P <</MCID 0 >>BDC', 'BT', '/F4 10 Tf', '<0007> Tj', 'ET', 'EMC']
const foot = ['BT', '/F4 8 Tf', '<0008> Tj', 'ET']

describe('what a page draws outside of every mark', () => {
  it('is nothing where all is tagged', () => expect(unmarked(tagged)).toEqual([]))

  it('is a ground, and a foot', () => expect(unmarked([...ground, ...tagged, ...foot])).toEqual([{ from: 1, to: 2 }, { from: 9, to: 12 }]))

  it('is one stretch, whatever is drawn one after the other', () => expect(unmarked([...ground, ...foot])).toEqual([{ from: 1, to: 6 }]))

  it('is no path that only clips', () => expect(unmarked(['0 0 10 10 re', 'W n'])).toEqual([]))

  it('is a form object, by its name', () => expect(unmarked(['/X7 Do'])).toEqual([{ from: 0, to: 0, form: 'X7' }]))

  it('is nothing any more once it is an artifact', () => {
    const lines = [...ground, ...tagged, ...foot]
    expect(unmarked(asArtifacts(lines, unmarked(lines)))).toEqual([])
  })

  it.each([[['EMC'], /did not begin/], [['/P <</MCID 0 >>BDC'], /does not end/]])('is not told of marks that do not nest: %s', (lines, fault) => {
    expect(() => unmarked(lines)).toThrow(fault)
  })
})
