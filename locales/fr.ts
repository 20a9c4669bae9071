/** What the audience reads in widgets and page furniture, in French; the slides' own text is in `pages/`. */
export const text = {
  deck: {
    title: 'Communication par événements asynchrones',
    chapter: (number: number) => `Chapitre ${number}`,
    skippable: '(+) hors parcours de 45 min',
  },
}
