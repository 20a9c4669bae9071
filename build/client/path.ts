import { shallowRef } from 'vue'
import { settings } from '../../deck-settings.ts'

/** What the front matter of a slide says of paths: `short` of the one that the settings' `shortMinutes` name, `paths` of others, by their names. */
interface PathFrontmatter {
  short?: boolean
  paths?: (string | number)[]
}

/** Of Slidev's route of a slide, what is read here. */
interface Slide {
  no: number
  meta: { slide: { frontmatter: PathFrontmatter } }
}

/** Name of the path that `short: true` puts a slide on. */
export const SHORT_PATH = String(settings.shortMinutes)

/** Minutes that a talk along a path has, questions included; undefined where the settings tell none. */
export function talkMinutes(path: string | null): number | undefined {
  return path === null ? settings.minutes : path === SHORT_PATH ? settings.shortMinutes : undefined
}

/** The path on which the deck is shown in this window, by its name; null for all slides. */
export const currentPath = shallowRef<string | null>(null)

/** Whether a slide is on the path; each is where there is none. */
export function isOnPath({ meta }: Slide, path = currentPath.value): boolean {
  if (path === null)
    return true
  const { short = false, paths = [] } = meta.slide.frontmatter
  return path === SHORT_PATH ? short : paths.map(String).includes(path)
}

/** Names of the paths that slides are on, the shorter path of the settings first. */
export function pathsOf(slides: readonly Slide[]): string[] {
  const others = slides.flatMap(({ meta }) => meta.slide.frontmatter.paths ?? []).map(String)
  return [...new Set([SHORT_PATH, ...others])]
}

/**
 * Number of the slide that stands so many steps after slide `no` on the path, or before it; the outermost where the path ends earlier, and `no`
 * itself where nothing of it is left.
 */
export function alongPath(slides: readonly Slide[], no: number, steps: number): number {
  const ahead = slides.filter(slide => (slide.no - no) * steps > 0 && isOnPath(slide))
  const ordered = steps > 0 ? ahead : ahead.reverse()
  return ordered[Math.min(Math.abs(steps), ordered.length) - 1]?.no ?? no
}
