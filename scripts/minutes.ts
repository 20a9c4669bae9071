/**
 * `npm run minutes` prints how long each slide is told, beside the minutes its front matter gives. With `-- --write pages/01-appels.md` it
 * writes what is told into the front matter and the first line of the notes of that page, where they give less.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { basename, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { load } from '@slidev/parser/fs'
import { settings } from '../deck-settings.ts'
import { runsOf, talkTime } from './talk-time.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { slides } = await load({ userRoot: root, roots: [root] }, `${root}slides.md`)
const recorded = new Map<string, string>()
for (const name of new Set(slides.flatMap(({ content }) => [...content.matchAll(/^<<< @\/snippets\/([\w-]+)\.ts/gm)].map(([, name]) => name!)))) {
  for (const run of [name, `${name}.MAIL_SERVER=down`])
    recorded.set(run, await readFile(`${root}tests/snippets/recorded/${run}.txt`, 'utf8').catch(() => ''))
}

const french = (minutes: number) => String(minutes).replace('.', ',')
const rows = slides.map(({ title = '', content, note = '', frontmatter, source }, index) => {
  const runs = runsOf(content, name => recorded.get(name))
  const { minutes: told, ...counts } = talkTime({ note, runs, isCover: ['cover', 'chapter'].includes(frontmatter.layout as string) })
  const path = frontmatter.short ? settings.shortMinutes : '(+)'
  return { no: index + 1, source, file: basename(source.filepath), title: title.slice(0, 48), path, ...counts, told, minutes: frontmatter.minutes as number }
})

const pages = process.argv.slice(process.argv.indexOf('--write') + 1)
if (process.argv.includes('--write')) {
  const known = [...new Set(rows.map(({ source }) => relative(root, source.filepath)))]
  const unknown = pages.filter(page => !known.includes(page))
  if (pages.length === 0 || unknown.length > 0) {
    console.error(`--write ${unknown.join(' ')}: the names of pages are needed, of ${known.join(', ')}`)
    process.exit(1)
  }
  const chosen = rows.filter(({ source }) => pages.includes(relative(root, source.filepath)))
  for (const [filepath, own] of Map.groupBy(chosen, ({ source }) => source.filepath)) {
    const lines = (await readFile(filepath, 'utf8')).split('\n')
    for (const { source, told, minutes } of own.filter(({ told, minutes }) => told > minutes)) {
      for (let line = source.start; line < source.end; line++)
        lines[line] = lines[line]!.replace(/^minutes: .*$/, `minutes: ${told}`).replace(/^\*\*[\d,]+ min · /, `**${french(told)} min · `)
      process.stdout.write(`${relative(root, filepath)}:${source.start + 1} ${minutes} → ${told}\n`)
    }
    await writeFile(filepath, lines.join('\n'))
  }
}
else {
  console.table(rows.map(({ source: _, ...row }) => row))
}

const sum = (some: typeof rows) => Math.round(some.reduce((total, { told }) => total + told, 0) * 10) / 10
const short = rows.filter(({ path }) => path !== '(+)')
process.stdout.write([
  `${rows.length} slides: ${sum(rows)} min told, ${settings.questionMinutes} for questions, ${settings.minutes} announced`,
  `${short.length} on the short path: ${sum(short)} min told, ${settings.shortQuestionMinutes} for questions, ${settings.shortMinutes} announced`,
  ...[...Map.groupBy(rows, ({ file }) => file)].map(([file, own]) =>
    `${file}: ${own.length} slides, ${sum(own)} min, ${sum(own.filter(({ path }) => path !== '(+)'))} on the short path`),
].map(line => `${line}\n`).join(''))
