/** Made by `build/snippet-sandbox.ts`. */
declare module 'virtual:snippet-sandbox' {
  /** Address of the document in which workers are made. */
  export const frame: string
  /** What programs can import, as files; what a file requires stands before it. */
  export const moduleFiles: {
    /** As other files require it. */
    name: string
    /** What a program imports it by; null for a part that several modules share. */
    specifier: string | null
    /** The modules that are made of it. */
    servesFor: string[]
    url: string
  }[]
}
