import { reactive, shallowReactive, shallowRef } from 'vue'

const notes = shallowRef<string[]>([])
let loading: Promise<void> | undefined

/** Rendered note of a slide. The first call loads all notes; until they are there, a note is empty. */
function noteOf(no: number): string {
  loading ??= import('virtual:deck-notes').then((module) => {
    notes.value = module.default
  })
  return notes.value[no - 1] ?? ''
}

/** The exports of the module that Slidev generates for a slide's front matter, except that the note is loaded when it is first read. */
export function slideMeta(no: number, frontmatterData: Record<string, any>, slide: Record<string, unknown>) {
  const frontmatter = reactive(frontmatterData)
  return {
    frontmatterData,
    frontmatter,
    meta: shallowReactive({
      get layout() { return frontmatter.layout },
      get transition() { return frontmatter.transition },
      get class() { return frontmatter.class },
      get clicks() { return frontmatter.clicks },
      get name() { return frontmatter.name },
      get preload() { return frontmatter.preload },
      slide: {
        ...slide,
        note: '',
        get noteHTML() { return noteOf(no) },
        frontmatter,
        id: no - 1,
        no,
      },
      __clicksContext: null,
      __preloaded: false,
    }),
  }
}
