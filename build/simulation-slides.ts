import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin } from 'vite'

const VIRTUAL = 'virtual:deck-simulations'
const PLAYER = /<SimulationPlayer [^>]*scenario="([\w-]+)"|<RaceOfFive\b/g

/** The number of the slide that shows each scenario, the first where several do. */
export function slidesByScenario(contents: string[]): Record<string, number> {
  const found: Record<string, number> = {}
  contents.forEach((content, index) => {
    for (const [, scenario = 'race'] of content.matchAll(PLAYER))
      found[scenario] ??= index + 1
  })
  return found
}

/** Tells the page where each simulation is: a link to one is to survive slides that come and go. */
export function simulationSlides({ data }: ResolvedSlidevOptions): Plugin {
  return {
    name: 'deck:simulation-slides',
    resolveId: id => id === VIRTUAL ? `\0${VIRTUAL}` : undefined,
    load: id => id === `\0${VIRTUAL}` ? `export default ${JSON.stringify(slidesByScenario(data.slides.map(({ content }) => content)))}` : undefined,
  }
}
