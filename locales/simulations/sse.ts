import type { ScenarioWords } from './words'

const tabs = Array.from({ length: 10 }, (_, tab) => [`tab-${tab + 1}`, `Onglet ${tab + 1}`])

export const sse: ScenarioWords = {
  steps: [
    'Le client effectue une requête.',
    'Le serveur répond qu’elle est prise en compte.',
    'Le serveur la traite.',
    'Le client ouvre une connexion persistante.',
    'Le serveur envoie des données au fil de l’eau.',
    'Il envoie une dernière information, la fin, et le client ferme.',
  ],
  presets: {
    'four-events': 'Quatre événements',
    'cut-with-history': 'Coupure, avec historique',
    'cut-without-history': 'Coupure, sans historique',
    'server-closes': 'Le serveur coupe sans «\u00A0done\u00A0»',
    'seven-tabs': 'Sept onglets en HTTP/1.1',
    'thousand-clients': '1 000 clients',
  },
  lanes: Object.fromEntries(tabs),
  labels: {
    'subscribe': 'GET · flux',
    'resume': id => `Last-Event-ID\u00A0: ${id}`,
    'opened': '200 · flux',
    'stream': 'flux ouvert',
    'reconnecting': 'attend pour revenir',
    'queued': 'attend une connexion',
    'progress': share => `${share}\u00A0%`,
    'missed-events': count => count === 1 ? '1 événement gardé' : `${count} événements gardés`,
    'result': 'résultat',
    'result-done': 'résultat, done',
    'nothing-left': 'rien de plus',
    'no-content': '204',
    'fetch': 'GET · état',
    'not-ready': 'pas prêt',
    'left': 'quitte la page',
  },
  params: {
    events: 'Événements M',
    ending: 'Fin du flux',
    retry: 'Retour après R',
    keepsHistory: 'Historique gardé',
    fetchesOnReconnect: 'GET au retour',
    protocol: 'Protocole',
    tabs: 'Onglets T',
  },
  choices: {
    'done': 'done et close()',
    'no-content': '204 au retour',
    'server-closes': 'le serveur coupe',
    'http/2': 'HTTP/2',
    'http/1.1': 'HTTP/1.1',
  },
  metrics: {
    connections: 'Connexions ouvertes',
    peakConnections: 'Ouvertes, au plus',
    messages: 'Événements reçus',
    missed: 'Événements manqués',
    reconnections: 'Reconnexions',
    blocked: 'Requêtes bloquées',
  },
}
