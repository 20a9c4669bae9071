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
  ['f(1', 'symbole inattendu'],
  ['const a = )', 'symbole inattendu'],
  ['let a = 1\nlet a = 2', '« a » est déjà déclaré'],
  ['const a = \'x', 'chaîne sans guillemet de fin'],
  ['const a = `x', 'gabarit sans accent grave de fin'],
  ['/* x', 'commentaire sans fin'],
  ['const a = /x', 'expression rationnelle sans barre de fin'],
  ['f() = 1', 'on n’affecte qu’à une variable ou à une propriété'],
  ['const a = 3px', 'un nom touche le nombre qui le précède'],
  ['return 1', '« return » hors d’une fonction'],
  ['break', '« break » hors d’une boucle'],
  ['try { f() }', '« try » sans « catch » ni « finally »'],
  ['enum A { B }', 'Node ne fait qu’effacer les types, et un « enum » n’en est pas un'],
  ['namespace N { export const a = 1 }', 'Node ne fait qu’effacer les types, et ce « namespace » contient plus'],
  ['class A { constructor(private a: string) {} }', 'Node ne fait qu’effacer les types : une propriété se déclare hors du constructeur'],
  ['const a = <any>b', 'Node ne fait qu’effacer les types : « as » à la place de « <type> »'],
  ['export { a }', '« a » est exporté sans être défini'],
  ['const f = () => { await g() }', '« await » hors d’une fonction async'],
])('says in French what is wrong with %j', (code, reason) => {
  expect(syntaxReason(complaintOf(code)).replaceAll('\u00A0', ' ')).toBe(reason)
})

it('keeps the words of a parser that nobody translated', () => {
  expect(syntaxReason('Something else')).toBe('Something else')
})
