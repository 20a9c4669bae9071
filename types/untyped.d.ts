/** Packages without types of their own: only what this project calls. */
declare module 'fontkit' {
  export interface Font {
    characterSet: number[]
    hasGlyphForCodePoint: (codePoint: number) => boolean
    unitsPerEm: number
    layout: (text: string) => { advanceWidth: number }
  }
  export function openSync(path: string): Font
}

declare module 'subset-font' {
  import type { Buffer } from 'node:buffer'

  export default function subsetFont(font: Buffer, text: string, options?: { targetFormat?: 'sfnt' | 'woff' | 'woff2' }): Promise<Buffer>
}

/** Has no exports. */
declare module 'simjs' {}
