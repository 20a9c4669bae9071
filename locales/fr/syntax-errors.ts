/** The parsers' most common complaints; what they quote stands in guillemets. */
const reasons: [complaint: RegExp, reason: string][] = [
  [/^Unexpected token$/, 'symbole inattendu'],
  [/^Unexpected character '(.+)'$/, 'caractère inattendu, « $1 »'],
  [/^Identifier directly after number$/, 'un nom touche le nombre qui le précède'],
  [/^The keyword '(.+)' is reserved$/, '« $1 » est un mot réservé'],
  [/^Export '(.+)' is not defined$/, '« $1 » est exporté sans être défini'],
  [/^TypeScript enum is not supported.*$/, 'Node ne fait qu’effacer les types, et un « enum » n’en est pas un'],
  [/^TypeScript namespace declaration is not supported.*$/, 'Node ne fait qu’effacer les types, et ce « namespace » contient plus'],
  [/^TypeScript parameter property is not supported.*$/, 'Node ne fait qu’effacer les types : une propriété se déclare hors du constructeur'],
  [/^TypeScript (?:import equals declaration|export assignment) is not supported.*$/, 'Node ne fait qu’effacer les types : « import … from » et « export »'],
  [/^The angle-bracket syntax for type assertions.*$/, 'Node ne fait qu’effacer les types : « as » à la place de « <type> »'],
  [/^Identifier '(.+)' has already been declared$/, '« $1 » est déjà déclaré'],
  [/^Unterminated string(?: constant)?$/, 'chaîne sans guillemet de fin'],
  [/^Unterminated template$/, 'gabarit sans accent grave de fin'],
  [/^Unterminated comment$/, 'commentaire sans fin'],
  [/^Unterminated regular expression$/, 'expression rationnelle sans barre de fin'],
  [/^Assigning to rvalue$/, 'on n’affecte qu’à une variable ou à une propriété'],
  [/^'return' outside of function$/, '« return » hors d’une fonction'],
  [/^Unsyntactic (break|continue)$/, '« $1 » hors d’une boucle'],
  [/^Missing catch or finally clause$/, '« try » sans « catch » ni « finally »'],
  [/^Cannot use keyword 'await' outside an async function$/, '« await » hors d’une fonction async'],
  [/^HTML comments are not allowed$/, '« <!-- » et « --> » ouvriraient un commentaire : les écrire avec une espace'],
]

/** Why code does not parse, in French; in the words of the parser where there are no others. */
export function syntaxReason(complaint: string): string {
  const found = reasons.find(([pattern]) => pattern.test(complaint))
  return found ? complaint.replace(...found) : complaint
}
