declare module 'virtual:deck-notes' {
  /** Rendered notes, slide 1 first. */
  const notes: string[]
  export default notes
}
