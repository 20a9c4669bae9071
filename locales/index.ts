export { text } from './fr'
export { french, frenchFixed } from './numbers'
