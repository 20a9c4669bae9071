/** Address of the hosted deck: `homepage` of package.json, or the environment's `DECK_URL`; set by `vite.config.ts`. */
declare const __DECK_URL__: string
