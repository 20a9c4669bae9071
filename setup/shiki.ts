import { defineShikiSetup } from '@slidev/types'

/** Code is read from the back of a room: both themes reach AA on the deck's own code background. */
export default defineShikiSetup(() => ({
  themes: {
    light: 'github-light-high-contrast',
    dark: 'github-dark-high-contrast',
  },
}))
