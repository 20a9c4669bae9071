import type { Arguments, JournalLine } from '../../recordings/command-desk'
import type { DeliveryState } from '../../snippets/bus/message'

/** Words of the form of the command runner, chapter 8. */
export const commandFormWords = {
  title: 'Command runner',
  command: 'Commande',
  run: 'Exécuter',
  replay: 'Rejouer',
  replayOf: (id: string, type: string) => `Rejouer ${id}, ${type}`,
  down: 'Systèmes tiers en panne',
  shell: 'La même, depuis un shell :',
  stored: 'Commandes stockées',
  reset: 'Tout effacer',
  none: 'Aucune : exécutez-en une, avec ou sans panne.',
  older: (count: number) => `et ${count} plus ancienne${count > 1 ? 's' : ''}`,
  attempts: (count: number, most: number) => `essai ${count} / ${most}`,
  lastError: (message: string) => `dernière erreur : ${message}`,
  journalColumns: ['Action', 'Commande', 'Message', 'État', 'Essais', 'Erreur ou sortie'],
  actions: { run: 'exécuter', replay: 'rejouer' } satisfies Record<JournalLine['action'], string>,
  refused: 'refusée',
  problem: (field: string, problem: string) => `${field} : ${problem}`,
  notStored: 'rien de stocké',
  refusal: 'Refusée par son schéma : rien n’est stocké.',
  failure: (id: string) => `${id} a échoué : stocké, donc rejouable.`,
  success: (id: string, output: string[]) => [`${id} est traité`, ...output].join(` : `),
  arguments: (args: Arguments) => JSON.stringify(args),
  tones: {
    created: 'waiting',
    active: 'waiting',
    retry: 'waiting',
    completed: 'success',
    failed: 'failure',
    cancelled: 'waiting',
  } satisfies Record<DeliveryState, string>,
}
