export { text } from './fr'
export { french, frenchFixed, milliseconds, percent } from './fr/numbers'
