import type { CaseName } from '../../recordings/message-kinds'
import type { MessageKind } from '../../snippets/bus/message'
import { french } from './numbers'

/** One case of the sort: what the sender says, and why that makes it what it is. */
const sortCase = (said: string, reason: string) => ({ said: `« ${said} »`, reason })

/** Words of the widgets of chapter 4: events and commands, and the thread of an execution. */
export const messageWords = {
  kinds: { event: 'Événement', command: 'Commande' } satisfies Record<MessageKind, string>,
  plural: { event: 'Événements', command: 'Commandes' } satisfies Record<MessageKind, string>,
  sort: {
    title: 'Événement ou commande ?',
    progress: (rank: number, total: number) => `Message ${rank} sur ${total}`,
    score: (right: number, sorted: number) => `${right} juste${right > 1 ? 's' : ''} sur ${sorted}`,
    right: 'Juste',
    wrong: 'Faux',
    verdict: (isRight: boolean, kind: MessageKind) => `${isRight ? 'Juste' : 'Faux'} : ${kind === 'event' ? 'c’est un événement.' : 'c’est une commande.'}`,
    next: 'Message suivant',
    finish: 'Voir le score',
    again: 'Recommencer',
    over: (right: number, total: number) => `${right} sur ${total}`,
    rule: 'Le test : si le destinataire peut répondre « non », c’est une commande.',
    columns: ['Message', 'Ce qu’il dit', 'C’est', 'Parce que'],
    cases: {
      shipmentDeparted: sortCase('Le bateau est parti.', 'Un fait, au passé : personne ne peut le refuser, et qui veut l’écoute.'),
      resyncTracking: sortCase('Relis le tracking.', 'Un ordre, à l’impératif : un seul gestionnaire, et une erreur s’il manque.'),
      documentUploaded: sortCase('La facture est déposée.', 'Un fait : les tâches et les emails réagissent, le dépôt ne les connaît pas.'),
      EMAIL_SendBookingRequestAskedEmailCommand: sortCase(
        'Envoie l’email de demande de booking.',
        '« Asked » est au passé, mais « Send » ordonne : un destinataire, et l’on compte dessus.',
      ),
      bookingRequestAsked: sortCase('Un client demande un booking.', 'La demande est un fait, même si l’on refuse ensuite ce qu’elle demande.'),
      shipmentMustBeInvoiced: sortCase('L’expédition doit être facturée.', 'Tournure passive, mais un ordre : il vise la facturation, et elle seule.'),
      importFailed: sortCase('L’import a échoué.', 'Un échec aussi est un fait : à chacun d’alerter, de reprendre ou d’ignorer.'),
      cancelBooking: sortCase('Annule le booking.', 'Il peut être trop tard : ce qui peut être refusé est une commande.'),
    } satisfies Record<CaseName, { said: string, reason: string }>,
  },
  thread: {
    title: 'Le fil d’exécution',
    tree: 'Event Log en arbre : qui a causé quoi',
    at: (ms: number) => `+${french(ms)} ms`,
    by: (subscriber: string) => `par ${subscriber}`,
    origin: 'origine',
    published: 'publié',
    attempts: (count: number) => count > 1 ? `(${count}\u00A0essais)` : '',
    climb: 'Remonter à sa cause',
    isRoot: 'Début de l’histoire',
    story: (correlationId: string) => `correlationId ${correlationId}`,
    cause: (id: string | null) => id === null ? 'causationId null' : `causationId ${id}`,
    handledBy: (deliveries: string[]) => deliveries.length === 0 ? 'aucun abonné' : `reçu par ${deliveries.join(', ')}`,
    help: 'Cliquez un message, ou ↑ ↓ pour choisir et ← pour remonter.',
    steps: (count: number) => count === 1 ? 'Le fil : il n’a pas de cause' : `Le fil : ${count - 1} cause${count > 2 ? 's' : ''} au-dessus`,
  },
}
