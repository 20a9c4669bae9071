import type { MarkdownExit } from 'markdown-exit'

const NBSP = '\u00A0'

/** What is left as written: code, tags, URLs, and Vue's `{{ }}`, where an apostrophe or a colon is syntax. */
const KEPT = /```[\s\S]*?```|`[^`]*`|\{\{[\s\S]*?\}\}|<(code|pre|script|style)\b[\s\S]*?<\/\1>|<\/?[a-z][^<>]*>|<!--[\s\S]*?-->|\b[a-z][a-z+.-]*:\/\/\S+/gi

/**
 * French typography of a text: no-break space before `: ; ! ? »`, after `«`, `n°` and `±`, between the groups of a number and before
 * its unit; ’ for the apostrophe. Markdown code, HTML tags, URLs and `{{ }}` are kept as they are, so that it applies to
 * Markdown and to rendered notes alike. Only U+00A0: the fonts hold no narrow no-break space (U+202F).
 */
export function frenchTypography(text: string): string {
  let result = ''
  let end = 0
  for (const kept of text.matchAll(KEPT)) {
    result += setFrench(text.slice(end, kept.index)) + kept[0]
    end = kept.index + kept[0].length
  }
  return result + setFrench(text.slice(end))
}

function setFrench(text: string): string {
  return text
    .replace(/ +(?=[:;!?»])/g, NBSP)
    .replace(/«[ \u00A0]*/g, `«${NBSP}`)
    .replace(/(?<=[^\s«])»/g, `${NBSP}»`)
    .replace(/(?<![\d,.])\d{1,3}(?: \d{3})+(?!\d)/g, number => number.replaceAll(' ', NBSP))
    .replace(/(?<=\d) (?=(?:ms|µs|[sho%€]|min|kB|MB|ko|Mo|Go|req\/s)(?![\p{L}\d'’]))/gu, NBSP)
    .replace(/(?<=n°|±) (?=\S|$)/g, NBSP)
    .replace(/(?<=\p{L})'(?=[\p{L}\d«])/gu, '’')
    // “l'” then code or bold: the text ends at the apostrophe.
    .replace(/(?<=(?<!\p{L})(?:[cdjlmnst]|(?:lors|puis|jus)?qu))'$/giu, '’')
}

/** markdown-it plugin that sets the text of the slides in French typography, whatever the author typed. */
export function frenchTypographyRule(md: MarkdownExit): void {
  md.core.ruler.push('french_typography', ({ tokens }) => {
    for (const { children } of tokens) {
      let inBareUrl = false
      for (const token of children ?? []) {
        if (token.type === 'link_open')
          inBareUrl = token.markup === 'linkify' || token.markup === 'autolink'
        else if (token.type === 'link_close')
          inBareUrl = false
        else if (token.type === 'text' && !inBareUrl)
          token.content = frenchTypography(token.content)
      }
    }
  })
}
