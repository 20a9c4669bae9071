import { expect, it } from 'vitest'
import { syntaxReason } from '../../locales/fr/syntax-errors.ts'
import { SnippetSyntaxError, transpile } from '../../runner/transpile.ts'

function complaintOf(code: string): string {
  try {
    transpile(code)
  }
  catch (error) {
    if (error instanceof SnippetSyntaxError)
      return error.message
    throw error
  }
  throw new Error(`parses: ${code}`)
}

it.each([
  ['f(1', 'symbole inattendu, il faudrait « , »'],
  ['const a = )', 'symbole inattendu'],
  ['let a = 1\nlet a = 2', '« a » est déjà déclaré'],
  ['const a = \'x', 'chaîne sans guillemet de fin'],
  ['const a = `x', 'gabarit sans accent grave de fin'],
  ['/* x', 'commentaire sans fin'],
  ['const a = /x', 'expression rationnelle sans barre de fin'],
  ['f() = 1', 'on n’affecte qu’à une variable ou à une propriété'],
  ['const a = 3px', 'symbole inattendu, il faudrait « ; »'],
  ['return 1', '« return » hors d’une fonction'],
  ['break', '« break » hors d’une boucle'],
  ['try { f() }', '« try » sans « catch » ni « finally »'],
  ['const f = () => { await g() }', '« await » hors d’une fonction async'],
])('says in French what is wrong with %j', (code, reason) => {
  expect(syntaxReason(complaintOf(code)).replaceAll('\u00A0', ' ')).toBe(reason)
})

it('keeps the words of a parser that nobody translated', () => {
  expect(syntaxReason('Something else')).toBe('Something else')
})
