declare module 'virtual:deck-document' {
  import type { Component } from 'vue'

  /** The files of `document/`, in their order: `build/document.ts` makes them. */
  const parts: { name: string, component: Component }[]
  export default parts
}
