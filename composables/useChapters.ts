import { useNav } from '@slidev/client'
import { computed } from 'vue'

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
}

interface SlideFrontmatter {
  layout?: string
  minutes?: number
  short?: boolean
}

/** The chapters of the deck, from its front matter: a slide of layout `chapter` begins one, and each slide gives its minutes. */
export function useChapters() {
  const { slides } = useNav()

  const chapters = computed(() => {
    const found: Chapter[] = []
    for (const { no, meta } of slides.value) {
      const { layout, minutes = 0, short = false } = meta.slide.frontmatter as SlideFrontmatter
      if (layout === 'chapter')
        found.push({ number: found.length + 1, title: meta.slide.title ?? '', page: no, slides: 0, minutes: 0, shortMinutes: 0 })
      const current = found.at(-1)
      if (!current)
        continue
      current.slides += 1
      current.minutes += minutes
      current.shortMinutes += short ? minutes : 0
    }
    return found
  })

  /** The chapter a slide belongs to; undefined before the first one. */
  function chapterAt(page: number): Chapter | undefined {
    return chapters.value.findLast(chapter => chapter.page <= page)
  }

  return { chapters, chapterAt }
}
