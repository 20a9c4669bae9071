export { text } from './fr'
