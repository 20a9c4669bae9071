/** Characters that are read at a glance. */
const GLANCE = 180

/** The beginning of what is said, of a note as HTML: its first line is its minutes. */
export function firstWords(html: string): string {
  const paragraphs = [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('p, li')]
  const said = paragraphs[1]?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
  return said.length > GLANCE ? `${said.slice(0, said.lastIndexOf(' ', GLANCE))} …` : said
}
