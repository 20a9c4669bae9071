import { reactive, shallowReactive, shallowRef } from 'vue'

const notes = shallowRef<string[]>([])
let loading: Promise<void> | undefined

/** Rendered note of a slide: empty until the first reader has made all notes load. */
function noteOf(no: number): string {
  loading ??= import('virtual:deck-notes').then((module) => {
    notes.value = module.default
  })
  return notes.value[no - 1] ?? ''
}

/** What Slidev knows of a slide beside its content, as its own generated module builds it, but for the note, read later. */
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
