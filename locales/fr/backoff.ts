import { french, frenchFixed } from './numbers.ts'

const seconds = (value: number) => `${frenchFixed(value, 2)} s`
const percent = (value: number) => `${french(value * 100, 2)} %`
const short = (value: number) => `${french(value, 1)} s`

/** Words of the backoff chart; n counts attempts, b is the first wait, c the cap, p the chance of failure. */
export const backoffWords = {
  title: 'Le backoff en direct',
  seconds,
  percent,
  short,
  count: (value: number) => frenchFixed(value, 3),
  example: 'Exemple',
  custom: 'personnalisé',
  presets: { aws: '7 essais, c = 20 s', bus: 'Le bus par défaut', four: '4 essais, p = 0,3' },
  base: 'Première attente b',
  cap: 'Plafond c',
  attempts: 'Essais n',
  failure: 'Échec d’un essai p',
  again: 'Autres tirages',
  rows: { totalWait: 'Attente totale', success: 'Succès', meanAttempts: 'Essais moyens' },
  formulas: { totalWait: 'Σ min(c, b·2^k) / 2', success: '1 − p^n', meanAttempts: '(1 − p^n) / (1 − p)' },
  wait: 'Attente n°',
  axis: 'Attente avant l’essai suivant',
  ceiling: 'plafond',
  half: 'moyenne attendue',
  draws: (count: number) => `${french(count)} tirages`,
  mean: 'moyenne mesurée',
  without: 'Sans jitter',
  with: 'Full jitter',
  time: 'Instant des essais après le premier échec',
  margin: (margin: number, seed: number) => `Tirage n° ${seed} : ± ${seconds(margin)} (95 %)`,
  printed: ({ base, cap, attempts, failure }: { base: number, cap: number, attempts: number, failure: number }) =>
    `b = ${short(base)}, c = ${short(cap)}, n = ${attempts} essais, p = ${french(failure, 2)}`,
  cloudAlt: (ceilings: number[], means: number[], deliveries: number) =>
    `Attente avant chaque nouvel essai, ${french(deliveries)} tirages : ${ceilings
      .map((ceiling, index) => `attente ${index + 1}, entre 0 et ${short(ceiling)}, ${seconds(means[index]!)} en moyenne`)
      .join(' ; ')}.`,
  stripAlt: (instants: number[], deliveries: number) => [
    `Instants des essais. Sans jitter, tous ensemble : ${instants.map(short).join(', ')}.`,
    `Avec full jitter, les essais de ${french(deliveries)} livraisons sont dispersés dans le temps.`,
  ].join(' '),
}
