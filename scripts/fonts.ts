/**
 * Cuts the deck's fonts down to the characters French, code and formulas need, so that
 * the cover downloads two small files. Run by hand when a font or the set of
 * characters changes; the result is committed in `public/fonts`.
 */
import type { Buffer } from 'node:buffer'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import subsetFont from 'subset-font'
import { symbolCharacters, textCharacters } from './font-characters.ts'

const require = createRequire(import.meta.url)

const fonts: { family: string, file: string, characters: string }[] = [
  { family: 'fraunces', file: 'latin-600-normal', characters: textCharacters },
  { family: 'atkinson-hyperlegible-next', file: 'latin-400-normal', characters: textCharacters },
  { family: 'atkinson-hyperlegible-next', file: 'latin-700-normal', characters: textCharacters },
  { family: 'atkinson-hyperlegible-next', file: 'latin-400-italic', characters: textCharacters },
  { family: 'jetbrains-mono', file: 'latin-400-normal', characters: textCharacters },
  { family: 'jetbrains-mono', file: 'latin-700-normal', characters: textCharacters },
  { family: 'noto-sans-math', file: 'latin-400-normal', characters: symbolCharacters },
]

for (const { family, file, characters } of fonts) {
  const source = await readFile(require.resolve(`@fontsource/${family}/files/${family}-${file}.woff2`))
  const subset: Buffer = await subsetFont(source, characters, { targetFormat: 'woff2' })
  const target = new URL(`../public/fonts/${family}-${file.replace('latin-', '')}.woff2`, import.meta.url)
  await writeFile(target, subset)
  console.log(`${family} ${file}: ${source.length} → ${subset.length} bytes`)
}
