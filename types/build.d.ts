/** Address of the hosted deck: `homepage` of package.json, or the environment's `DECK_URL`; `''` where it is a reserved name; set by `vite.config.ts`. */
declare const __DECK_URL__: string
/** `version` of package.json. */
declare const __DECK_VERSION__: string

/** Made by `build/simulation-slides.ts`. */
declare module 'virtual:deck-simulations' {
  /** The number of the slide that shows each scenario. */
  const slides: Record<string, number>
  export default slides
}
