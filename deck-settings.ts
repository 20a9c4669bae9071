/**
 * What makes this deck one's own, each said once. Slides and notes say some of it in words: `tests/deck.test.ts` holds
 * them to what stands here. Colours are in `styles/palette.css`, what the slides must say in `tests/deck/key-phrases.ts`.
 */
export const settings = {
  /** On the cover, in footers, in the browser's tab and on paper. */
  title: 'Communication par événements asynchrones',
  /** Named on the cover. */
  company: 'Ovrsea',
  /** Time in the room, on the whole path and on that of the slides with `short: true`. */
  minutes: 75,
  shortMinutes: 45,
  /** What of it is for questions. */
  questionMinutes: 10,
  shortQuestionMinutes: 6,
  /** One page a chapter, in order; a chapter's number is its place. */
  chapters: [
    'pages/01-appels.md',
    'pages/02-processus.md',
    'pages/03-recuperer.md',
    'pages/04-evenements.md',
    'pages/05-sns-emittery.md',
    'pages/06-erreurs.md',
    'pages/07-subscribers.md',
    'pages/08-code-dives.md',
    'pages/09-conclusion.md',
  ],
}
