export { text } from './fr'
export { french, frenchFixed } from './fr/numbers'
