import { useNav } from '@slidev/client'
import { computed } from 'vue'
import { usePath } from './usePath'

export interface Chapter {
  /** 1, 2, … in the order of the deck. */
  number: number
  title: string
  /** Number of its first slide. */
  page: number
  slides: number
  /** Planned time of its slides, in minutes. */
  minutes: number
  /** The same, for the 45-minute path only. */
  shortMinutes: number
  /** The same, for the path on which the deck is shown; and the first slide of the chapter on it, undefined where there is none. */
  pathMinutes: number
  pathPage: number | undefined
}

interface SlideFrontmatter {
  layout?: string
  minutes?: number
  short?: boolean
}

/** The chapters of the deck, from its front matter: a slide of layout `chapter` begins one, and each slide gives its minutes. */
export function useChapters() {
  const { slides } = useNav()
  const { isOnPath } = usePath()

  const chapters = computed(() => {
    const found: Chapter[] = []
    for (const { no, meta } of slides.value) {
      const { layout, minutes = 0, short = false } = meta.slide.frontmatter as SlideFrontmatter
      if (layout === 'chapter') {
        const times = { minutes: 0, shortMinutes: 0, pathMinutes: 0 }
        found.push({ number: found.length + 1, title: meta.slide.title ?? '', page: no, slides: 0, ...times, pathPage: undefined })
      }
      const current = found.at(-1)
      if (!current)
        continue
      current.slides += 1
      current.minutes += minutes
      current.shortMinutes += short ? minutes : 0
      if (isOnPath(no)) {
        current.pathMinutes += minutes
        current.pathPage ??= no
      }
    }
    return found
  })

  /** The chapter a slide belongs to; undefined before the first one. */
  function chapterAt(page: number): Chapter | undefined {
    return chapters.value.findLast(chapter => chapter.page <= page)
  }

  return { chapters, chapterAt }
}
